package doctor

import (
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func listen(t *testing.T, at string) net.Listener {
	t.Helper()
	l, err := net.Listen("tcp", at)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// A public address leads here, here under another path, elsewhere or nowhere.
func TestCallbackTriesThePublicAddress(t *testing.T) {
	var s Setup
	l := listen(t, "127.0.0.1:0")
	at := l.Addr().String()
	if f := s.checkPublicURL(t.Context(), "http://"+at, []net.Listener{l}); f.State != OK || !strings.Contains(f.Value, "leads here") {
		t.Errorf("%+v", f)
	}
	if f := s.checkPublicURL(t.Context(), "http://localhost:"+strings.Split(at, ":")[1]+"/below", []net.Listener{listen(t, at)}); f.State != OK {
		t.Errorf("%+v", f)
	}
	other := httptest.NewServer(http.NotFoundHandler())
	defer other.Close()
	if f := s.checkPublicURL(t.Context(), other.URL, []net.Listener{listen(t, at)}); f.State != Fail || !strings.Contains(f.Value, "somewhere else") {
		t.Errorf("%+v", f)
	}
	if f := s.checkPublicURL(t.Context(), "http://"+at, nil); f.State != Fail || !strings.Contains(f.Value, "does not answer") {
		t.Errorf("%+v", f)
	}
}
