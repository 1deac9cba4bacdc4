package client

import (
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"testing"

	"quipu/safe"
)

// serveFixtures is the smallest broker: four files of testdata by path.
func serveFixtures(t testing.TB) *httptest.Server {
	t.Helper()
	files := map[string]string{
		"/v2/account": "account.json", "/v2/positions": "positions.json", "/v2/clock": "clock.json", "/v2/orders": "orders.json",
		"/v2/account/portfolio/history": "history.json",
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := os.ReadFile("testdata/" + files[r.URL.Path])
		if err != nil || r.Header.Get("Authorization") != "Bearer "+testToken {
			http.Error(w, `{"code":40410000,"message":"no such thing here"}`, http.StatusNotFound)
			return
		}
		_, _ = w.Write(body)
	}))
	t.Cleanup(server.Close)
	return server
}

const testToken = "a-token-for-tests"

// dial makes a client for a test server and closes it with the test.
func dial(t testing.TB, o Options) *Client {
	t.Helper()
	if o.Credentials.reveal == nil {
		o.Credentials = Bearer(safe.NewSecret(testToken))
	}
	c, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

func TestFromAddressToSnapshot(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	poller := dial(t, Options{BaseURL: serveFixtures(t).URL}).Poll(ctx, PollOptions{})
	for update := range poller.Updates() {
		if update.Err != nil {
			t.Fatal(update.Err)
		}
		if update.State != Fresh {
			continue
		}
		s := update.Snapshot
		if s.Account.Number != "PA3QUIPU0001" || len(s.Positions) != 5 || len(s.Orders) != 4 || !s.Clock.IsOpen {
			t.Errorf("the snapshot is %+v", s)
		}
		cancel()
	}
}
