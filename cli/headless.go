package cli

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/spf13/cobra"

	"quipu/client"
	"quipu/config"
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
	return fmt.Errorf("%w; its token is deleted here", err)
}

const dropTime = 5 * time.Second
