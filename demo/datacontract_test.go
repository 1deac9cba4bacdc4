package demo

import (
	"net/http"
	"strings"
	"testing"
	"time"
)

func TestDataFollowsAlpacasDocument(t *testing.T) {
	doc := openDocument(t, "market-data.openapi.yaml")
	s := newStage(t, Options{})
	shares, coin, call := "?symbols=AAPL,AMD,HALT,SIRI,SPY,NOSUCH", "?symbols=BTC/USD,DOGE/USD,NO/SUCH", "?symbols="+contractSymbol(monday, callStrike)+","+contractSymbol(monday, 270)
	for _, at := range []time.Duration{0, time.Second, firstClose + time.Minute, firstClose + pause + time.Hour} {
		s.elapsed.Store(int64(at))
		for path, query := range map[string]string{
			"/v2/stocks/bars":                     shares + "&timeframe=1Hour&start=2026-01-20",
			"/v2/stocks/snapshots":                shares + "&feed=iex",
			"/v2/stocks/quotes/latest":            shares,
			"/v1beta3/crypto/{loc}/bars":          coin + "&timeframe=15Min&limit=10",
			"/v1beta3/crypto/{loc}/snapshots":     coin,
			"/v1beta3/crypto/{loc}/latest/quotes": coin,
			"/v1beta1/options/bars":               call + "&timeframe=1Day&start=2026-02-20&limit=3",
			"/v1beta1/options/snapshots":          call + "&limit=1",
			"/v1beta1/options/quotes/latest":      call + "&feed=indicative",
		} {
			var answer any
			s.get(strings.Replace(path, "{loc}", "us", 1)+query, "", &answer)
			follows(t, doc, http.MethodGet, path, answer)
		}
	}
}
