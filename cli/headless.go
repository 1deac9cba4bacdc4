package cli

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/spf13/cobra"

	"quipu/app"
	"quipu/client"
	"quipu/config"
)

// headlessKeys are the settings that a command without the screen depends on.
var headlessKeys = []string{"account", "token_store", "private"}

// headless is what every command that shows an account in a shell has.
type headless struct {
	std        *streams
	values     given
	json, csv  bool
	watch      string
	demo       demoFlags
	watchEvery time.Duration
	newest     bool   // what is read comes newest first
	most       int    // how many a watch tells of what is there when it begins; 0 is all
	hinted     string // the last hint
}

// flags gives a command the flags of all of them.
func (h *headless) flags(cmd *cobra.Command, std *streams) {
	h.std = std
	h.values = settingFlags(cmd, headlessKeys...)
	flags := cmd.Flags()
	flags.BoolVar(&h.json, "json", false, "print JSON: numbers as strings, exactly as the broker has them")
	flags.BoolVar(&h.csv, "csv", false, "print CSV with a heading")
	flags.StringVar(&h.watch, "watch", "", "read again that often, 1s to 1h, and print a line for each change; never more than 60 calls a minute")
	h.demo.add(cmd)
}

var errBoth = usageError{errors.New("use either --json or --csv")}

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
		return usageError{fmt.Errorf("--watch %q: want an interval from 1s to 1h, such as 5s", h.watch)}
	}
	h.watchEvery = every
	return nil
}

// run opens the account and does what the command does with it, until it is
// done or a signal comes.
func (h *headless) run(cmd *cobra.Command, do func(context.Context, *app.Account) error) error {
	if err := h.check(cmd); err != nil {
		return err
	}
	ctx, release := withSignals(cmd.Context())
	defer release()
	source := h.values.chosen(cmd, h.std)
	source.NoFile = h.demo.on
	settings, err := config.Load(source)
	if err != nil {
		return usageError{err}
	}
	a, closeApp, err := openAccount(ctx, h.std, settings, h.demo)
	if err != nil {
		return signalCause(ctx, err)
	}
	defer closeApp()
	return signalCause(ctx, atClock(a, explainRefusal(ctx, a, do(ctx, a))))
}

// openAccount opens the account of the settings for reading: with the first
// credential there is, or the demo's. The function it gives closes everything.
func openAccount(ctx context.Context, std *streams, settings config.Settings, demo demoFlags) (*app.Account, func(), error) {
	options, err := demo.options()
	if err != nil {
		return nil, nil, err
	}
	ctx, cancel := context.WithCancel(ctx)
	quipu := app.New(ctx, std.environment(), options)
	closeApp := func() { cancel(); quipu.Close() }
	settings.ReadOnly = true
	services, err := quipu.StoredServices(settings)
	var account *app.Account
	if err == nil {
		account, err = services.Open(ctx, settings.Account)
	}
	if err != nil {
		closeApp()
		return nil, nil, err
	}
	return account, closeApp, nil
}

// judgedError is an error with what Account.Refused said of it.
type judgedError struct {
	error
	verdict app.Verdict
}

func (e judgedError) Unwrap() error { return e.error }

// credentialRefused reports an error after which the credential is of no use.
func credentialRefused(err error) bool {
	var judged judgedError
	return errors.As(err, &judged) && judged.verdict.Refused
}

// explainRefusal says what became of the credential where the broker refused
// it. Any other error stays as it is.
func explainRefusal(ctx context.Context, a *app.Account, err error) error {
	var answer *client.Error
	var judged judgedError
	if !errors.As(err, &answer) || !errors.Is(err, client.ErrUnauthorized) || errors.As(err, &judged) {
		return err
	}
	verdict := a.Refused(ctx, err)
	switch kind := a.Credential.Kind; {
	case ctx.Err() != nil:
		return err
	case kind == app.KeyPair:
		err = reworded{fmt.Sprintf("the broker does not accept the key pair in APCA_API_KEY_ID and APCA_API_SECRET_KEY (%d)", answer.Status), err}
	case kind == app.EnvironmentToken:
		err = reworded{fmt.Sprintf("the broker does not accept the token in APCA_API_OAUTH_TOKEN (%d)", answer.Status), err}
	case verdict.Deleted:
		err = fmt.Errorf("%w; its token is deleted here", err)
	case verdict.Newer:
		err = fmt.Errorf("%w; a newer token is stored meanwhile: try again", err)
	case verdict.Err != nil:
		err = fmt.Errorf("%w; its token could not be deleted: %w", err, verdict.Err)
	case !verdict.Refused && answer.Status == http.StatusUnauthorized:
		err = fmt.Errorf("%w; a second request was not refused, so its token is kept: try again", err)
	}
	return judgedError{err, verdict}
}
