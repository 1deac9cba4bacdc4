package report

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"
	"github.com/shopspring/decimal"

	"quipu/client"
	"quipu/format"
	"quipu/market"
	"quipu/portfolio"
)

func dec(text string) client.Decimal { return client.Known(decimal.RequireFromString(text)) }

var noon = time.Date(2026, 11, 23, 17, 0, 0, 0, time.UTC)

func somePositions() []client.Position {
	return []client.Position{
		{AssetID: "1", Symbol: "AAPL", AssetClass: "us_equity", Side: "long", Qty: dec("5"), AvgEntryPrice: dec("100.00"), CurrentPrice: dec("120.00"),
			MarketValue: dec("600"), CostBasis: dec("500"), UnrealizedPL: dec("100"), UnrealizedPLPC: dec("0.2"), UnrealizedIntradayPL: dec("-5"), ChangeToday: dec("-0.0084")},
		{AssetID: "2", Symbol: "BTCUSD", AssetClass: "crypto", Side: "long", Qty: dec("0.000123456"), AvgEntryPrice: dec("61234.5"), CurrentPrice: dec("67890.12"),
			MarketValue: dec("8.38"), CostBasis: dec("7.56"), UnrealizedPL: dec("0.82"), UnrealizedPLPC: dec("0.1087")},
		{AssetID: "3", Symbol: `HA"LT,&<`, AssetClass: "us_equity", Side: "long", Qty: dec("10")},
	}
}

func TestTable(t *testing.T) {
	var b bytes.Buffer
	opt := Options{Options: format.Options{Now: noon}, Equity: dec("10000").NullDecimal}
	if err := Positions.Table(&b, Screen{}, opt, somePositions()); err != nil {
		t.Fatal(err)
	}
	want := `Symbol                         Qty    Avg cost       Price   Chg %  Day P&L  Day P&L %    Value  Weight  Total P&L  Total %
AAPL                             5     $100.00     $120.00  -0.84%   -$5.00     -0.83%  $600.00   6.00%   +$100.00  +20.00%
BTC/USD                0.000123456  $61,234.50  $67,890.12       —        —          —    $8.38   0.08%     +$0.82  +10.87%
HA"LT,&<                        10           —           —       —        —          —        —       —          —        —
3 positions, 2 priced                                                -$5.00     -0.83%  $608.38   6.08%   +$100.82  +19.86%
`
	if b.String() != want {
		t.Errorf("got\n%swant\n%s", b.String(), want)
	}
}

// A masked profit has no sign and no arrow, as on the screen.
func TestPrivateTable(t *testing.T) {
	var b bytes.Buffer
	opt := Options{Options: format.Options{Now: noon, Private: true}, Equity: dec("10000").NullDecimal}
	if err := Positions.Table(&b, Screen{}, opt, somePositions()[:2]); err != nil {
		t.Fatal(err)
	}
	want := `Symbol         Qty    Avg cost       Price   Chg %  Day P&L  Day P&L %  Value  Weight  Total P&L  Total %
AAPL         •••••     $100.00     $120.00  -0.84%    •••••     -0.83%  •••••   6.00%      •••••  +20.00%
BTC/USD      •••••  $61,234.50  $67,890.12       —        —          —  •••••   0.08%      •••••  +10.87%
2 positions                                           •••••     -0.83%  •••••   6.08%      •••••  +19.86%
`
	if b.String() != want {
		t.Errorf("got\n%swant\n%s", b.String(), want)
	}
}

// Columns leave where there is no room; what stays is whole.
func TestNarrowTables(t *testing.T) {
	opt := Options{Options: format.Options{Now: noon}, Equity: dec("10000").NullDecimal}
	before := 1000
	for width := 120; width >= 30; width-- {
		var b bytes.Buffer
		if err := Positions.Table(&b, Screen{Width: width}, opt, somePositions()); err != nil {
			t.Fatal(err)
		}
		lines := strings.Split(strings.TrimRight(b.String(), "\n"), "\n")
		columns := len(strings.Fields(strings.ReplaceAll(strings.ReplaceAll(lines[0], "Day ", "Day"), "Total ", "Total")))
		if columns > before {
			t.Errorf("%d columns at %d, %d at %d", columns, width, before, width+1)
		}
		before = columns
		for _, line := range lines {
			if ansi.StringWidth(line) > width {
				t.Errorf("at %d: %q", width, line)
			}
		}
		if !strings.Contains(b.String(), "$67,890.12") && width > 48 || !strings.Contains(b.String(), "+$100.82") {
			t.Errorf("at %d a figure is gone:\n%s", width, b.String())
		}
	}
}

