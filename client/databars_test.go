package client

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

func TestBarsByTheSymbolAsGiven(t *testing.T) {
	d, _ := dataFake(t, func(path string, _ url.Values) (int, string) {
		if strings.Contains(path, "crypto") {
			return 200, `{"bars":{"BTC/USD":[{"t":"2026-03-09T01:00:00Z","o":1,"h":"2.5","l":0.5,"c":1e3,"v":0.000000001,"n":7,"vw":1.1},
				{"t":"2026-03-09T00:00:00Z","c":"999"}],"ETH/USD":[],"XRP/USD":[{"c":1}]},"next_page_token":null}`
		}
		return 200, `{"bars":{"AAPL":null,"MSFT":[{"t":null,"c":null}]},"next_page_token":""}`
	})
	found, err := d.Bars(t.Context(), []Instrument{{"BTCUSD", "crypto"}, {"BTC/USD", "crypto"}, {"ETHUSD", "crypto"}, {"AAPL", ""}, {"MSFT", ""}, {"NONE", ""}}, BarQuery{})
	if err != nil || len(found) != 3 {
		t.Fatalf("%+v, %v", found, err)
	}
	for _, given := range []string{"BTCUSD", "BTC/USD"} {
		bars := found[given]
		if len(bars) != 2 || !bars[0].At.Equal(time.Date(2026, 3, 9, 0, 0, 0, 0, time.UTC)) {
			t.Fatalf("%s: %+v, want two, the oldest first", given, bars)
		}
		is(t, "open", bars[1].Open, "1")
		is(t, "high", bars[1].High, "2.5")
		is(t, "low", bars[1].Low, "0.5")
		is(t, "close", bars[1].Close, "1000")
		is(t, "volume", bars[1].Volume, "0.000000001")
		is(t, "open that is missing", bars[0].Open, "")
	}
	if bar := found["MSFT"][0]; !bar.At.IsZero() || bar.Close.Valid {
		t.Errorf("a bar of nothing is %+v", bar)
	}
}

func TestBarsInPages(t *testing.T) {
	d, lines := dataFake(t, func(_ string, q url.Values) (int, string) {
		switch q.Get("page_token") {
		case "":
			return 200, `{"bars":{"A":[{"t":"2026-03-09T00:00:00Z","c":1}]},"next_page_token":"p+2/=="}`
		case "p+2/==":
			return 200, `{"bars":{"A":[{"t":"2026-03-10T00:00:00Z","c":2}],"B":[{"t":"2026-03-09T00:00:00Z","c":3}]},"next_page_token":"p3"}`
		}
		return 200, `{"bars":{"B":[{"t":"2026-03-10T00:00:00Z","c":4}]},"next_page_token":null}`
	})
	found, err := d.Bars(t.Context(), []Instrument{{"A", ""}, {"B", ""}}, BarQuery{Timeframe: "1Day"})
	if err != nil || len(*lines) != 3 {
		t.Fatalf("%v after %q", err, *lines)
	}
	for _, line := range *lines {
		if !strings.Contains(line, "symbols=A%2CB&timeframe=1Day") {
			t.Errorf("a page was asked for by %q", line)
		}
	}
	for symbol, want := range map[string]string{"A": "1 2", "B": "3 4"} {
		var closes []string
		for _, bar := range found[symbol] {
			closes = append(closes, bar.Close.Decimal.String())
		}
		if got := strings.Join(closes, " "); got != want {
			t.Errorf("%s closes at %s, want %s", symbol, got, want)
		}
	}
}

func TestBarsWithoutEnd(t *testing.T) {
	d, lines := dataFake(t, func(string, url.Values) (int, string) {
		return 200, `{"bars":{"A":[{"t":"2026-03-09T00:00:00Z"}]},"next_page_token":"again"}`
	})
	found, err := d.Bars(t.Context(), []Instrument{{"A", ""}}, BarQuery{})
	e := failure(t, err, ErrUnreadable)
	if len(*lines) != maxPages || found != nil || e.Doing != "read prices" {
		t.Errorf("%q after %d pages", e, len(*lines))
	}
	d, lines = dataFake(t, func(string, url.Values) (int, string) {
		if len(*lines) == 2 {
			return http.StatusUnprocessableEntity, `{"message":"invalid page_token"}`
		}
		return 200, `{"bars":{"A":[{"t":"2026-03-09T00:00:00Z"}]},"next_page_token":"x"}`
	})
	if found, err = d.Bars(t.Context(), []Instrument{{"A", ""}}, BarQuery{}); found != nil {
		t.Errorf("half of the pages: %+v", found)
	}
	failure(t, err, ErrRejected)
}

