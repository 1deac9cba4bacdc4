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

// accountSettings are the keys of the settings that a command without the screen
// depends on.
var accountSettings = []string{"account", "token_store", "private"}

// readCommand is what all commands that print an account share.
type readCommand struct {
	std         *streams
	values      settingValues
	json, csv   bool
	spreadsheet bool // CSV, of which no cell begins a formula
	watch       string
	demo        demoFlags
	watchEvery  time.Duration
	newestFirst bool   // what is read comes newest first
	limit       int    // how many of the first reading a watch prints; 0 is all
	lastNote    string // the last one printed
	changes     bool   // it may change the account
}

// addFlags adds the flags that all of them have.
func (r *readCommand) addFlags(cmd *cobra.Command, std *streams) {
	r.std = std
	r.values = settingFlags(cmd, accountSettings...)
	flags := cmd.Flags()
	flags.BoolVar(&r.json, "json", false, "print JSON: numbers as strings, exactly as the broker has them")
	flags.BoolVar(&r.csv, "csv", false, "print CSV with a heading")
	flags.BoolVar(&r.spreadsheet, "spreadsheet", false, spreadsheetHelp)
	flags.StringVar(&r.watch, "watch", "", "read again that often, 1s to 1h, and print a line for each change; never more than 60 calls a minute")
	r.demo.add(cmd)
}

const spreadsheetHelp = "print CSV for a spreadsheet: an apostrophe before a text that would begin a formula (= + - @)"

var errBoth = usageError{errors.New("use either --json or --csv")}

// check reports flags that exclude each other.
func (r *readCommand) check(cmd *cobra.Command) error {
	r.csv = r.csv || r.spreadsheet
	if r.json && r.csv {
		return errBoth
	}
	if !cmd.Flags().Changed("watch") {
		return nil
	}
	every, err := config.Interval(r.watch)
	if err != nil {
		return usageError{fmt.Errorf("--watch %q: %w", r.watch, err)}
	}
	r.watchEvery = every
	return nil
}

// run opens the account and calls do with it, until do returns or a signal
// comes.
func (r *readCommand) run(cmd *cobra.Command, do func(context.Context, *app.Account) error) error {
	if err := r.check(cmd); err != nil {
		return err
	}
	ctx, release := withSignals(cmd.Context())
	defer release()
	source := r.values.source(cmd, r.std)
	source.NoFile = r.demo.on
	settings, err := config.Load(source)
	if err != nil {
		return usageError{err}
	}
	settings.ReadOnly = settings.ReadOnly || !r.changes
	a, closeApp, err := openAccount(ctx, r.std, settings, r.demo)
	if err != nil {
		return signalCause(ctx, err)
	}
	defer closeApp()
	ctx = client.Patient(ctx)
	return signalCause(ctx, atClock(a, explainRefusal(ctx, a, do(ctx, a))))
}

// openAccount opens the account of the settings with the first credential there
// is, or the demo's. The function it gives closes everything.
func openAccount(ctx context.Context, std *streams, settings config.Settings, demo demoFlags) (*app.Account, func(), error) {
	options, err := demo.options()
	if err != nil {
		return nil, nil, err
	}
	ctx, cancel := context.WithCancel(ctx)
	quipu := app.New(ctx, std.environment(), options)
	closeApp := func() { cancel(); quipu.Close() }
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

// refusalError is an error with the verdict of Account.Refused.
type refusalError struct {
	error
	verdict app.Verdict
}

func (e refusalError) Unwrap() error { return e.error }

// credentialRefused reports an error after which the credential is of no use.
func credentialRefused(err error) bool {
	var refusal refusalError
	return errors.As(err, &refusal) && refusal.verdict.Refused
}

// explainRefusal says what became of the credential where the broker refused
// it. Any other error stays as it is.
func explainRefusal(ctx context.Context, a *app.Account, err error) error {
	var answer *client.Error
	var refusal refusalError
	if !errors.As(err, &answer) || !errors.Is(err, client.ErrUnauthorized) || errors.As(err, &refusal) {
		return err
	}
	verdict := a.Refused(ctx, err)
	switch kind := a.Credential.Kind; {
	case ctx.Err() != nil:
		return err
	case kind == app.KeyPair:
		err = rewordedError{fmt.Sprintf("the broker does not accept the key pair in APCA_API_KEY_ID and APCA_API_SECRET_KEY (%d)", answer.Status), err}
	case kind == app.EnvironmentToken:
		err = rewordedError{fmt.Sprintf("the broker does not accept the token in APCA_API_OAUTH_TOKEN (%d)", answer.Status), err}
	case verdict.Deleted:
		err = fmt.Errorf("%w; its token is deleted here", err)
	case verdict.Newer:
		err = fmt.Errorf("%w; a newer token is stored meanwhile: try again", err)
	case verdict.Err != nil:
		err = fmt.Errorf("%w; its token could not be deleted: %w", err, verdict.Err)
	case !verdict.Refused && answer.Status == http.StatusUnauthorized:
		err = fmt.Errorf("%w; a second request was not refused, so its token is kept: try again", err)
	}
	return refusalError{err, verdict}
}