// Account, status and templates leave out what was deposited and withdrawn.
func TestMoneyThatWasMovedIsNoProfitOfTheDay(t *testing.T) {
	a := client.Account{Equity: dec("20000"), LastEquity: dec("10000"), IntradayAdjustments: dec("10000")}
	var b bytes.Buffer
	if err := Account.Table(&b, Screen{}, Options{}, []client.Account{a}); err != nil {
		t.Fatal(err)
	}
	at := Status{Account: a}
	s, err := ParseStatus("{{.DayPL}} {{.DayPercent}}")
	if err != nil {
		t.Fatal(err)
	}
	line, err := s.Line(at.source())
	if err != nil || line != "$0.00 0.00%" || !strings.Contains(strings.Join(strings.Fields(b.String()), " "), "Day P&L $0.00 ") {
		t.Errorf("%q, %v and\n%s", line, err, b.String())
	}
	for _, fields := range []struct{ pl, plpc string }{
		{fieldOf(t, &Account, &a, "day_pl"), fieldOf(t, &Account, &a, "day_plpc")},
		{fieldOf(t, &StatusKind, &at, "day_pl"), fieldOf(t, &StatusKind, &at, "day_plpc")},
	} {
		if fields.pl != "0" || !dec(fields.plpc).Decimal.IsZero() {
			t.Errorf("%+v", fields)
		}
	}
}

