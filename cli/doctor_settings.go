package cli

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"strings"
	"time"

	"quipu/app"
	"quipu/auth"
	"quipu/config"
	"quipu/safe"
)

// checkSettings lists every setting with where it came from.
func (e examination) checkSettings(context.Context) []finding {
	const section = "Settings"
	if e.invalid != nil {
		return []finding{{section, "settings", fails, safe.Line(e.invalid.Error(), 300), "mend that first; what follows is looked at with the defaults"}}
	}
	s := e.settings
	file := finding{section, "config file", passes, s.File, ""}
	if _, err := os.Stat(s.File); err != nil {
		file.Value = s.File + " (there is none: defaults and environment count)"
	}
	found := []finding{file}
	for _, f := range config.All() {
		value, from := f.Value(s), s.Origin[f.Key]
		if value == "" {
			value = "not set"
		}
		if from != "default" && from != "" {
			value += "   (" + from + ")"
		}
		one := finding{section, f.Key, passes, value, ""}
		switch {
		case (s.KeyID != "" || !s.OAuthToken.Empty()) && (f.Key == "client_id" || f.Key == "client_secret"):
			// the environment's credentials open the account without an app
		case f.Key == "client_id" && s.ClientID == "":
			one.State, one.Advice = warns, "create an OAuth app on app.alpaca.markets, register "+s.RedirectURL+" with it, and set its id; quipu asks for it with e"
		case f.Key == "client_secret" && s.ClientSecret.Empty():
			one.State, one.Advice = warns, "set the app's secret beside its id"
		}
		found = append(found, one)
	}
	keys := finding{section, "API key pair", passes, "not set", ""}
	if s.KeyID != "" {
		keys.Value = "set   (APCA_API_KEY_ID, APCA_API_SECRET_KEY)"
	}
	token := finding{section, "OAuth token", passes, "not set", ""}
	if !s.OAuthToken.Empty() {
		token.Value = "set   (APCA_API_OAUTH_TOKEN); commands use it before a stored token"
	}
	return append(found, keys, token)
}

// checkTokens looks for a token of each account. None is shown or sent.
func (e examination) checkTokens(ctx context.Context) []finding {
	const section = "Tokens"
	s := e.settings
	services, err := app.New(ctx, e.env, app.DemoOptions{}).Services(s)
	if err != nil {
		return []finding{{section, "store", fails, err.Error(), "set token_store to memory, or HOME to a folder"}}
	}
	store := services.Tokens
	ctx, cancel := context.WithTimeout(ctx, doctorTime)
	defer cancel()
	place := store.Where(ctx, string(s.Account))
	at := finding{section, "store", passes, fmt.Sprintf("%s: a new token goes into %s", s.TokenStore, place), ""}
	if place.Note != "" {
		at.State, at.Advice = warns, "unlock the keyring, or set token_store to file"
	}
	found := []finding{at}
	if left, err := store.Leftovers(); err == nil && len(left) > 0 {
		found = append(found, finding{section, "left over", warns, "a save was interrupted: " + strings.Join(left, ", "), "quipu logout removes it, and so does the next sign-in"})
	}
	for _, account := range config.Accounts() {
		found = append(found, e.checkToken(ctx, store, account))
	}
	return found
}

func (e examination) checkToken(ctx context.Context, store app.TokenStore, account config.Account) finding {
	f := finding{"Tokens", string(account), passes, "none stored", ""}
	token, place, err := store.Load(ctx, string(account))
	var other *app.OtherBrokerError
	switch {
	case errors.As(err, &other):
		f.State, f.Value, f.Advice = warns, safe.Line(err.Error(), 300), "sign in there: quipu login --account "+string(account)
	case errors.Is(err, auth.ErrNoToken):
		if account == e.settings.Account {
			f.Advice = "quipu login --account " + string(account)
		}
	case err != nil:
		f.State, f.Value, f.Advice = fails, safe.Line(err.Error(), 300), "if it cannot be mended: quipu logout --account "+string(account)+", then sign in again"
	default:
		may := token.Scope
		if may == "" {
			may = "read only, or not said by the broker"
		}
		f.Value = fmt.Sprintf("in %s, of %s, may: %s", place, token.Obtained.Local().Format("2 Jan 2006 15:04"), may)
		if token.ClientID != "" && e.settings.ClientID != "" && token.ClientID != e.settings.ClientID {
			f.State, f.Advice = warns, "it belongs to another client_id than the one that is set: sign in again if it is refused"
		}
	}
	return f
}

// checkPlace says where this runs and what signing in offers here.
func (e examination) checkPlace(context.Context) []finding {
	h := e.here
	offers := "a browser is opened on this computer, or the code is scanned"
	if h.Remote() {
		offers = "no browser is started: scan the code with a phone, or copy the link, and paste the address of the last page"
		if u, err := url.Parse(e.settings.RedirectURL); err == nil && e.settings.PublicURL == "" {
			if command := h.Forward(u.Port()); command != "" {
				offers += "; or run on your own computer: " + command
			}
		}
	}
	if e.settings.PublicURL != "" {
		offers = "the code is scanned with any phone, and finished by typing the code that the last page shows"
	}
	found := []finding{{"Place", "sign-in", passes, offers, ""}}
	for _, why := range h.Why() {
		found = append(found, finding{"Place", "reason", passes, why, ""})
	}
	return found
}

// clockTolerance is a difference that troubles nothing.
const clockTolerance = 5 * time.Second

// checkClock compares our clock with what a host says.
func checkClock(host string, said, now time.Time) finding {
	skew := now.Sub(said).Round(time.Second)
	f := finding{"Clock", "this machine", passes, fmt.Sprintf("within %s of %s", clockTolerance, host), ""}
	if skew.Abs() > clockTolerance {
		way := "ahead of"
		if skew < 0 {
			way = "behind"
		}
		f.State, f.Value = warns, fmt.Sprintf("%s %s %s", skew.Abs(), way, host)
		f.Advice = "set the clock (timedatectl set-ntp true): quipu reckons with the difference, TLS and logs do not"
	}
	return f
}

func inWords(list []string) string { return strings.Join(list, ", ") }
