package client

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"quipu/safe"
)

// dataFake is a market data host that answers by path and query.
func dataFake(t *testing.T, give func(path string, q url.Values) (status int, body string)) (d *Data, lines *[]string) {
	t.Helper()
	lines = &[]string{}
	d, err := NewData(Options{
		BaseURL: "https://data.example", Credentials: Bearer(safe.NewSecret(testToken)), Rand: func() float64 { return 0 },
		Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
			*lines = append(*lines, wrote(t, r))
			status, body := give(r.URL.Path, r.URL.Query())
			return answer(status, body, nil), nil
		}),
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(d.Close)
	return d, lines
}

func TestDataSymbolForms(t *testing.T) {
	for given, want := range map[Instrument]string{
		{"BTCUSD", "crypto"}:                 "BTC/USD",
		{"BTC/USD", "crypto"}:                "BTC/USD",
		{"ETHBTC", "crypto"}:                 "ETH/BTC",
		{"LINKETH", "crypto"}:                "LINK/ETH",
		{"BTCUSDT", "crypto"}:                "BTC/USDT",
		{"USDTUSD", "crypto"}:                "USDT/USD",
		{"USDCUSD", "crypto"}:                "USDC/USD",
		{"USD", "crypto"}:                    "USD",
		{"DOGE", "crypto"}:                   "DOGE",
		{"BTCUSD", "us_equity"}:              "BTCUSD",
		{"BRK.B", "us_equity"}:               "BRK.B",
		{"AAPL261218C00250000", "us_option"}: "AAPL261218C00250000",
		{"MUSD", ""}:                         "MUSD",
	} {
		if got := given.wire(); got != want {
			t.Errorf("%v is %s on the wire, want %s", given, got, want)
		}
	}
}

// TestDataIsAskedInBatches: by class, a hundred symbols at most, each once.
func TestDataIsAskedInBatches(t *testing.T) {
	d, lines := dataFake(t, func(string, url.Values) (int, string) { return 200, `{}` })
	of := []Instrument{{"BTCUSD", "crypto"}, {"", "crypto"}, {"X1", "a_class_of_tomorrow"}, {"BTC/USD", "crypto"}}
	for i := range 250 {
		of = append(of, Instrument{fmt.Sprint("S", i), "us_equity"})
	}
	of = append(of, Instrument{"S0", "us_equity"}, Instrument{"S249", ""}, Instrument{"AAPL261218C00250000", "us_option"})
	if _, err := d.Bars(t.Context(), of, BarQuery{Timeframe: "1Day"}); err != nil {
		t.Fatal(err)
	}
	asked, shape := map[string]int{}, []string{}
	for _, line := range *lines {
		address, err := url.Parse(strings.TrimPrefix(line, "GET "))
		if err != nil {
			t.Fatal(err)
		}
		symbols := strings.Split(address.Query().Get("symbols"), ",")
		shape = append(shape, fmt.Sprint(address.Path, " ", len(symbols)))
		for _, symbol := range symbols {
			asked[symbol]++
		}
	}
	want := "/v2/stocks/bars 100, /v2/stocks/bars 100, /v2/stocks/bars 51, /v1beta1/options/bars 1, /v1beta3/crypto/us/bars 1"
	if got := strings.Join(shape, ", "); got != want || len(asked) != 253 {
		t.Errorf("asked for %d symbols in %s\nwant 253 in %s", len(asked), got, want)
	}
	for symbol, n := range asked {
		if n != 1 {
			t.Errorf("asked %d times for %q", n, symbol)
		}
	}
	*lines = nil
	bars, err := d.Bars(t.Context(), nil, BarQuery{})
	latest, err2 := d.Latest(t.Context(), []Instrument{{"", "crypto"}})
	if err != nil || err2 != nil || len(bars) != 0 || len(latest) != 0 || len(*lines) != 0 {
		t.Errorf("nothing was asked for: %v %v %v %v, sent %q", bars, latest, err, err2, *lines)
	}
}

