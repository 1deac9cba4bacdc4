package auth

import (
	"context"
	"net"
	"net/url"
	"strings"
	"testing"
)

func TestBothLoopbackFamiliesAreListenedOn(t *testing.T) {
	a := begun(t, appAt(t, newEndpoint(t, nil)), Options{})
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
