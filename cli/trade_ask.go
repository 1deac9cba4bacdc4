package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"quipu/app"
	"quipu/auth"
	"quipu/config"
)

var (
	errNotConfirmed = codedError{errors.New("not sent: not confirmed"), exitLimit}
	errNobodyToAsk  = usageError{errors.New("there is no terminal to ask at: use --yes")}
)

// accountName is PAPER or LIVE, and says so where the address of a paper account
// is one that nobody knows.
func accountName(a *app.Account) string {
	name := a.Name.Caps()
	if a.Name == config.Paper && a.RealMoney() {
		name += " (perhaps real money: " + auth.Origin(a.Settings.APIURLFor(a.Name)) + ")"
	}
	return name
}

// confirm asks whether to do what text says. On a live account the answer is the
// symbol.
func (t *tradeCommand) confirm(ctx context.Context, a *app.Account, text, symbol string) error {
	return t.ask(ctx, a, text, symbol, a.TypesSymbol())
}

// confirmWord asks for a word, on paper too.
func (t *tradeCommand) confirmWord(ctx context.Context, a *app.Account, text, word string) error {
	return t.ask(ctx, a, text, word, true)
}

func (t *tradeCommand) ask(ctx context.Context, a *app.Account, text, word string, typed bool) error {
	switch {
	case a.RealMoney() && !a.Settings.AllowLive:
		return codedError{errors.New("not sent: live trading is off: allow_live in the config file turns it on"), exitLimit}
	case t.yes && a.RealMoney() && !a.Settings.AllowLiveUnattended:
		return codedError{errors.New("not sent: --yes is for paper accounts: allow_live_unattended in the config file allows it"), exitLimit}
	case t.yes:
		return nil
	case !t.std.asks():
		return errNobodyToAsk
	}
	want, question := "y", "Send it? [y/N] "
	if typed {
		want, question = word, "Type "+word+" to send it: "
	}
	answer, err := t.std.question(ctx, text, question)
	if err != nil || !strings.EqualFold(answer, want) && (typed || !strings.EqualFold(answer, "yes")) {
		return errNotConfirmed
	}
	return nil
}

// question says what is asked, and gives the answer.
func (s *streams) question(ctx context.Context, text, question string) (string, error) {
	_, _ = fmt.Fprintln(s.Err, oneLine(errors.New(text)))
	dropTyped(s.In) // what was typed before the question is no answer to it
	_, _ = fmt.Fprint(s.Err, question)
	return readLine(ctx, s.In)
}

// asks reports whether there is somebody to ask.
func (s *streams) asks() bool {
	_, is := terminalOf(s.In)
	return is || s.Asks
}

// readLine reads a line, or gives the context's error. Nothing interrupts a read:
// one that nobody waits for any more ends with the program.
func readLine(ctx context.Context, from io.Reader) (string, error) {
	type read struct {
		line string
		err  error
	}
	lines := make(chan read, 1)
	go func() {
		line, err := oneAnswer(from)
		lines <- read{line, err}
	}()
	select {
	case got := <-lines:
		if ctx.Err() != nil { // a signal came before the answer
			return "", ctx.Err()
		}
		return got.line, got.err
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

// longestAnswer bounds a line that answers a question, in bytes.
const longestAnswer = 200

// oneAnswer reads one line and nothing beyond it: what follows may answer another
// question.
func oneAnswer(r io.Reader) (string, error) {
	var line []byte
	for one := make([]byte, 1); len(line) < longestAnswer; {
		if _, err := io.ReadFull(r, one); err != nil {
			return "", err
		}
		if one[0] == '\n' {
			return strings.TrimSpace(string(line)), nil
		}
		line = append(line, one[0])
	}
	return "", errors.New("the answer is too long")
}