func TestWhatDataSends(t *testing.T) {
	d, lines := dataFake(t, func(string, url.Values) (int, string) { return 200, `{}` })
	of := []Instrument{{"AAPL", "us_equity"}, {"F261218P00012500", "us_option"}, {"BTCUSD", "crypto"}}
	if _, err := d.Bars(t.Context(), of, BarQuery{Timeframe: "5Min", Start: noon}); err != nil {
		t.Error(err)
	}
	if _, err := d.Bars(t.Context(), of[:1], BarQuery{Timeframe: "1Day", End: noon}); err != nil {
		t.Error(err)
	}
	if _, err := d.Latest(t.Context(), of); err != nil {
		t.Error(err)
	}
	at := url.QueryEscape(noon.UTC().Format("2006-01-02T15:04:05Z07:00"))
	for i, want := range []string{
		"GET /v2/stocks/bars?adjustment=split&limit=10000&start=" + at + "&symbols=AAPL&timeframe=5Min",
		"GET /v1beta1/options/bars?limit=10000&start=" + at + "&symbols=F261218P00012500&timeframe=5Min",
		"GET /v1beta3/crypto/us/bars?limit=10000&start=" + at + "&symbols=BTC%2FUSD&timeframe=5Min",
		"GET /v2/stocks/bars?adjustment=split&end=" + at + "&limit=10000&symbols=AAPL&timeframe=1Day",
		"GET /v2/stocks/snapshots?symbols=AAPL",
		"GET /v1beta1/options/snapshots?limit=1000&symbols=F261218P00012500",
		"GET /v1beta3/crypto/us/snapshots?symbols=BTC%2FUSD",
	} {
		if i >= len(*lines) || (*lines)[i] != want {
			t.Fatalf("sent %q\nwant %q as number %d", *lines, want, i)
		}
	}
}

// feeds is a host whose plan lacks the full feeds of some paths.
func feeds(lacking ...string) func(string, url.Values) (int, string) {
	return func(path string, q url.Values) (int, string) {
		for _, part := range lacking {
			if strings.Contains(path, part) && q.Get("feed") == "" {
				return 403, `{"message":"subscription does not permit querying recent SIP data"}`
			}
		}
		return 200, `{}`
	}
}

func TestDataFallsBackToTheFreeFeed(t *testing.T) {
	stock, option, coin := Instrument{"AAPL", "us_equity"}, Instrument{"F261218P00012500", "us_option"}, Instrument{"BTCUSD", "crypto"}
	d, lines := dataFake(t, feeds("stocks"))
	for range 2 {
		if _, err := d.Latest(t.Context(), []Instrument{stock, option, coin}); err != nil {
			t.Fatal(err)
		}
		if _, err := d.Bars(t.Context(), []Instrument{stock}, BarQuery{Timeframe: "1Day"}); err != nil {
			t.Fatal(err)
		}
	}
	var got []string
	for _, line := range *lines {
		path, query, _ := strings.Cut(line, "?")
		q, err := url.ParseQuery(query)
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, strings.TrimPrefix(path, "GET ")+" "+q.Get("feed"))
	}
	rest := []string{"/v1beta1/options/snapshots ", "/v1beta3/crypto/us/snapshots ", "/v2/stocks/bars iex"}
	want := append([]string{"/v2/stocks/snapshots ", "/v2/stocks/snapshots iex"}, rest...) // refused once
	want = append(append(want, "/v2/stocks/snapshots iex"), rest...)
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("asked\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}

	d, lines = dataFake(t, feeds("options"))
	if _, err := d.Latest(t.Context(), []Instrument{option}); err != nil || !strings.Contains((*lines)[1], "feed=indicative") {
		t.Errorf("%v, sent %q", err, *lines)
	}
}

func TestDataThatWasNotGranted(t *testing.T) {
	for class, requests := range map[string]int{"us_equity": 2, "us_option": 2, "crypto": 1} {
		d, lines := dataFake(t, func(string, url.Values) (int, string) {
			return 403, `{"code":40310000,"message":"the scope data is missing"}`
		})
		now := noon
		d.client.now = func() time.Time { return now }
		for try, after := range []time.Duration{0, time.Minute} {
			now = now.Add(after)
			for range 20 { // as often as views and symbols want
				_, err := d.Latest(t.Context(), []Instrument{{"BTCUSD", class}})
				e := failure(t, err, ErrForbidden)
				if e.Message != "the scope data is missing" || e.Doing != "read quotes" || len(*lines) != (try+1)*requests {
					t.Fatalf("%s: %q after %d requests", class, e, len(*lines))
				}
			}
			if strings.Contains((*lines)[try*requests], "feed=") {
				t.Errorf("%s: the feed was not the reason, yet try %d sent %q", class, try, *lines)
			}
		}
	}
}

