// Package program builds quipu and sets up what it is tried with: a broker and a
// redirect address.
package program

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"quipu/demo"
)

// Build builds quipu into a file, in the module of the program, so that the
// versions of its libraries are the released ones. The working directory may be
// any folder of this module. The error holds what the compiler printed.
func Build(ctx context.Context, file string) error {
	file, err := filepath.Abs(file)
	if err != nil {
		return err
	}
	list := exec.CommandContext(ctx, "go", "list", "-m", "-f", "{{.Dir}}", "quipu")
	root, err := list.Output()
	if err != nil {
		return fmt.Errorf("find the module quipu: %w", err)
	}
	build := exec.CommandContext(ctx, "go", "build", "-o", file, ".")
	build.Dir = strings.TrimSpace(string(root))
	if printed, err := build.CombinedOutput(); err != nil {
		return errors.Join(fmt.Errorf("build quipu: %s", strings.TrimSpace(string(printed))), ctx.Err())
	}
	return nil
}

// Broker starts an embedded broker whose prices stand still and whose app has
// one redirect address, and returns the environment in which quipu signs in to
// it. It ends with the test.
func Broker(t testing.TB, redirect string, more ...string) (*demo.Broker, []string) {
	t.Helper()
	b, err := demo.Start(t.Context(), demo.Options{StaticMarket: true, RedirectURIs: []string{redirect}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = b.Close() })
	return b, append([]string{
		"QUIPU_API_URL=" + b.URL, "QUIPU_DATA_URL=" + b.URL, "QUIPU_AUTHORIZE_URL=" + b.AuthorizeURL(), "QUIPU_TOKEN_URL=" + b.TokenURL(),
		"QUIPU_CLIENT_ID=" + b.ClientID, "QUIPU_CLIENT_SECRET=" + b.ClientSecret.Reveal(), "QUIPU_TOKEN_STORE=file", "HOME=" + t.TempDir(),
	}, more...)
}

// FreeRedirect returns a redirect address on a free port: the default one may
// be in use by a quipu that somebody works with.
func FreeRedirect(t testing.TB) string {
	t.Helper()
	l, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	return fmt.Sprintf("http://localhost:%d/callback", l.Addr().(*net.TCPAddr).Port)
}
