package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"quipu/auth"
	"quipu/client"
	"quipu/config"
	"quipu/demo"
	"quipu/safe"
)

// opened is an account that may be read, and nothing else.
type opened struct {
	settings config.Settings
	demo     bool
	now      func() time.Time // the account's: a demo has a clock of its own
	client   *client.Client
	data     *client.Data                // nil where market data may not be read
	drop     func(context.Context) error // deletes the token that was used, nil where none was
	keys     bool                        // a key pair opens it
	closers  []io.Closer
}

func (s *opened) close() {
	if s.client != nil {
		s.client.Close()
	}
	if s.data != nil {
		s.data.Close()
	}
	for _, c := range s.closers {
		_ = c.Close()
	}
}

// openAccount opens the account of the settings with its stored token or, where
// there is none, with the key pair of the environment; or the demo's.
func openAccount(ctx context.Context, settings config.Settings, demoed demoOptions) (*opened, error) {
	clock, err := demoed.clock()
	if err != nil {
		return nil, err
	}
	s := &opened{settings: settings, demo: demoed.on, now: time.Now}
	done := false
	defer func() {
		if !done {
			s.close()
		}
	}()
	opt := client.Options{ReadOnly: true, UserAgent: "quipu/" + version}
	mayReadData := false
	if demoed.on {
		s.now = clock
		b, err := demo.Start(ctx, demoed.broker(clock))
		if err != nil {
			return nil, fmt.Errorf("start the demo: %w", err)
		}
		s.closers = append(s.closers, b)
		token, err := b.Grant(string(settings.Account), "data")
		if err != nil {
			return nil, err
		}
		s.settings.APIURL, s.settings.DataURL = b.URL, b.URL
		opt.Credentials, mayReadData = client.Bearer(token), true
	} else {
		if opt.Credentials, mayReadData, s.drop, err = stored(ctx, settings); err != nil {
			return nil, err
		}
		s.keys = s.drop == nil && settings.KeyID != ""
		mayReadData = mayReadData && settings.KnowsData()
	}
	opt.BaseURL = s.settings.APIURLFor(settings.Account)
	if s.client, err = client.New(opt); err != nil {
		return nil, err
	}
	if mayReadData {
		opt.BaseURL = s.settings.DataURL
		if s.data, err = client.NewData(opt); err != nil {
			return nil, err
		}
	}
	done = true
	return s, nil
}

// stored gives what opens the account, whether market data was granted, and what
// deletes the token if it is one.
func stored(ctx context.Context, s config.Settings) (_ client.Credentials, mayReadData bool, drop func(context.Context) error, _ error) {
	kind := s.TokenStore
	if kind == "memory" {
		kind = "auto" // what another run kept is meant
	}
	notSignedIn := func(why string, cause ...any) (client.Credentials, bool, func(context.Context) error, error) {
		return client.Credentials{}, false, nil, codedError{fmt.Errorf(why, cause...), exitNotSignedIn}
	}
	tokens, err := auth.OpenStore(auth.StoreOptions{Kind: kind, Dir: config.Dir(os.Getenv), Getenv: os.Getenv})
	if err != nil && s.KeyID == "" {
		return notSignedIn("not signed in to the %s account: %w", s.Account, err)
	}
	if err == nil {
		token, place, err := tokens.Load(ctx, string(s.Account))
		switch {
		case s.APIURL != "" && s.KeyID != "":
			// Whoever names another broker and a key pair means these two: a stored
			// token is none of that broker's business.
		case err == nil && s.APIURL != "":
			// It may be another broker's: what that one says of it is no reason to
			// delete it.
			return client.Bearer(token.Access), slices.Contains(strings.Fields(token.Scope), "data"), nil, nil
		case err == nil:
			return client.Bearer(token.Access), slices.Contains(strings.Fields(token.Scope), "data"), dropper(tokens, token), nil
		case !errors.Is(err, auth.ErrNoToken):
			return notSignedIn("the %s account's token cannot be used: %w", s.Account, err)
		case place.Note != "" && s.KeyID == "":
			return notSignedIn("not signed in to the %s account (%s): quipu login --account %s", s.Account, safe.Line(place.Note, 200), s.Account)
		}
	}
	if s.KeyID != "" {
		return client.Keys(s.KeyID, s.KeySecret), true, nil, nil
	}
	return notSignedIn("not signed in to the %s account: quipu login --account %s", s.Account, s.Account)
}

// dropper deletes a token: the one that was used, and none that has taken its
// place since.
func dropper(tokens *auth.Store, used auth.Token) func(context.Context) error {
	return func(ctx context.Context) error {
		_, err := tokens.DeleteIf(ctx, used)
		return err
	}
}