func TestDataOfWrongShapes(t *testing.T) {
	entries := func(n int, entry string) string { return strings.Repeat(entry+",", n-1) + entry }
	names := make([]string, maxSymbols+1)
	for i := range names {
		names[i] = fmt.Sprintf(`"S%d":null`, i)
	}
	tooMany := "{" + strings.Join(names, ",") + "}"
	enough := "{" + strings.Join(names[1:], ",") + "}"
	for _, c := range []struct {
		stock, other string // answers to Latest
		bars         string // to Bars
		says         string // "" is good
	}{
		{`{}`, `{}`, `{}`, ""},
		{`null`, `null`, `null`, ""},
		{`{"A":null}`, `{"snapshots":null}`, `{"bars":null}`, ""},
		{enough, `{"snapshots":` + enough + `}`, `{"bars":` + enough + `}`, ""},
		{tooMany, `{"snapshots":` + tooMany + `}`, `{"bars":` + tooMany + `}`, "more entries than can be true"},
		{`[]`, `[]`, `[]`, "unexpected"},
		{`"x"`, `{"snapshots":[]}`, `{"bars":[]}`, "unexpected"},
		{`{"A":7}`, `{"snapshots":{"A":7}}`, `{"bars":{"A":7}}`, "unexpected number"},
		{`{"A":{"latestTrade":{"p":"x"}}}`, `{"snapshots":{"A":{"latestQuote":{"bp":{}}}}}`, `{"bars":{"A":[{"o":"x"}]}}`, "not a decimal number"},
		{`{"A":{"dailyBar":{"t":"x"}}}`, `{"snapshots":{"A":{"latestTrade":{"t":7}}}}`, `{"bars":{"A":[{"t":"\u001b[2J"}]}}`, "not a time"},
		{`{"A":{`, `{"snapshots":{"A"`, `{"bars":{"A":[{`, "cut off"},
		{`{} {}`, `{} {}`, `{"bars":{}} {}`, "broken JSON"},
		{page, page, page, "a web page"},
		{``, ``, ``, "an empty body"},
		{`{"message":"x"}`, `{"snapshots":{"A":[]}}`, `{"bars":{"A":[` + entries(maxBars+1, `{}`) + `]}}`, ""},
	} {
		for i, body := range []string{c.stock, c.other, c.bars} {
			d, _ := dataFake(t, func(string, url.Values) (int, string) { return 200, body })
			var err error
			switch i {
			case 0:
				_, err = d.Latest(t.Context(), []Instrument{{"A", ""}})
			case 1:
				_, err = d.Latest(t.Context(), []Instrument{{"A", "us_option"}})
			case 2:
				_, err = d.Bars(t.Context(), []Instrument{{"A", ""}}, BarQuery{})
			}
			bad := c.says != "" || strings.HasPrefix(c.stock, `{"message"`)
			if !bad {
				if err != nil {
					t.Errorf("%.40s: %v", body, err)
				}
				continue
			}
			if e := failure(t, err, ErrUnreadable); !strings.Contains(e.Error(), c.says) {
				t.Errorf("%.40s: %q does not say %q", body, e, c.says)
			}
			line(t, err.Error())
		}
	}
	share := entries(maxBars/2, `{}`)
	d, _ := dataFake(t, func(string, url.Values) (int, string) {
		return 200, `{"bars":{"A":[` + share + `],"B":[` + share + `],"C":[{}]}}`
	})
	_, err := d.Bars(t.Context(), []Instrument{{"A", ""}}, BarQuery{})
	failure(t, err, ErrUnreadable)
}

