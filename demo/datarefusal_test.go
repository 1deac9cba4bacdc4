package demo

import (
	"net/http"
	"testing"
)

func TestWhoMayReadData(t *testing.T) {
	s := newStage(t, Options{})
	trader, reader := s.signIn("scope", "trading"), s.signIn("scope", "data")
	for _, path := range []string{stockBars + "?symbols=KO&timeframe=1Day", "/v2/stocks/snapshots?symbols=KO", "/v1beta3/crypto/us/latest/quotes?symbols=BTC/USD"} {
		s.refused(http.MethodGet, path, trader, 403, codeForbidden)
		s.refused(http.MethodGet, path, "no-such-token", 401, codeUnauthorized)
		var answer any
		s.get(path, reader, &answer)
	}
	s.refused(http.MethodPost, stockBars, "", 405, codeNotAllowed)
	s.refused(http.MethodGet, "/v1beta1/news", "", 404, codeNotFound)
}

func TestDataRefusesNonsense(t *testing.T) {
	s := newStage(t, Options{})
	for _, query := range []string{"", "symbols=KO", "symbols=KO&timeframe=60Min", "symbols=KO&timeframe=24H", "symbols=KO&timeframe=2Day", "symbols=KO&timeframe=5M",
		"timeframe=1Day", "symbols=ko&timeframe=1Day", "symbols=BTC/USD&timeframe=1Day", "symbols=KO&timeframe=1Day&limit=0", "symbols=KO&timeframe=1Day&limit=10001",
		"symbols=KO&timeframe=1Day&start=yesterday", "symbols=KO&timeframe=1Day&start=2026-02-02&end=2026-01-01", "symbols=KO&timeframe=1Day&sort=up",
		"symbols=KO&timeframe=1Day&feed=opra", "symbols=KO&timeframe=1Day&adjustment=none", "symbols=KO&timeframe=1Day&page_token=x", "symbols=KO&timeframe=1Day&currency=EUR"} {
		s.refused(http.MethodGet, stockBars+"?"+query, "", 400, codeBadRequest)
	}
	s.refused(http.MethodGet, coinBars+"?symbols=BTCUSD&timeframe=1Day", "", 400, codeBadRequest)
	s.refused(http.MethodGet, "/v1beta3/crypto/mars/snapshots?symbols=BTC/USD", "", 400, codeBadRequest)
	s.refused(http.MethodGet, "/v1beta1/options/snapshots?symbols=AAPL", "", 400, codeBadRequest)
}
