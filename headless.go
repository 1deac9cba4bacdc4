package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"quipu/auth"
	"quipu/client"
	"quipu/config"
	"quipu/demo"
	"quipu/safe"
)

// headlessKeys are the settings that a command without the screen depends on.
var headlessKeys = []string{"account", "token_store", "private"}

// headless is what every command that shows an account in a shell has.
type headless struct {
	values     given
	json, csv  bool
	watch      string
	demo       demoOptions
	watchEvery time.Duration
	newest     bool   // what is read comes newest first
	most       int    // how many a watch tells of what is there when it begins; 0 is all
	hinted     string // the last hint
}

// flags gives a command the flags of all of them.
func (h *headless) flags(cmd *cobra.Command) {
	h.values = settingFlags(cmd, headlessKeys...)
	flags := cmd.Flags()
	flags.BoolVar(&h.json, "json", false, "print JSON: numbers as strings, exactly as the broker has them")
	flags.BoolVar(&h.csv, "csv", false, "print CSV with a heading")
	flags.StringVar(&h.watch, "watch", "", "read again that often, 1s to 1h, and print a line for each change; never more than 60 calls a minute")
	h.demo.flags(cmd)
}

var errBoth = usageError{errors.New("--json and --csv cannot be had together: choose one")}

// check finds what is wrong with the flags together.
func (h *headless) check(cmd *cobra.Command) error {
	if h.json && h.csv {
		return errBoth
	}
	if !cmd.Flags().Changed("watch") {
		return nil
	}
	every, err := time.ParseDuration(h.watch)
	if err != nil || every < time.Second || every > time.Hour {
		return usageError{fmt.Errorf("--watch %q: want how often to read, 1s to 1h, like 5s", h.watch)}
	}
	h.watchEvery = every
	return nil
}

// run opens the account and does what the command does with it, until it is
// done or a signal comes.
func (h *headless) run(cmd *cobra.Command, code *int, do func(context.Context, *opened) error) {
	err := h.check(cmd)
	if err == nil {
		err = h.open(cmd, do)
	}
	*code = ended(err, h.json)
}

func (h *headless) open(cmd *cobra.Command, do func(context.Context, *opened) error) error {
	ctx, release := untilSignal(cmd.Context())
	defer release()
	source := h.values.chosen(cmd)
	source.NoFile = h.demo.on
	settings, err := config.Load(source)
	if err != nil {
		return usageError{err}
	}
	s, err := openAccount(ctx, settings, h.demo)
	if err != nil {
		return endedBy(ctx, err)
	}
	defer s.close()
	return endedBy(ctx, s.dropRefused(do(ctx, s)))
}

// dropRefused deletes the stored token when the broker answers 401: it opens
// nothing any more, and a status bar would send it every few seconds. A 403 may
// be a proxy's.
func (s *opened) dropRefused(err error) error {
	var answer *client.Error
	if !errors.As(err, &answer) || !errors.Is(err, client.ErrUnauthorized) {
		return err
	}
	if s.keys {
		return reworded{fmt.Sprintf("the broker does not accept the key pair in APCA_API_KEY_ID and APCA_API_SECRET_KEY (%d)", answer.Status), err}
	}
	if s.drop == nil || answer.Status != http.StatusUnauthorized {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), dropTime)
	defer cancel()
	if failed := s.drop(ctx); failed != nil {
		return fmt.Errorf("%w; its token could not be deleted: %w", err, failed)
	}
	return err
}

const dropTime = 5 * time.Second

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
		s.keys = s.drop == nil
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
	tokens, err := auth.OpenStore(kind, config.Dir(os.Getenv))
	if err != nil && s.KeyID == "" {
		return notSignedIn("not signed in to the %s account: %w", s.Account, err)
	}
	if err == nil {
		token, place, err := tokens.Load(ctx, string(s.Account))
		switch {
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

// dropper deletes a token, but not one that has taken its place since.
func dropper(tokens *auth.Store, used auth.Token) func(context.Context) error {
	return func(ctx context.Context) error {
		now, _, err := tokens.Load(ctx, used.Env)
		if err == nil && now.Access.Reveal() != used.Access.Reveal() {
			return nil
		}
		return tokens.Delete(ctx, used.Env)
	}
}
