package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"quipu/app"
	"quipu/config"
	"quipu/report"
	"quipu/safe"
)

// loginSettings are the keys of the settings that a sign-in depends on.
var loginSettings = []string{"account", "client_id", "redirect_url", "callback_addr", "public_url", "scopes", "read_only", "token_store", "private"}

var _ = register(signInGroup, loginCommand)

// loginCommand signs in without the full screen.
func loginCommand(std *streams) *cobra.Command {
	var opt loginOptions
	cmd := &cobra.Command{
		Use:   "login",
		Short: "Sign in without the full screen",
		Long: "login prints the link to approve on, and its QR code where the terminal has room, and waits\n" +
			"for the callback. The address of the page that the browser landed on, or the finish code\n" +
			"that the page shows, may be pasted or piped in. Instructions go to standard error; the\n" +
			"one line on standard output says which account it is.\n\n" +
			"It asks to view the account, and with --trade to send orders too, each time anew. The\n" +
			"setting scopes bounds what it asks for. The new token replaces the stored one.",
		Example: "quipu login                      # the paper account\n" +
			"quipu login --trade              # to send orders too\n" +
			"quipu login --account live\n" +
			"quipu login --browser            # opens the link here",
		Args: noArgs,
	}
	values := settingFlags(cmd, loginSettings...)
	cmd.Flags().BoolVar(&opt.noQR, "no-qr", false, "print only the link")
	cmd.Flags().BoolVar(&opt.json, "json", false, "print whose account it is as JSON: "+strings.Join(report.SignedIn.Names(), ", "))
	cmd.Flags().BoolVar(&opt.csv, "csv", false, "print whose account it is as CSV, with the same fields")
	cmd.Flags().BoolVar(&opt.spreadsheet, "spreadsheet", false, spreadsheetHelp)
	cmd.Flags().BoolVar(&opt.trade, "trade", false, "ask for the permission to send orders too")
	cmd.Flags().BoolVar(&opt.browser, "browser", false, "open the link in this computer's browser")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		return loginWith(cmd.Context(), std, values.source(cmd, std), opt)
	}
	return cmd
}

type loginOptions struct{ noQR, browser, trade, json, csv, spreadsheet bool }

// asks is what the sign-in asks for. It is not remembered: a command does what its line
// says.
func (o loginOptions) asks() app.Permission {
	if o.trade {
		return app.Trade
	}
	return app.View
}

func loginWith(ctx context.Context, std *streams, source config.Source, opt loginOptions) error {
	opt.csv = opt.csv || opt.spreadsheet
	if opt.json && opt.csv {
		return errBoth
	}
	settings, err := config.Load(source)
	if err != nil {
		return usageError{err}
	}
	if why := app.WhyNoTrading(settings); opt.trade && why != "" {
		return usageError{errors.New("--trade: " + why)}
	}
	return login(ctx, std, opt.asks().Of(settings), opt)
}

// login signs in, keeps the token, and says whose account it is, unless a
// signal ends it.
func login(ctx context.Context, std *streams, s config.Settings, opt loginOptions) error {
	ctx, release := withSignals(ctx)
	defer release()
	done, err := signIn(ctx, std, s, opt)
	if done { // a signal then ends the waiting for the browser alone
		return err
	}
	return signalCause(ctx, err)
}

// signIn reports whether it is done: the token is kept, and it is said whose
// account it is.
func signIn(ctx context.Context, std *streams, s config.Settings, opt loginOptions) (done bool, err error) {
	ctx, cancel := context.WithCancel(ctx)
	quipu := app.New(ctx, std.environment(), app.DemoOptions{})
	defer quipu.Close()
	defer cancel()
	services, err := loginServices(ctx, quipu, s)
	if err != nil {
		return false, err
	}
	attempt, err := services.SignIn(ctx, s, s.Account)
	if err != nil {
		return false, err
	}
	// Before anything is said: what is pasted is not to be shown from the first
	// moment on, and until the end.
	lines, restore := readPastes(std.In)
	defer restore()
	beforeForcedExit(ctx, restore)
	printInstructions(std, s, attempt, opt, quipu.Env().Environment)
	if opt.browser {
		silenceBrowser()
		if err := openBrowser(ctx, attempt.URL()); err != nil {
			_, _ = fmt.Fprintln(std.Err, "No browser could be started:", safe.Line(err.Error(), 200))
		}
	}
	token, err := awaitLogin(ctx, std, attempt, lines)
	if err != nil {
		return false, err
	}
	place, err := services.Tokens.Save(ctx, token)
	if err != nil {
		return false, fmt.Errorf("signed in, but the token could not be kept: %w", err)
	}
	if err := printAccount(ctx, std, services, opt, token, place); err != nil {
		return false, err
	}
	restore()
	awaitReloads(ctx, std, attempt, lines)
	return true, nil
}

// loginServices checks that a sign-in can begin, and that its token outlives the
// program.
func loginServices(ctx context.Context, quipu *app.App, s config.Settings) (*app.Services, error) {
	switch {
	case s.TokenStore == "memory":
		return nil, errors.New("token_store = memory forgets the token when this command ends: set auto, keyring or file")
	case s.ClientID == "" || s.ClientSecret.Empty():
		at := "the environment"
		if s.File != "" {
			at = s.File
		}
		return nil, codedError{fmt.Errorf("no OAuth app is configured: set client_id and client_secret in %s, or QUIPU_CLIENT_ID and QUIPU_CLIENT_SECRET, and register %s as the app's redirect URI", at, s.RedirectURL), exitNotSignedIn}
	}
	services, err := quipu.Services(s)
	if err != nil || s.TokenStore != "keyring" {
		return services, err
	}
	if place := services.Tokens.Where(ctx, string(s.Account)); place.Note != "" { // before the person signs in for nothing
		return nil, fmt.Errorf("the token could not be kept: %s; set token_store to auto or file", place.Note)
	}
	return services, nil
}
