package cli

import (
	"context"
	"os/exec"
	"strings"
	"time"
)

// tmuxTime bounds what tmux takes to put something into its buffer.
const tmuxTime = 2 * time.Second

// copyBeside gives the way to the clipboard beside the terminal: inside tmux its
// buffer, which it hands on to the terminal by itself (load-buffer -w, tmux 3.2).
// What programs send it ignores, unless it was told otherwise. Outside of tmux
// there is none.
func copyBeside(getenv func(string) string) func(context.Context, string) error {
	if getenv("TMUX") == "" {
		return nil
	}
	return func(ctx context.Context, text string) error {
		ctx, cancel := context.WithTimeout(ctx, tmuxTime)
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
	cmd.WaitDelay = tmuxTime
	return cmd.Run()
}
