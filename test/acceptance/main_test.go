//go:build unix

// Package acceptance runs the built program as people and shells do: on a
// terminal, in tmux, in a pipe.
package acceptance

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"quipu/test/emulator"
	"quipu/test/program"
)

// Exit codes that the program promises.
const (
	exitOK    = 0
	exitError = 1
)

// binary is the built program.
var binary string

// programs are what this test binary runs instead of tests where a variable is
// set: quipu with something added that the released program has not.
var programs = map[string]func() int{}

func TestMain(m *testing.M) {
	for variable, instead := range programs {
		if os.Getenv(variable) != "" {
			os.Exit(instead())
		}
	}
	os.Exit(buildAndTest(m))
}

func buildAndTest(m *testing.M) int {
	dir, err := os.MkdirTemp("", "quipu-acceptance-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return exitError
	}
	defer func() { _ = os.RemoveAll(dir) }()
	binary = filepath.Join(dir, "quipu")
	if err := program.Build(context.Background(), binary); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return exitError
	}
	return m.Run()
}

// session is a program on a terminal.
type session = emulator.Session

// start runs quipu on a terminal, with a home of its own, and waits until it
// reads keys.
func start(t *testing.T, width, height int, environ []string, args ...string) *session {
	t.Helper()
	return startBinary(t, binary, width, height, append([]string{"QUIPU_REDIRECT_URL=" + program.FreeRedirect(t)}, environ...), args...)
}

func startBinary(t *testing.T, file string, width, height int, environ []string, args ...string) *session {
	t.Helper()
	s := emulator.Run(t, file, width, height, environ, args...)
	s.AwaitKeys()
	return s
}