// A share that has not traded today has a last price with its day, and no change.
func TestWatchlistLeavesOutWhatIsOfAnEarlierDay(t *testing.T) {
	then := time.Date(2026, 10, 14, 15, 30, 0, 0, market.NewYork)
	l := client.Latest{Price: dec("1.04"), At: then, Day: client.Bar{At: then, Close: dec("1.04"), Volume: dec("7")}, Previous: client.Bar{At: then.AddDate(0, 0, -1), Close: dec("1.30")}, Quote: client.Quote{Bid: dec("1.03"), At: then}}
	w := Watched{Asset: client.Asset{Symbol: "HALT", Class: market.Equity}, Today: portfolio.LatestSessionAt(nil, noon).Today(l, market.Equity)}
	var b bytes.Buffer
	if err := Watchlist.Table(&b, Screen{}, Options{Options: format.Options{Now: noon}}, []Watched{w}); err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(strings.Fields(b.String()), " "); !strings.HasSuffix(got, "HALT $1.04 on 14 Oct — — — — —") {
		t.Error(got)
	}
	for name, want := range map[string]string{"price": "1.04", "price_at": "2026-10-14T19:30:00Z", "change": "", "change_percent": "", "volume": "", "bid": "", "ask": ""} {
		if got := fieldOf(t, &Watchlist, &w, name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

// An activity names no class, and its symbol does not tell one.
func TestPriceOfAnActivityKeepsItsDecimals(t *testing.T) {
	var b bytes.Buffer
	fee := client.Activity{ID: "1", Type: "CFEE", Symbol: "SHIBUSD", Price: dec("0.00001234"), Date: "2026-11-23"}
	if err := Activity.Table(&b, Screen{}, Options{Options: format.Options{Now: noon}}, []client.Activity{fee}); err != nil || !strings.Contains(b.String(), "$0.00001234") {
		t.Errorf("%v\n%s", err, b.String())
	}
}

// fieldOf is a field of a thing as text.
func fieldOf[T any](t *testing.T, k *Kind[T], of *T, name string) string {
	t.Helper()
	for _, f := range k.Fields {
		if f.Name == name {
			return f.Value(of).text
		}
	}
	t.Fatalf("%s has no field %s", k.Name, name)
	return ""
}

func TestAccountStandsUpright(t *testing.T) {
	a := client.Account{Number: "PA3", Status: "ACTIVE", TradingBlocked: client.KnownFlag(true), Equity: dec("101"), LastEquity: dec("100"), Cash: dec("-5.5"), Multiplier: dec("2")}
	var b bytes.Buffer
	if err := Account.Table(&b, Screen{}, Options{}, []client.Account{a}); err != nil {
		t.Fatal(err)
	}
	for _, line := range []string{"Status              active · trading blocked\n", "Equity              $101.00\n", "Day P&L              +$1.00\n", "Cash                 -$5.50\n", "Long                      —\n"} {
		if !strings.Contains(b.String(), line) {
			t.Errorf("%q is not in\n%s", line, b.String())
		}
	}
}

// What the broker sent is what programs get: trailing zeros, nulls, and texts
// with whatever is in them.
func TestJSON(t *testing.T) {
	var b bytes.Buffer
	if err := Positions.JSON(&b, About{Environment: "paper", At: noon}, somePositions()); err != nil {
		t.Fatal(err)
	}
	var doc struct {
		Schema    int
		ReadAt    string `json:"read_at"`
		Positions []map[string]any
	}
	if err := json.Unmarshal(b.Bytes(), &doc); err != nil {
		t.Fatal(err)
	}
	p := doc.Positions
	switch {
	case doc.Schema != Schema || doc.ReadAt != "2026-11-23T17:00:00Z" || len(p) != 3:
		t.Errorf("%+v", doc)
	case p[0]["avg_entry_price"] != "100.00" || p[1]["qty"] != "0.000123456":
		t.Errorf("%v %v", p[0]["avg_entry_price"], p[1]["qty"])
	case p[2]["symbol"] != `HA"LT,&<` || p[2]["current_price"] != nil || p[2]["exchange"] != nil:
		t.Errorf("%v", p[2])
	}
	if !strings.Contains(b.String(), `&<`) {
		t.Error("& and < are escaped for a page")
	}
	b.Reset()
	if err := Positions.JSON(&b, About{}, nil); err != nil || !strings.Contains(b.String(), `"positions": []`) {
		t.Errorf("none: %v %s", err, b.String())
	}
}

func TestCSVOfLegs(t *testing.T) {
	orders := []client.Order{{ID: "a", Legs: []client.Order{{ID: "b", Symbol: "X"}, {ID: "c", Symbol: `Y,"Z"`}}}, {ID: "d", Symbol: "W"}}
	var b bytes.Buffer
	if err := Orders.CSV(&b, About{}, orders); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(b.String()), "\n")
	if len(lines) != 5 || !strings.HasSuffix(lines[0], ",parent_id") || !strings.HasPrefix(lines[2], "b,") || !strings.HasSuffix(lines[2], ",a") ||
		!strings.Contains(lines[3], `"Y,""Z"""`) || !strings.HasSuffix(lines[4], ",") {
		t.Errorf("%s", b.String())
	}
}

func TestWatchComparesReadings(t *testing.T) {
	all := somePositions()
	for name, c := range map[string]struct {
		second []client.Position
		window bool
		want   string
	}{
		"nothing":                {all, false, ""},
		"changed":                {append([]client.Position{{AssetID: "1", Symbol: "AAPL", Qty: dec("6")}}, all[1:]...), false, "changed"},
		"gone":                   {all[1:], false, "gone"},
		"fallen out of a window": {all[1:], true, ""},
		"two of one key":         {append([]client.Position{all[0]}, all...), false, "new"},
		"new":                    {append([]client.Position{{AssetID: "9", Symbol: "KO"}}, all...), false, "new"},
	} {
		var b bytes.Buffer
		w := Watch[client.Position]{Kind: &Positions, To: &b, Format: AsJSON}
		for _, reading := range [][]client.Position{all, c.second} {
			b.Reset()
			if err := w.Next(About{At: noon, Partial: c.window}, Options{}, reading); err != nil {
				t.Fatal(err)
			}
		}
		got := strings.TrimSpace(b.String())
		if c.want == "" && got != "" || c.want != "" && (strings.Count(b.String(), "\n") != 1 || !strings.Contains(got, `"change":"`+c.want+`"`)) {
			t.Errorf("%s: %q", name, got)
		}
	}
}

// A window that is full tells of what comes into it, and of nothing twice: what
// falls out and comes back is neither gone nor new.
func TestWatchThroughAWindow(t *testing.T) {
	order := func(ids string) (all []client.Order) {
		for _, id := range ids {
			all = append(all, client.Order{ID: string(id), Symbol: "KO"})
		}
		return all
	}
	var b bytes.Buffer
	w := Watch[client.Order]{Kind: &Orders, To: &b, Format: AsCSV, NewestFirst: true, Limit: 1}
	var told []string
	for _, reading := range []struct {
		ids  string
		part bool
	}{{"CB", true}, {"BA", true}, {"DB", true}, {"BA", true}, {"D", false}} {
		b.Reset()
		if err := w.Next(About{At: noon, Partial: reading.part}, Options{}, order(reading.ids)); err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(b.String()) {
			if cells := strings.Split(line, ","); cells[1] != "change" {
				told = append(told, cells[1]+" "+cells[2])
			}
		}
	}
	if got := strings.Join(told, ", "); got != "first C, new A, new D, gone A, gone B, gone C" {
		t.Errorf("told: %s", got)
	}
}

// A thing that is read once more as it ended is gone with these values, and one
// that was never seen is not told.
func TestWatchSaysHowItEnded(t *testing.T) {
	kind := Orders
	kind.Ended = func(o *client.Order) bool { return o.Closed() }
	var b bytes.Buffer
	w := Watch[client.Order]{Kind: &kind, To: &b, Format: AsJSON}
	for _, reading := range [][]client.Order{{{ID: "a", Status: "new"}}, {{ID: "a", Status: "filled"}, {ID: "b", Status: "canceled"}}, {}} {
		if err := w.Next(About{At: noon}, Options{}, reading); err != nil {
			t.Fatal(err)
		}
	}
	lines := strings.Split(strings.TrimSpace(b.String()), "\n")
	if len(lines) != 2 || !strings.Contains(lines[1], `"change":"gone"`) || !strings.Contains(lines[1], `"status":"filled"`) {
		t.Errorf("%s", b.String())
	}
}

// A person sees the legs too: a stop that works is one.
func TestLegsStandBelowTheirOrder(t *testing.T) {
	orders := []client.Order{
		{ID: "a", Symbol: "AMZN", Side: "buy", Status: "new", Legs: []client.Order{{ID: "b", Symbol: "AMZN", Side: "sell", StopPrice: dec("180"), Status: "held"}}},
		{ID: "c", Symbol: "KO", Side: "buy", Status: "new"},
	}
	var table, watch bytes.Buffer
	if err := Orders.Table(&table, Screen{}, Options{}, orders); err != nil {
		t.Fatal(err)
	}
	w := Watch[client.Order]{Kind: &Orders, To: &watch}
	for range 2 {
		if err := w.Next(About{At: noon}, Options{}, orders); err != nil {
			t.Fatal(err)
		}
		orders[0].Legs = []client.Order{{ID: "b", Symbol: "AMZN", Side: "sell", StopPrice: dec("181"), Status: "new"}}
	}
	for name, c := range map[string]struct {
		text  string
		lines int
	}{"table": {table.String(), 4}, "watch": {watch.String(), 6}} {
		lines := strings.Split(strings.TrimSpace(c.text), "\n")
		if len(lines) != c.lines || !strings.Contains(lines[1], "  AMZN ") || !strings.Contains(lines[2], "└ AMZN ") || !strings.Contains(lines[2], "$180.00") {
			t.Errorf("%s:\n%s", name, c.text)
		}
	}
	if !strings.Contains(watch.String(), "$181.00") {
		t.Errorf("a leg that changed is not told:\n%s", watch.String())
	}
}

// A watch that begins with nothing has its heading over the first row.
func TestWatchTable(t *testing.T) {
	var b bytes.Buffer
	w := Watch[client.Position]{Kind: &Positions, To: &b}
	if err := w.Next(About{At: noon}, Options{}, nil); err != nil || b.Len() != 0 {
		t.Fatalf("%v %q", err, b.String())
	}
	all := somePositions()
	for _, reading := range [][]client.Position{all[:1], all[:2], all[1:2]} {
		if err := w.Next(About{At: noon}, Options{}, reading); err != nil {
			t.Fatal(err)
		}
	}
	lines := strings.Split(strings.TrimSpace(b.String()), "\n")
	if len(lines) != 4 || !strings.HasPrefix(lines[0], "New York ") || !strings.HasPrefix(lines[1], "12:00:00  new      AAPL") || !strings.HasPrefix(lines[3], "12:00:00  gone     AAPL") {
		t.Errorf("%s", b.String())
	}
}

// When the figures outgrow the screen the columns are chosen anew, under a new
// heading; no row is ever wider than the screen.
func TestWatchTableFitsAgain(t *testing.T) {
	var b bytes.Buffer
	w := Watch[client.Position]{Kind: &Positions, To: &b, Screen: Screen{Width: 100}}
	one := client.Position{AssetID: "1", Symbol: "A", Qty: dec("1"), CurrentPrice: dec("1"), MarketValue: dec("1")}
	grown := one
	grown.Qty, grown.CurrentPrice, grown.MarketValue, grown.AvgEntryPrice, grown.UnrealizedPL = dec("123456.123456789"), dec("123456.12"), dec("15241383936.10"), dec("123400.25"), dec("-1234567890.12")
	for _, p := range []client.Position{one, grown, one} {
		if err := w.Next(About{At: noon}, Options{}, []client.Position{p}); err != nil {
			t.Fatal(err)
		}
	}
	headings := 0
	for line := range strings.Lines(b.String()) {
		if strings.HasPrefix(line, clockTitle) {
			headings++
		}
		if width := ansi.StringWidth(strings.TrimRight(line, "\n")); width > 100 {
			t.Errorf("%d cells: %s", width, line)
		}
	}
	if headings != 2 {
		t.Errorf("%d headings:\n%s", headings, b.String())
	}
}

// What left a window long ago is forgotten: a watch runs for weeks.
func TestWatchForgets(t *testing.T) {
	w := Watch[client.Order]{Kind: &Orders, To: &bytes.Buffer{}, Format: AsJSON}
	for n := range maxMissing + 500 {
		if err := w.Next(About{At: noon, Partial: true}, Options{}, []client.Order{{ID: fmt.Sprint(n)}}); err != nil {
			t.Fatal(err)
		}
	}
	if len(w.before) > maxMissing+1 || w.before[1].item.ID != fmt.Sprint(maxMissing+498) {
		t.Errorf("%d are remembered, the latest to leave is %s", len(w.before), w.before[1].item.ID)
	}
}

func TestStatus(t *testing.T) {
	won := Status{Environment: "paper", Account: client.Account{Number: "PA3", Equity: dec("101.5"), LastEquity: dec("100")}, Positions: somePositions()}
	lost := won
	lost.Account.Equity = dec("99")
	lost.Environment = "live"
	private := won
	private.Private = true
	for text, want := range map[string][3]string{
		StatusFormat: {"paper $101.50 ▲ +$1.50 +1.50%", "LIVE $99.00 ▼ -$1.00 -1.00%", "paper ••••• ▲ ••••• +1.50%"},
		"{{if .DayPL.Up}}+{{else if .DayPL.Down}}-{{end}}{{.DayPL.Raw}}": {"+1.5", "--1", "+"},
		"{{with .DayPercent}}{{.Raw}}{{end}} {{.Positions}} {{.OpenPL}}": {"0.01500000 3 +$100.82", "-0.01000000 3 +$100.82", "0.01500000 3 •••••"},
		`{"t":{{json .Number}}}` + "\n":                                  {`{"t":"PA3"}`, `{"t":"PA3"}`, `{"t":"PA3"}`},
		"{{.Cash}} {{.Left}}":                                            {"— —", "— —", "— —"},
	} {
		s, err := ParseStatus(text)
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		for i, at := range []Status{won, lost, private} {
			if got, err := s.Line(at.source()); err != nil || got != want[i] {
				t.Errorf("%s: %q, want %q (%v)", text, got, want[i], err)
			}
		}
	}
}

func TestStatusRefusesUnknownNames(t *testing.T) {
	for _, text := range []string{
		"{{.Nope}}", "{{if .Equity}}{{else}}{{.Nope}}{{end}}", "{{range .Nope}}{{end}}", "{{with printf .Number}}{{.Nope}}{{end}}",
		"{{printf \"%s\" .Nope}}", "{{$.Nope}}", "{{(.Nope).Raw}}", `{{define "x"}}{{.Nope}}{{end}}{{template "x" .}}`, "{{$x := .Nope}}{{$x}}", `{{index . "Nope"}}`, "{{$x := .}}{{$x.Nope}}",
	} {
		_, err := ParseStatus(text)
		var unknown *UnknownFieldError
		if !errors.As(err, &unknown) || unknown.Name != "Nope" {
			t.Errorf("%s: %v", text, err)
		}
	}
	for _, text := range []string{
		"{{.Number.Raw}}", "{{if .Positions}}{{.Number.Raw}}{{end}}", "{{if eq .Status \"blocked\"}}{{.At.Nope}}{{end}}", "{{if .At.UTC.Nope}}{{end}}",
		"{{with .Positions}}{{.Raw}}{{end}}", "{{with .Equity}}{{.Nope}}{{end}}", "{{with $.Cash}}{{.Raw.Up}}{{end}}", "{{.Equity.Raw.Up}}", "{{.Market.Left}}",
	} {
		if _, err := ParseStatus(text); err == nil || !strings.Contains(err.Error(), "unknown field ") || strings.Contains(err.Error(), "interface {}") {
			t.Errorf("%s: %v", text, err)
		}
	}
	if _, err := ParseStatus("{{range $name, $value := .}}{{$name}}{{end}}"); err == nil || !strings.HasPrefix(err.Error(), "range wants a list") {
		t.Error(err)
	}
	for _, text := range []string{`{{if eq .Market "open"}}{{slice .Market 9}}{{end}}`, "{{if .Positions}}{{slice .Number 99}}{{end}}"} {
		if _, err := ParseStatus(text); err == nil {
			t.Errorf("%s is taken", text)
		}
	}
	for _, text := range []string{`{{.At.UTC.Format "15:04"}}`, "{{with .At}}{{.Year}}{{end}}", "{{slice .Number 0 3}}", "{{with $x := .Equity}}{{.Up}}{{end}}",
		`{{define "x"}}{{.Raw}}{{end}}{{template "x" .Equity}}`} {
		if _, err := ParseStatus(text); err != nil {
			t.Errorf("%s: %v", text, err)
		}
	}
	for _, text := range []string{"{{", "{{.Equity.Nope}}", "{{nope .Equity}}", "{{.Equity | printf}}{{end}}", "{{template \"x\"}}"} {
		if _, err := ParseStatus(text); err == nil || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v", text, err)
		}
	}
}

// A figure is printed whole by every verb, %f gives the bare number, and one
// that is hidden tells by none of them more than its sign.
func TestFiguresOfATemplate(t *testing.T) {
	at := Status{Account: client.Account{Equity: dec("119403.22378907078"), LastEquity: dec("100")}}
	for text, want := range map[string]string{
		`{{printf "%s|%v|%d|%x|%q" .Equity .Equity .Equity .Equity .Equity}}`: "$119,403.22|$119,403.22|$119,403.22|$119,403.22|$119,403.22",
		`{{printf "%.0f|%.3f|%f" .Equity .Equity .Equity}}`:                   "119403|119403.224|119403.22",
		`{{printf "%13s|%-13s|" .Equity .Equity}}`:                            "  $119,403.22|$119,403.22  |",
		`{{with .}}{{index . "Equity"}}{{end}}`:                               "$119,403.22",
		`{{printf "%.2f" .Cash}}`:                                             "—",
		`{{printf "%#v|%+v" .Equity .Equity}}`:                                "$119,403.22|$119,403.22",
	} {
		s, err := ParseStatus(text)
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		if got, err := s.Line(at.source()); err != nil || got != want {
			t.Errorf("%s: %q, want %q (%v)", text, got, want, err)
		}
	}
	at.Private = true
	for _, verb := range []string{"%s", "%v", "%+v", "%#v", "%d", "%x", "%f", "%.9f", "%q", "%t"} {
		s, err := ParseStatus(`{{printf "` + verb + `" .Equity}}{{.DayPL.Raw}}{{json .Equity}}{{.DayPL.Up}}`)
		if err != nil {
			t.Fatal(err)
		}
		got, err := s.Line(at.source())
		if err != nil || strings.ContainsAny(got, "0123456789") || !strings.HasSuffix(got, "true") {
			t.Errorf("%s shows %q (%v)", verb, got, err)
		}
	}
}

// A reading takes a call, and a bar asks every few seconds.
func TestStatusReadsOnceAndOnlyWhatTheTemplateNames(t *testing.T) {
	const everything = "account clock days orders positions"
	for text, want := range map[string]string{
		"{{if .Orders}}{{.OpenPL}}{{end}}":         "account orders positions",
		"{{if .Market}}{{else}}{{.OpenPL}}{{end}}": "clock",
		"{{$.Equity}}":                     "account",
		"{{.At}} {{.Environment}}":         "",
		"{{.Equity}} {{.Cash}} {{.DayPL}}": "account",
		"{{with .Equity}}{{.}} {{.Raw}}{{else}}{{$.Market}}{{end}}": "account",
		"{{$x := .Cash}}{{$x.Raw}}":                                 "account",
		"{{with .Environment}}{{with $.OpenPL}}{{.}}{{end}}{{end}}": "account positions",
		"{{.}}":                                              everything,
		"{{json .}}":                                         everything,
		"{{with .Equity}}{{end}}{{.}}":                       everything,
		`{{index . "Equity"}}`:                               "account",
		"{{.Session}} {{.Session}}":                          "clock days",
		"{{.MarketDay}} {{.Left}}":                           "clock days",
		"{{.Market}} {{.Left}}":                              "clock",
		`{{with .Market}}{{index $ "Equity"}}{{end}}`:        "account clock",
		`{{define "x"}}{{.Number}}{{end}}{{template "x" .}}`: "account",
	} {
		template, err := ParseStatus(text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		var read []string
		_, err = template.Line(StatusSource{
			Environment: "paper",
			Account:     func() (client.Account, error) { read = append(read, "account"); return client.Account{}, nil },
			Positions:   func() ([]client.Position, error) { read = append(read, "positions"); return nil, nil },
			Orders:      func() (OrderCount, error) { read = append(read, "orders"); return OrderCount{N: 1}, nil },
			Clock:       func() (client.Clock, error) { read = append(read, "clock"); return client.Clock{}, nil },
			Days:        func(time.Time) ([]client.TradingDay, error) { read = append(read, "days"); return nil, nil },
		})
		slices.Sort(read)
		if got := strings.Join(read, " "); err != nil || got != want {
			t.Errorf("%s reads %q, want %q (%v)", text, got, want, err)
		}
	}
}

// What the broker answers ends the line as it is, and is no mistake of the template.
func TestStatusGivesTheErrorOfAReading(t *testing.T) {
	failed := errors.New("the broker does not answer")
	from := Status{}.source()
	from.Account = func() (client.Account, error) { return client.Account{}, failed }
	for _, text := range []string{"{{.Equity}}", "{{.}}", "{{json .}}", `{{index . "Cash"}}`} {
		template, err := ParseStatus(text)
		if err != nil {
			t.Fatal(err)
		}
		if line, err := template.Line(from); err != failed || line != "" {
			t.Errorf("%s: %q, %v", text, line, err)
		}
	}
}

func TestEveryStatusFieldIsAMethod(t *testing.T) {
	methods := reflect.TypeFor[*status]()
	for _, f := range StatusFields {
		if _, found := methods.MethodByName(f.Name); !found || f.Help == "" {
			t.Errorf("%s: method %t, help %q", f.Name, found, f.Help)
		}
	}
	if methods.NumMethod() != len(StatusFields)+1 { // and String
		t.Errorf("%d methods for %d fields", methods.NumMethod(), len(StatusFields))
	}
}

func FuzzParseStatus(f *testing.F) {
	for _, text := range []string{StatusFormat, "{{if .DayPL.Up}}x{{end}}", "{{range $i, $x := .Number}}{{$x}}{{end}}", "{{json .}}", "{{.At.Format \"15:04\"}}"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		s, err := ParseStatus(text)
		if err != nil {
			return
		}
		_, _ = s.Line(Status{Environment: "paper", Positions: somePositions()}.source())
	})
}

// Every name of a field is there once, and says what it is.
func TestFieldsAreDocumented(t *testing.T) {
	if len(Kinds()) < 9 {
		t.Fatalf("%d kinds are registered", len(Kinds()))
	}
	for _, kind := range Kinds() {
		seen := map[string]bool{}
		for line := range strings.Lines(kind.Help()) {
			name, what, _ := strings.Cut(strings.TrimSpace(line), " ")
			if strings.TrimSpace(what) == "" {
				t.Errorf("%s: %q says nothing of itself", kind.Heading(), name)
			}
			if seen[name] || name != strings.ToLower(name) || strings.Contains(name, " ") {
				t.Errorf("%s: %q", kind.Heading(), name)
			}
			seen[name] = true
		}
	}
}

// What a broker writes into a line for a status bar is read there as letters.
func TestStatusLineIsFitForABar(t *testing.T) {
	from := Status{Environment: "paper", Account: client.Account{
		Number: "PA1#(touch X)#[fg=red]<b>%{A1:x:}$(y)`z`", Status: "#{host}\\",
	}}.source()
	for text, want := range map[string]string{
		"#[fg=green]{{.Number}}":                       "#[fg=green]PA1##(touch X)##?fg?red??b???A1:x:??(y)?z?",
		"{{.Status}}":                                  "##?host??",
		"{{printf \"%s\" .Number}}":                    "PA1##(touch X)##?fg?red??b???A1:x:??(y)?z?",
		"{{.Environment}}":                             "paper",
		"{{if eq .Status \"#{host}\\\\\"}}same{{end}}": "same",
	} {
		parsed, err := ParseStatus(text)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := parsed.Line(from); err != nil || got != want {
			t.Errorf("%s is %q: %v", text, got, err)
		}
	}
	for _, text := range []string{"{{json .Number}}", "{{json .}}", "{{.}}", "{{json (index . \"Number\")}}"} {
		parsed, err := ParseStatus(text)
		if err != nil {
			t.Fatal(err)
		}
		got, err := parsed.Line(from)
		if err != nil || strings.ContainsAny(strings.Trim(got, "{}"), "#<>%$`") {
			t.Errorf("%s is %s: %v", text, got, err)
		}
		if value := new(any); json.Unmarshal([]byte(got), value) != nil || !strings.Contains(fmt.Sprint(*value), from.mustNumber()) {
			t.Errorf("%s is read as %v", text, *value)
		}
	}
}

func (from StatusSource) mustNumber() string {
	a, _ := from.Account()
	return a.Number
}

// A name and an id that begin a formula, and a number that is negative.
func TestCSVForASpreadsheet(t *testing.T) {
	orders := []client.Order{{ID: "=1+1", ClientOrderID: "@SUM(A1)", Symbol: "-cmd", Qty: client.Known(decimal.New(-125, -1))}}
	for spreadsheet, want := range map[bool][]string{true: {"'=1+1", "'@SUM(A1)", "'-cmd", "-12.5"}, false: {"=1+1", "@SUM(A1)", "-cmd", "-12.5"}} {
		var b bytes.Buffer
		if err := Orders.CSV(&b, About{Spreadsheet: spreadsheet}, orders); err != nil {
			t.Fatal(err)
		}
		rows, err := csv.NewReader(&b).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		for _, cell := range want {
			if !slices.Contains(rows[1], cell) {
				t.Errorf("spreadsheet %v: no %q in %q", spreadsheet, cell, rows[1])
			}
		}
	}
}

// What is counted is named in the singular where there is one of it.
func TestOnePositionIsCountedInTheSingular(t *testing.T) {
	priced, unpriced := client.Position{MarketValue: dec("5")}, client.Position{}
	for want, all := range map[string][]client.Position{
		"0 positions": {}, "1 position": {priced}, "2 positions": {priced, priced}, "1 position, 0 priced": {unpriced}, "2 positions, 1 priced": {priced, unpriced},
	} {
		if got := countPositions(all, Options{}); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// An account in another currency has no dollar sign.
func TestAmountsOfAnAccountAreInItsCurrency(t *testing.T) {
	opt := Options{Options: format.Options{Now: noon, Currency: "EUR"}}
	a := client.Account{Number: "N", Currency: "EUR", Equity: dec("-1250.5"), LastEquity: dec("-1000"), Cash: dec("0.5")}
	var b bytes.Buffer
	if err := Account.Table(&b, Screen{}, opt, []client.Account{a}); err != nil || !strings.Contains(b.String(), "-1,250.50 EUR") || !strings.Contains(b.String(), "-250.50 EUR") || strings.Contains(b.String(), "$") {
		t.Errorf("the account, %v:\n%s", err, b.String())
	}
	b.Reset()
	p := portfolio.HistoryPoint{Point: client.Point{At: noon, Equity: dec("5")}, Transfers: dec("1000"), PL: portfolio.Gain{Amount: dec("7")}}
	if err := History.Table(&b, Screen{}, opt, []portfolio.HistoryPoint{p}); err != nil || !strings.Contains(b.String(), "+1,000.00 EUR") || strings.Contains(b.String(), "$") {
		t.Errorf("the history, %v:\n%s", err, b.String())
	}
	from := StatusSource{Account: func() (client.Account, error) { return a, nil }, Positions: func() ([]client.Position, error) { return nil, nil }}
	if s := newStatus(from); true {
		equity, _ := s.Equity()
		day, _ := s.DayPL()
		if equity.String() != "-1,250.50 EUR" || day.String() != "-250.50 EUR" {
			t.Errorf("status: %s %s", equity, day)
		}
	}
}

// A market of which nobody says anything is neither open nor closed.
func TestStatusOfAMarketThatIsNotKnown(t *testing.T) {
	template, err := ParseStatus("{{.Market}} {{.Session}} {{.Left}}")
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, 11, 25, 12, 0, 0, 0, market.NewYork)
	day := client.TradingDay{Date: "2026-11-25", Open: at.Add(-150 * time.Minute), Close: at.Add(4 * time.Hour)}
	for name, c := range map[string]struct {
		clock client.Clock
		days  []client.TradingDay
		want  string
	}{
		"nobody":       {client.Clock{Timestamp: at, Unsaid: true}, nil, "— — —"},
		"the calendar": {client.Clock{Timestamp: at, Unsaid: true}, []client.TradingDay{day}, "open regular 4 h 00 m"},
		"the clock":    {client.Clock{Timestamp: at, IsOpen: true}, nil, "open regular —"},
	} {
		line, err := template.Line(Status{Clock: c.clock, Days: c.days}.source())
		if err != nil || line != c.want {
			t.Errorf("%s says: %q, %v, want %q", name, line, err, c.want)
		}
	}
}

// A price of another day has its day, and every price its currency.
func TestQuoteNamesTheDayAndTheCurrency(t *testing.T) {
	now := time.Date(2026, 11, 27, 11, 0, 0, 0, market.NewYork)
	price := client.Known(decimal.RequireFromString("1.04"))
	quote := func(symbol, class string, at time.Time) QuoteRow {
		return QuoteRow{Symbol: symbol, Class: class, Latest: client.Latest{Price: price, At: at}}
	}
	for want, row := range map[string]QuoteRow{
		"$1.04 on 14 Oct":     quote("HALT", market.Equity, now.AddDate(0, 0, -44)),
		"$1.04":               quote("AAPL", market.Equity, now.Add(-time.Hour)),
		"1.04 BTC":            quote("ETH/BTC", market.Crypto, now.Add(-time.Hour)),
		"1.04 USDT on 25 Nov": quote("BTC/USDT", market.Crypto, now.AddDate(0, 0, -2)),
	} {
		var b strings.Builder
		if err := Quote.Table(&b, Screen{}, Options{Options: format.Options{Now: now}}, []QuoteRow{row}); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(strings.Join(strings.Fields(b.String()), " "), "Last "+want+" Quoted") {
			t.Errorf("want %q in\n%s", want, b.String())
		}
		b.Reset()
		if err := Quote.JSON(&b, About{}, []QuoteRow{row}); err != nil {
			t.Fatal(err)
		}
		if currency := market.QuoteCurrency(row.Symbol, row.Class); !strings.Contains(strings.ReplaceAll(b.String(), " ", ""), `"currency":"`+currency+`"`) {
			t.Errorf("no currency %s in %s", currency, b.String())
		}
	}
}
