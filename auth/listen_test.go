package auth

import (
	"context"
	"errors"
	"net"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"
)

func TestBothLoopbackFamiliesAreListenedOn(t *testing.T) {
	a := beginAttempt(t, appAt(t, newEndpoint(t, nil)), Options{})
	want := []string{"127.0.0.1:" + a.redirect.Port(), "[::1]:" + a.redirect.Port()}
	for _, address := range a.Listening() {
		if address != want[0] && address != want[1] {
			t.Errorf("listens on %s", address)
		}
	}
	if v6, err := net.Listen("tcp", "[::1]:0"); err == nil {
		v6.Close()
		if len(a.Listening()) != 2 {
			t.Errorf("listens on %v only", a.Listening())
		}
	}
}

func TestPortInUse(t *testing.T) {
	for _, family := range []string{"127.0.0.1", "::1"} {
		app := appAt(t, newEndpoint(t, nil))
		u, _ := url.Parse(app.RedirectURL)
		other, err := net.Listen("tcp", net.JoinHostPort(family, u.Port()))
		if err != nil {
			t.Logf("%s: %v", family, err)
			continue
		}
		ctx, cancel := context.WithCancel(t.Context())
		a, err := Begin(ctx, app, Options{})
		if err != nil {
			t.Fatal(err)
		}
		if a.Notice() == nil || !strings.Contains(a.Notice().Error(), "in use by another program") || len(a.Listening()) != 0 {
			t.Errorf("%s: %v, listening on %v", family, a.Notice(), a.Listening())
		}
		if err := a.Paste(app.RedirectURL + "?code=x&state=" + stateOf(t, a)); err != nil {
			t.Errorf("pasting does not work: %v", err)
		}
		if r := <-a.Result(); r.Err != nil {
			t.Error(r.Err)
		}
		cancel()
		a.Wait()
		other.Close()
	}
}

// A public redirect must not finish by itself, whatever callback_addr says.
func TestPublicRedirectIsNotListenedFor(t *testing.T) {
	app := appAt(t, newEndpoint(t, nil))
	app.RedirectURL, app.CallbackAddr = "https://public.example/callback", "127.0.0.1:"+freePort(t)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	a, err := Begin(ctx, app, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if a.Notice() == nil || len(a.Listening()) != 0 {
		t.Errorf("listens on %v", a.Listening())
	}
	cancel()
	a.Wait()
}

func TestListenAddresses(t *testing.T) {
	for name, c := range map[string]struct {
		redirect, callbackAddr string
		want                   []string
		says                   string
	}{
		"localhost":             {"http://localhost:17865/callback", "", []string{"127.0.0.1:17865", "[::1]:17865"}, ""},
		"a literal":             {"http://127.0.0.1:17865/callback", "", []string{"127.0.0.1:17865"}, ""},
		"the other literal":     {"http://[::1]:17865/callback", "", []string{"[::1]:17865"}, ""},
		"set by the user":       {"http://localhost:17865/callback", "0.0.0.0:9", []string{"0.0.0.0:9"}, ""},
		"set by name":           {"http://localhost:17865/callback", "localhost:9", []string{"127.0.0.1:9", "[::1]:9"}, ""},
		"behind a proxy of his": {"https://localhost/callback", "127.0.0.1:9", []string{"127.0.0.1:9"}, ""},
		"the whole network":     {"http://localhost:17865/callback", ":17865", nil, "callback_addr"},
		"no port":               {"http://localhost/callback", "", nil, "names no port"},
		"port nought":           {"http://localhost:0/callback", "", nil, "names no port"},
		"TLS":                   {"https://localhost:17865/callback", "", nil, "https"},
		"public":                {"https://x.example/callback", "127.0.0.1:9", nil, "not on this computer"},
	} {
		got, err := listenAddresses(App{RedirectURL: c.redirect, CallbackAddr: c.callbackAddr})
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
		if c.says == "" && err != nil || c.says != "" && (err == nil || !strings.Contains(err.Error(), c.says) || !strings.Contains(err.Error(), "paste")) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestListenErrorSaysWhatWorks(t *testing.T) {
	for _, err := range []error{portTaken[0], errors.New("odd\x1b[2J"), &net.OpError{Op: "listen", Err: &os.SyscallError{Syscall: "bind", Err: portTaken[0]}}} {
		text := listenError("127.0.0.1:9", err).Error()
		if !strings.Contains(text, "127.0.0.1:9") || !strings.Contains(text, "paste") || strings.Contains(text, "\x1b") {
			t.Errorf("%v becomes %q", err, text)
		}
	}
}
