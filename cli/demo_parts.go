package cli

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net"
	"net/url"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"quipu/auth"
	"quipu/config"
	"quipu/demo"
	"quipu/market"
	"quipu/safe"
	"quipu/ui"
)

// demoOptions are what the command line says of the demo.
type demoOptions struct {
	on    bool
	seed  uint64
	start string // of its clock, "" for a session that is under way
}

// The years that a demo's clock may be set to: its past is six years long, and
// its calendar's rules are of these.
const firstDemoYear, lastDemoYear = 2020, 2099

// flags gives a command the demo's flags.
func (o *demoOptions) flags(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.BoolVar(&o.on, "demo", false, "use the embedded broker: no account, no network, no file")
	flags.Uint64Var(&o.seed, "demo-seed", demo.DefaultSeed, "seed of the demo's market: the same seed shows the same figures")
	flags.StringVar(&o.start, "demo-clock", "", "the demo's clock begins at this time of New York, YYYY-MM-DDThh:mm, and its prices stand still")
}

// clock gives a clock that begins at the start that was given, or while the
// latest session of the exchange is under way, and goes on from there.
func (o demoOptions) clock() (func() time.Time, error) {
	began := time.Now()
	from := demo.MidSession(began)
	if o.start != "" {
		if !o.on {
			return nil, usageError{errors.New("--demo-clock is for --demo: a broker's own clock is not to be set")}
		}
		var err error
		if from, err = time.ParseInLocation("2006-01-02T15:04", o.start, market.NewYork); err != nil {
			return nil, usageError{fmt.Errorf("--demo-clock %q: want a time of New York like 2026-11-23T11:42", o.start)}
		}
		if from.Year() < firstDemoYear || from.Year() > lastDemoYear {
			return nil, usageError{fmt.Errorf("--demo-clock %q: want a year from %d to %d", o.start, firstDemoYear, lastDemoYear)}
		}
	}
	// Some seconds into the minute, so that what counts minutes holds still.
	from = from.Add(5 * time.Second)
	return func() time.Time { return from.Add(time.Since(began)) }, nil
}

// broker says which broker the demo is. Its prices stand still where its clock
// was set: whoever sets it wants to see the same again.
func (o demoOptions) broker(clock func() time.Time) demo.Options {
	return demo.Options{Seed: o.seed, Alive: true, Now: clock, ExchangeHours: true, StaticMarket: o.start != ""}
}

// demoParts starts the embedded broker and points the ordinary settings at it.
// Everything else is the code that talks to Alpaca. No file is touched.
func (h *house) demoParts(settings config.Settings) (ui.Parts, error) {
	clock, err := h.demo.clock()
	if err != nil {
		return ui.Parts{}, err
	}
	redirect, err := demoRedirect(h.ctx, settings)
	if err != nil {
		return ui.Parts{}, err
	}
	opt := h.demo.broker(clock)
	opt.RedirectURIs = []string{redirect}
	b, err := demo.Start(h.ctx, opt)
	if err != nil {
		return ui.Parts{}, fmt.Errorf("start the demo: %w", err)
	}
	if err := h.keep(b); err != nil {
		return ui.Parts{}, err
	}
	tokens, err := auth.OpenStore(auth.StoreOptions{Kind: "memory"})
	if err != nil {
		return ui.Parts{}, err
	}
	settings.RedirectURL = redirect
	settings.ClientID, settings.ClientSecret = b.ClientID, b.ClientSecret
	settings.AuthorizeURL, settings.TokenURL, settings.APIURL, settings.DataURL = b.AuthorizeURL(), b.TokenURL(), b.URL, b.URL
	settings.Origin = maps.Clone(settings.Origin)
	settings.Origin["data_url"] = "the demo"
	settings.TokenStore, settings.File = "memory", ""
	settings.KeyID, settings.KeySecret = "", safe.Secret{} // real keys have no business here
	parts := h.common(settings, clock)
	parts.Demo = true
	parts.Tokens = tokens
	parts.Approve = approve
	return parts, nil
}

// approve goes through the demo's consent page. Its last request fetches the
// page of a sign-in that is over by then, and its view with it; the server that
// owes the page waits for it.
func approve(ctx context.Context, address string) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), approveTime)
	defer cancel()
	return demo.Approve(ctx, address, nil)
}

const approveTime = 5 * time.Second

// demoRedirect is the configured redirect URI. The default one gives way to a
// free port when another quipu listens there: a demo must not get in the way.
func demoRedirect(ctx context.Context, s config.Settings) (string, error) {
	u, err := url.Parse(s.RedirectURL)
	if err != nil {
		return "", fmt.Errorf("read the redirect address: %w", err)
	}
	if s.Origin["redirect_url"] != "default" {
		return s.RedirectURL, nil
	}
	if free(ctx, u.Port()) {
		return s.RedirectURL, nil
	}
	var lc net.ListenConfig
	other, err := lc.Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", fmt.Errorf("find a port for the demo's callback: %w", err)
	}
	_, port, err := net.SplitHostPort(other.Addr().String())
	if err != nil {
		return "", err
	}
	u.Host = net.JoinHostPort(u.Hostname(), port)
	return u.String(), other.Close()
}

// free reports whether nobody listens on a port of either loopback family. A
// family that this machine does not have is nobody's.
func free(ctx context.Context, port string) bool {
	var lc net.ListenConfig
	for _, host := range []string{"127.0.0.1", "::1"} {
		l, err := lc.Listen(ctx, "tcp", net.JoinHostPort(host, port))
		switch {
		case err == nil:
			_ = l.Close()
		case errors.Is(err, syscall.EADDRINUSE):
			return false
		}
	}
	return true
}
