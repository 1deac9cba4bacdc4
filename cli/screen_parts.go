package cli

import (
	"context"
	"errors"
	"io"
	"net"
	"strings"
	"time"

	"github.com/cli/browser"

	"quipu/app"
	"quipu/client"
	"quipu/config"
	"quipu/safe"
	"quipu/ui"
)

// broker is the client as the views want it.
type broker struct{ *client.Client }

// Follow implements ui.Broker.
func (b broker) Follow(ctx context.Context, every time.Duration) ui.Feed {
	return b.Poll(ctx, client.PollOptions{Every: every, Stream: true})
}

// partsOf gives the screen what it acts through, on Alpaca's address or on a
// demo's.
func partsOf(a *app.App, s *app.Services) ui.Parts {
	memory := s.Memory()
	parts := ui.Parts{
		Settings:    s.Settings,
		Demo:        s.Demo,
		Environment: a.Env().Environment,
		Clock:       s.Clock,
		SignIn:      signInOf(s),
		Connect:     connectOf(s),
		OpenBrowser: openBrowser,
		Copy:        copyToTmux(a.Env().Getenv),
		Tokens:      s.Tokens,
		State:       memory.State, StateNotice: memory.Notice, SaveState: memory.Save,
	}
	if s.Demo {
		parts.Approve = s.Approve
		return parts
	}
	if file := s.Settings.File; file != "" {
		parts.SaveApp = func(id string, secret safe.Secret) error { return config.SaveApp(file, id, secret) }
	}
	parts.StartDemo = func() (ui.Parts, error) {
		demo, err := a.StartDemo(s.Settings)
		if err != nil {
			return ui.Parts{}, err
		}
		return partsOf(a, demo), nil
	}
	return parts
}

func connectOf(s *app.Services) func(config.Settings, config.Account, app.Credential) (ui.Access, error) {
	return func(settings config.Settings, account config.Account, c app.Credential) (ui.Access, error) {
		opened, err := s.Connect(settings, account, c)
		if err != nil {
			return ui.Access{}, err
		}
		access := ui.Access{Broker: broker{opened.Client}, Lists: opened.Client, Assets: opened.Assets, Refused: opened.Refused, Trade: opened.Trading(), TypesSymbol: opened.TypesSymbol()}
		if opened.Data != nil {
			access.Data = opened.Data
		}
		return access, nil
	}
}

func signInOf(s *app.Services) func(context.Context, config.Settings, config.Account) (ui.Attempt, error) {
	return func(ctx context.Context, settings config.Settings, account config.Account) (ui.Attempt, error) {
		attempt, err := s.SignIn(ctx, settings, account)
		if err != nil {
			return ui.Attempt{}, err
		}
		return ui.Attempt{
			URL: attempt.URL(), Listening: listenAddress(attempt.Listening()), Notice: attempt.Notice(), Deadline: attempt.Deadline(),
			Short: attempt.ShortURL(), Arrived: attempt.Arrived(), Finish: attempt.Finish,
			Exchanging: attempt.Exchanging(), Result: attempt.Result(), Paste: attempt.Paste,
		}, nil
	}
}

// listenAddress names both loopback families of a port by the name they share.
func listenAddress(addresses []string) string {
	if len(addresses) == 2 {
		if _, port, err := net.SplitHostPort(addresses[0]); err == nil {
			return net.JoinHostPort("localhost", port)
		}
	}
	return strings.Join(addresses, " and ")
}

// silenceBrowser discards what a browser's launcher prints. The library keeps
// that in variables: they are set once, before anything runs.
func silenceBrowser() { browser.Stdout, browser.Stderr = io.Discard, io.Discard }

// openBrowser starts the person's browser, which outlives the view.
func openBrowser(ctx context.Context, address string) error {
	opened := make(chan error, 1)
	go func() { opened <- browser.OpenURL(address) }()
	select {
	case err := <-opened:
		return err
	case <-time.After(5 * time.Second):
		return nil // some launchers stay until the browser ends
	case <-ctx.Done():
		return errors.New("sign-in is over")
	}
}
