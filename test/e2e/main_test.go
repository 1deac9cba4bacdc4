//go:build unix

// Package e2e signs in as people do: in an SSH session of a real sshd, with a
// real browser of a phone's size, through a real reverse proxy.
package e2e

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"quipu/test/emulator"
	"quipu/test/program"
)

// quipu is the built program.
var quipu string

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "quipu-e2e-")
	if err == nil {
		quipu = filepath.Join(dir, "quipu")
		err = program.Build(context.Background(), quipu)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	code := m.Run()
	_ = os.RemoveAll(dir)
	os.Exit(code)
}

// need gives a program's path. Without it the test is skipped, unless
// QUIPU_E2E=all says that nothing may be.
func need(t *testing.T, names ...string) string {
	t.Helper()
	for _, name := range names {
		for _, dir := range append(filepath.SplitList(os.Getenv("PATH")), "/usr/sbin", "/usr/local/sbin") {
			if path := filepath.Join(dir, name); isProgram(path) {
				return path
			}
		}
	}
	if os.Getenv("QUIPU_E2E") == "all" {
		t.Fatalf("%s is not installed", strings.Join(names, " or "))
	}
	t.Skipf("%s is not installed", strings.Join(names, " or "))
	return ""
}

func isProgram(path string) bool {
	stat, err := os.Stat(path)
	return err == nil && stat.Mode().IsRegular() && stat.Mode()&0o111 != 0
}

// freePort finds a port that is free on both loopback families, below those
// that systems give out by themselves: a browser takes many of them meanwhile.
func freePort(t *testing.T) int {
	t.Helper()
	for range 100 {
		port := 20000 + rand.IntN(10000)
		if free("127.0.0.1", port) && free("::1", port) {
			return port
		}
	}
	t.Fatal("no free port")
	return 0
}

func free(host string, port int) bool {
	l, err := net.Listen("tcp", net.JoinHostPort(host, strconv.Itoa(port)))
	if err == nil {
		l.Close()
	}
	return !errors.Is(err, syscall.EADDRINUSE) // a family that is missing is nobody's
}

// answers waits until somebody listens on a port.
func answers(t *testing.T, address string) {
	t.Helper()
	for end := time.Now().Add(emulator.Patience); ; time.Sleep(10 * time.Millisecond) {
		c, err := net.Dial("tcp", address)
		if err == nil {
			_ = c.Close()
			return
		}
		if time.Now().After(end) {
			t.Fatalf("nobody answers on %s", address)
		}
	}
}

// background runs a program until the test's end.
func background(t *testing.T, name string, args ...string) {
	t.Helper()
	cmd := exec.Command(name, args...) //nolint:noctx // ended below
	var said strings.Builder
	cmd.Stdout, cmd.Stderr = &said, &said
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Signal(os.Interrupt)
		ended := make(chan struct{})
		go func() { _ = cmd.Wait(); close(ended) }()
		select {
		case <-ended:
		case <-time.After(5 * time.Second):
			_ = cmd.Process.Kill()
			<-ended
		}
		if t.Failed() {
			t.Logf("%s said:\n%s", name, said.String())
		}
	})
}
