package cli

import (
	"context"
	"fmt"
	"net/url"
	"time"

	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/term"

	"quipu/app"
	"quipu/auth"
	"quipu/client"
	"quipu/config"
	"quipu/environment"
	"quipu/format"
	"quipu/report"
	"quipu/safe"
	"quipu/ui/qr"
)

// printInstructions says what to do. The link stands alone on its line, so that a
// script and a mouse find it.
func printInstructions(std *streams, s config.Settings, attempt *auth.Attempt, opt loginOptions, here environment.Environment) {
	to, link := std.Err, attempt.URL()
	if short := attempt.ShortURL(); short != "" {
		link = short
	}
	colours := profile(std.Environ)
	var width, height int
	fd, is := terminalOf(to)
	if is {
		width, height, _ = term.GetSize(fd)
	}
	if is && !opt.noQR && colours >= colorprofile.ANSI {
		painter := &colorprofile.Writer{Forward: to, Profile: colours}
		for _, line := range qr.Fitting(link, width, height-8) {
			_, _ = fmt.Fprintln(painter, line)
		}
	}
	account := "paper account"
	if s.Account == config.Live {
		account = "LIVE account, real money"
	}
	_, _ = fmt.Fprintf(to, "Approve quipu for your %s (%s):\n\n%s\n\n", account, permissionName(s, opt), link)
	for _, line := range instructions(std, s, attempt, here) {
		_, _ = fmt.Fprintln(to, line)
	}
}

func permissionName(s config.Settings, opt loginOptions) string {
	if s.ReadOnly {
		return "read-only"
	}
	return opt.asks().String()
}

// instructions say how to complete the sign-in, one way a line.
func instructions(std *streams, s config.Settings, attempt *auth.Attempt, here environment.Environment) []string {
	paste := "paste the address of the page that you land on"
	if _, is := terminalOf(std.In); is {
		paste += "; it is not shown"
	}
	switch {
	case attempt.Notice() != nil:
		return []string{safe.Sentence(attempt.Notice().Error()), "Then " + paste + "."}
	case attempt.ShortURL() != "":
		return []string{"Then type the code that its last page shows, and press enter."}
	}
	lines := []string{"Sign-in continues automatically when the browser returns to " + s.RedirectURL + ".", "Or " + paste + "."}
	if u, err := url.Parse(s.RedirectURL); err == nil {
		if command := here.Forward(u.Port()); command != "" {
			lines = append(lines, "To let a browser on the computer in front of you come back, run there first:", "", "  "+command)
		}
	}
	return append(lines, "")
}

// printAccount says on standard output whose account it is.
func printAccount(ctx context.Context, std *streams, services *app.Services, opt loginOptions, token auth.Token, place auth.Place) error {
	s := services.Settings
	if note := app.GrantedOtherwise(s, token.Scope); note != "" {
		_, _ = fmt.Fprintln(std.Err, note)
	}
	s.ReadOnly = true
	opened, err := services.Connect(s, config.Account(token.Env), app.TokenCredential(token, place))
	var account client.Account
	if err == nil {
		account, err = opened.Client.Account(ctx)
	}
	if err != nil {
		return fmt.Errorf("signed in, the token is in %s, but the %s account cannot be read: %w", place, token.Env, err)
	}
	done := []report.Login{{Account: account, Scopes: token.Scope, Place: place.String()}}
	about := report.About{Environment: token.Env, At: time.Now(), Private: s.Private, Spreadsheet: opt.spreadsheet}
	switch {
	case opt.json:
		return report.SignedIn.JSON(std.Out, about, done)
	case opt.csv:
		return report.SignedIn.CSV(std.Out, about, done)
	}
	equity := format.AccountMoney(format.Options{Currency: account.Currency}, account.Equity.NullDecimal)
	if s.Private {
		equity = format.Masked
	}
	_, err = fmt.Fprintf(std.Out, "Signed in: %s account %s · equity %s · token in %s\n", token.Env, account.Number, equity, place)
	return err
}