func TestLatestOfThreeShapes(t *testing.T) {
	const snapshot = `{"latestTrade":{"p":"201.5","t":"2026-03-09T18:00:00.5Z","s":100},"latestQuote":{"bp":201.4,"ap":201.65,"bs":3,"as":"0.5","t":"2026-03-09T18:00:01Z"},
		"minuteBar":{"t":"2026-03-09T17:59:00Z","c":201},"dailyBar":{"c":202,"o":199},"prevDailyBar":{"c":200},"greeks":{"delta":0.5},"impliedVolatility":0.2}`
	d, _ := dataFake(t, func(path string, _ url.Values) (int, string) {
		switch {
		case strings.Contains(path, "stocks"):
			return 200, `{"AAPL":` + snapshot + `,"HALT":null,"NOBIDS":{"latestQuote":{"bp":0,"ap":0,"bs":0,"as":0,"t":"2026-03-09T18:00:01Z"}},"BARE":{"latestTrade":null},"LISTED":{"latestTrade":{"p":0,"t":"2026-03-09T18:00:00Z"},"dailyBar":{"o":0,"h":0,"l":0,"c":0,"v":0},"prevDailyBar":{"c":0}},"UNASKED":` + snapshot + `}`
		case strings.Contains(path, "options"):
			return 200, `{"snapshots":{"F261218P00012500":` + snapshot + `},"next_page_token":null}`
		}
		return 200, `{"snapshots":{"BTC/USD":` + snapshot + `}}`
	})
	found, err := d.Latest(t.Context(), []Instrument{{"AAPL", "us_equity"}, {"HALT", ""}, {"BARE", ""}, {"NOBIDS", ""}, {"LISTED", ""}, {"F261218P00012500", "us_option"}, {"BTCUSD", "crypto"}, {"BTC/USD", "crypto"}})
	if err != nil || len(found) != 7 {
		t.Fatalf("%+v, %v", found, err)
	}
	if l := found["LISTED"]; l.Price.Valid || l.Day.Close.Valid || l.Day.Low.Valid || l.Previous.Close.Valid {
		t.Errorf("what was never traded has prices: %+v", l)
	}
	for _, symbol := range []string{"AAPL", "F261218P00012500", "BTCUSD", "BTC/USD"} {
		l := found[symbol]
		is(t, symbol+" price", l.Price, "201.5")
		is(t, symbol+" bid", l.Quote.Bid, "201.4")
		is(t, symbol+" ask size", l.Quote.AskSize, "0.5")
		is(t, symbol+" spread", l.Quote.Spread(), "0.25")
		is(t, symbol+" minute", l.Minute.Close, "201")
		is(t, symbol+" day", l.Day.Open, "199")
		is(t, symbol+" previous", l.Previous.Close, "200")
		if at := time.Date(2026, 3, 9, 18, 0, 0, 500_000_000, time.UTC); !l.At.Equal(at) || !l.Quote.At.Equal(at.Add(500*time.Millisecond)) {
			t.Errorf("%s: traded at %v, quoted at %v", symbol, l.At, l.Quote.At)
		}
	}
	if q := found["NOBIDS"].Quote; q.Bid.Valid || q.Ask.Valid || q.At.IsZero() {
		t.Errorf("where nobody stands the quote is %+v", q)
	}
	if bare := found["BARE"]; bare.Price.Valid || bare.Quote.Spread().Valid || !bare.At.IsZero() {
		t.Errorf("a snapshot of nothing is %+v", bare)
	}
}

func TestSpread(t *testing.T) {
	number := func(text string) Decimal {
		d, err := ParseDecimal(text)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	for _, c := range [][3]string{ // bid, ask, spread
		{"1.10", "1.15", "0.05"}, {"1", "1", "0"}, {"1.2", "1.1", "-0.1"}, {"0", "1", ""}, {"1", "0", ""}, {"-1", "1", ""}, {"", "1", ""}, {"1", "", ""}, {"", "", ""},
	} {
		is(t, "spread of "+c[0]+" and "+c[1], Quote{Bid: number(c[0]), Ask: number(c[1])}.Spread(), c[2])
	}
}
