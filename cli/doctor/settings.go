package doctor

import (
	"context"
	"os"
	"slices"
	"strings"

	"quipu/config"
	"quipu/safe"
)

// checkSettings lists every setting with where it came from.
func (s Setup) checkSettings(context.Context) []Finding {
	const section = "Settings"
	if s.Invalid != nil {
		return []Finding{{section, "settings", Fail, safe.Line(s.Invalid.Error(), 300), "fix that first; the checks below use the defaults"}}
	}
	settings := s.Settings
	file := Finding{section, "config file", OK, settings.File, ""}
	switch _, err := os.Stat(settings.File); {
	case settings.File == "":
		file.Value = "not set: there is no home folder; defaults and environment variables apply"
	case err != nil:
		file.Value = settings.File + " (there is none: defaults and environment variables apply)"
	}
	found := []Finding{file}
	for _, f := range config.All() {
		value, from := f.Value(settings), settings.Origin[f.Key]
		if value == "" {
			value = "not set"
		}
		if from != "default" && from != "" {
			value += "   (" + from + ")"
		}
		finding := Finding{section, f.Key, OK, value, ""}
		switch {
		case (settings.KeyID != "" || !settings.OAuthToken.Empty()) && (f.Key == "client_id" || f.Key == "client_secret"):
			// the environment's credentials open the account without an app
		case f.Key == "client_id" && settings.ClientID == "":
			finding.State, finding.Advice = Warn, "create an OAuth app on app.alpaca.markets, register "+settings.RedirectURL+" with it, and set its id; quipu asks for it with e"
		case f.Key == "client_secret" && settings.ClientSecret.Empty():
			finding.State, finding.Advice = Warn, "set the app's secret beside its id"
		}
		found = append(found, finding)
	}
	keys := Finding{section, "API key pair", OK, "not set", ""}
	if settings.KeyID != "" {
		keys.Value = "set   (APCA_API_KEY_ID, APCA_API_SECRET_KEY)"
	}
	token := Finding{section, "OAuth token", OK, "not set", ""}
	if !settings.OAuthToken.Empty() {
		token.Value = "set   (APCA_API_OAUTH_TOKEN); commands use it before a stored token"
	}
	return append(append(found, keys, token), s.checkVariables(section)...)
}

// checkVariables warns of variables that look like settings and are none: quipu ignores
// a misspelled one.
func (s Setup) checkVariables(section string) (found []Finding) {
	known := []string{"QUIPU_CONFIG"}
	for _, f := range config.All() {
		known = append(known, f.Env)
	}
	for _, assignment := range s.Env.Environ {
		name, _, _ := strings.Cut(assignment, "=")
		if strings.HasPrefix(name, "QUIPU_") && !slices.Contains(known, name) {
			found = append(found, Finding{section, safe.Line(name, 60), Warn, "ignored: no setting reads this variable", "docs/settings.md lists those that quipu reads"})
		}
	}
	return found
}
