package doctor

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

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
		s := Setup{Env: app.Env{Transport: transport}}
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
