package cli

import (
	"context"
	"os/exec"
	"strings"
	"time"
)

// tmuxTimeout bounds what tmux takes to put something into its buffer.
const tmuxTimeout = 2 * time.Second

// copyToTmux returns a function that copies a text into tmux's buffer, nil
// outside of tmux. tmux hands the buffer on to the terminal (load-buffer -w, tmux
// 3.2). It ignores the sequences that programs send to a clipboard, unless it is
// configured otherwise.
func copyToTmux(getenv func(string) string) func(context.Context, string) error {
	if getenv("TMUX") == "" {
		return nil
	}
	return func(ctx context.Context, text string) error {
		ctx, cancel := context.WithTimeout(ctx, tmuxTimeout)
		defer cancel()
		if loadBuffer(ctx, text, "-w", "-") == nil {
			return nil
		}
		return loadBuffer(ctx, text, "-")
	}
}

// loadBuffer hands text over on stdin: everybody can read a command line.
func loadBuffer(ctx context.Context, text string, how ...string) error {
	cmd := exec.CommandContext(ctx, "tmux", append([]string{"load-buffer"}, how...)...)
	cmd.Stdin = strings.NewReader(text)
	cmd.WaitDelay = tmuxTimeout
	return cmd.Run()
}
