package demo

import (
	"context"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"
)

func TestFromConsentToMovingPositions(t *testing.T) {
	s := newStage(t, Options{})
	token := s.signIn()
	var before, after account
	s.get("/v2/account", token, &before)
	if before.AccountNumber != "PA3QUIPU0007" || before.Status != "ACTIVE" {
		t.Errorf("signed in to %s, %s", before.AccountNumber, before.Status)
	}
	s.wait(3 * time.Second)
	s.get("/v2/account", token, &after)
	if after.Equity.Equal(before.Equity) {
		t.Errorf("the equity stands still at %s", after.Equity)
	}
	var positions []position
	s.get("/v2/positions", token, &positions)
	sum := after.Cash
	for _, p := range positions {
		if p.MarketValue != nil {
			sum = sum.Add(*p.MarketValue)
		}
	}
	if !sum.Equal(after.Equity) || after.Equity.Sub(decimal.NewFromInt(120_000)).Abs().GreaterThan(decimal.NewFromInt(3_000)) {
		t.Errorf("cash and positions come to %s, the equity says %s", sum, after.Equity)
	}
}

func TestCloseIsGracefulAndAgain(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	broker, err := Start(ctx, Options{})
	if err != nil {
		t.Fatal(err)
	}
	cancel()
	for range 2 {
		if err := broker.Close(); err != nil {
			t.Error(err)
		}
	}
	if err := Approve(t.Context(), broker.AuthorizeURL(), nil); err == nil {
		t.Error("a closed broker still answers")
	}
}

// A test that makes the broker hang must still be able to end it.
func TestCloseEndsRequestsThatHang(t *testing.T) {
	s := newStage(t, Options{})
	hangs := make(chan struct{})
	s.Fault(func(*http.Request) http.HandlerFunc {
		return func(_ http.ResponseWriter, r *http.Request) {
			close(hangs)
			<-r.Context().Done()
		}
	})
	ended := make(chan error, 1)
	go func() {
		response, err := http.Get(s.URL + "/v2/clock")
		if err == nil {
			_ = response.Body.Close()
		}
		http.DefaultClient.CloseIdleConnections()
		ended <- err
	}()
	<-hangs
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	<-ended
}

func TestAddressInUse(t *testing.T) {
	s := newStage(t, Options{})
	_, err := Start(t.Context(), Options{Addr: strings.TrimPrefix(s.URL, "http://")})
	if err == nil || !strings.HasPrefix(err.Error(), "open the demo broker's address: ") {
		t.Errorf("a second broker at the same address: %v", err)
	}
}

func TestListeningEverywhereIsReachedOnLoopback(t *testing.T) {
	if got := reachable(&net.TCPAddr{IP: net.IPv4zero, Port: 8765}); got != "127.0.0.1:8765" {
		t.Errorf("reached at %s", got)
	}
}
