package doctor

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"quipu/app"
	"quipu/safe"
)

func TestAHostBehindAProxyThatRefusesNamesTheProxy(t *testing.T) {
	for _, status := range []int{407, 502} {
		proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(status) }))
		address, err := url.Parse(proxy.URL)
		if err != nil {
			t.Fatal(err)
		}
		address.User = url.UserPassword("clerk", "proxy-pass")
		transport := safe.NameProxy(&http.Transport{Proxy: http.ProxyURL(address)})
		env := app.Env{Transport: transport}
		s := Setup{Env: env, app: app.New(t.Context(), env, app.DemoOptions{})}
		for _, host := range []string{"https://api.example/", "http://api.example/"} {
			f, _, _ := s.checkHost(t.Context(), host)
			if f.State != Fail || !strings.Contains(f.Value, "the proxy "+address.Host+" answered") || strings.Contains(f.Value+f.Advice, "proxy-pass") {
				t.Errorf("%d at %s: %+v", status, host, f)
			}
		}
		transport.CloseIdleConnections()
		proxy.Close()
	}
}

type silent struct{}

func (silent) RoundTrip(*http.Request) (*http.Response, error) { return nil, http.ErrServerClosed }

// A program that has made its calls of the moment lets the checks wait as well.
func TestHostsCountAgainstTheBoundOfTheProgram(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		env := app.Env{Transport: silent{}}
		s := Setup{Env: env, app: app.New(t.Context(), env, app.DemoOptions{})}
		for range 60 {
			if err := s.app.Wait(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		began := time.Now()
		s.checkHost(t.Context(), "https://api.example/")
		if time.Since(began) == 0 {
			t.Error("the check did not wait")
		}
	})
}