// TestDataFeedIsNotRememberedUnproved: whether the free feed is allowed has to
// be seen, not guessed.
func TestDataFeedIsNotRememberedUnproved(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		broken := true
		d, lines := dataFake(t, func(path string, q url.Values) (int, string) {
			switch {
			case q.Get("feed") != "" && broken:
				return 500, ``
			case broken:
				return 403, `{}`
			}
			return 200, `{}`
		})
		_, err := d.Latest(t.Context(), []Instrument{{"AAPL", ""}})
		failure(t, err, ErrServer)
		broken, *lines = false, nil
		time.Sleep(maxBackoff)
		if _, err := d.Latest(t.Context(), []Instrument{{"AAPL", ""}}); err != nil || len(*lines) != 1 || strings.Contains((*lines)[0], "feed") {
			t.Errorf("%v, sent %q", err, *lines)
		}
	})
}

func TestDataOnlyReads(t *testing.T) {
	d, lines := dataFake(t, func(string, url.Values) (int, string) { return 200, `{}` })
	failure(t, d.client.DeleteWatchlist(context.Background(), "w1"), ErrReadOnly)
	if len(*lines) != 0 {
		t.Errorf("sent %q", *lines)
	}
	if _, err := NewData(Options{BaseURL: "http://data.example", Credentials: Bearer(safe.NewSecret(testToken))}); err == nil {
		t.Error("plain http was accepted")
	}
	if d.Rate().Known {
		t.Errorf("the budget is %+v before any answer told", d.Rate())
	}
}

func TestOptionBarsOfAFreeAccountAreALittleOld(t *testing.T) {
	m := allEndpoints[1]
	what := call{path: m.bars, query: map[string][]string{}}
	now := time.Date(2026, 11, 23, 15, 0, 0, 0, time.UTC)
	m.useFreeFeed(what, now)
	if what.query.Get("feed") != "" || what.query.Get("end") != "2026-11-23T14:44:00Z" {
		t.Errorf("asks for %v", what.query)
	}
	what = call{path: m.snapshots, query: map[string][]string{}}
	m.useFreeFeed(what, now)
	if what.query.Get("feed") != "indicative" || what.query.Get("end") != "" {
		t.Errorf("asks for %v", what.query)
	}
}

// Snapshots of contracts come in pages whenever the broker likes.
func TestSnapshotsComeInPages(t *testing.T) {
	first, second := "AAPL261218C00250000", "AAPL261218C00260000"
	d, lines := dataFake(t, func(_ string, q url.Values) (int, string) {
		if q.Get("page_token") == "" {
			return 200, `{"snapshots":{"` + first + `":{"latestTrade":{"p":1.5}}},"next_page_token":"dG9rZW4="}`
		}
		return 200, `{"snapshots":{"` + second + `":{"latestTrade":{"p":2.5}}},"next_page_token":null}`
	})
	all, err := d.Latest(t.Context(), []Instrument{{first, "us_option"}, {second, "us_option"}})
	if err != nil || len(all) != 2 || all[second].Price.Decimal.String() != "2.5" || len(*lines) != 2 || !strings.Contains((*lines)[1], "page_token=dG9rZW4%3D") {
		t.Errorf("%v, %v, %q", all, err, *lines)
	}
	endless, lines := dataFake(t, func(string, url.Values) (int, string) { return 200, `{"snapshots":{},"next_page_token":"x"}` })
	if _, err := endless.Latest(t.Context(), []Instrument{{first, "us_option"}}); err == nil || len(*lines) != maxPages {
		t.Errorf("%v after %d pages", err, len(*lines))
	}
}
