package cli

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"quipu/client"
	"quipu/config"
	"quipu/trade"
)

// given runs a command with a text on standard input.
func (d *signedInHome) given(input string, args ...string) (out, said string, code int) {
	d.t.Helper()
	return d.asked(input, args...)
}

func TestTicketsAreSubmitted(t *testing.T) {
	t.Parallel()
	d := newTrader(t, "")
	const one = `{"symbol":"ko","side":"Buy","size":"1","limit":60,"client_order_id":"mine-1"}`
	again := func(id, size string) string {
		return strings.NewReplacer("mine-1", id, `"size":"1"`, `"size":"`+size+`"`).Replace(one)
	}
	for _, input := range []string{one, `[` + again("mine-2", "2") + `]`, again("mine-3", "3") + "\n" + `{"symbol":"JPM","side":"buy","size":2,"limit":"200.5","take_profit":250,"stop_loss":"180"}`} {
		out, said, code := d.given(input, "submit", "--yes", "--json", "--dry-run")
		var plans struct{ Plans []struct{ Body string } }
		if err := json.Unmarshal([]byte(out), &plans); err != nil || code != exitOK || len(plans.Plans) == 0 {
			t.Errorf("%s: %d %v\n%s%s", input, code, err, out, said)
		}
		before := d.submitted()
		out, said, code = d.given(input, "submit", "--yes", "--json")
		var document struct{ Entries []struct{ ID, State string } }
		if err := json.Unmarshal([]byte(out), &document); err != nil || code != exitOK || len(document.Entries) == 0 || len(document.Entries) != d.submitted()-before {
			t.Errorf("%s: %d %v\n%s%s", input, code, err, out, said)
		}
	}
	if _, said, code := d.given(again("mine-1", "4"), "submit", "--yes"); code != exitLimit || !strings.Contains(said, "has an order with this id already") {
		t.Errorf("an id twice: %d %s", code, said)
	}
}

func TestWhatIsNotATicket(t *testing.T) {
	t.Parallel()
	d := newTrader(t, "")
	for _, input := range []string{
		"", "{", "[]", "null", `"KO"`, `{"symbol":"KO"}`, `{"symbol":"KO","side":"buy"}`, `{"symbol":"KO","side":"hold","size":1}`,
		`{"symbol":"KO","side":"buy","size":1,"limt":60}`, `{"symbol":"KO","side":"buy","size":true}`, `{"symbol":"KO","side":"buy","size":"1,5"}`,
		`{"symbol":"KO","side":"buy","size":1e9}`, `[{"symbol":"KO","side":"buy","size":1,"limit":60},{"symbol":"KO","side":"buy"}]`,
	} {
		if out, said, code := d.given(input, "submit", "--yes"); code != exitError || d.submitted() != 0 {
			t.Errorf("%q: %d\n%s%s", input, code, out, said)
		}
	}
	if _, said, code := d.given(`{"symbol":"KO","side":"buy","size":1}`, "submit"); code != exitError || d.submitted() != 0 || !strings.Contains(said, "--yes") {
		t.Errorf("without --yes: %d %s", code, said)
	}
}

// onScreen is an order as the screen sends it, with its review: what the limits say there
// is what they say when it is sent.
func (d *signedInHome) onScreen(side, symbol, size, limit string) (entry trade.Entry, err error) {
	d.t.Helper()
	settings, err := config.Load(config.Source{Getenv: lookupIn(d.env)})
	if err != nil {
		d.t.Fatal(err)
	}
	std := &streams{Getenv: lookupIn(d.env), Environ: d.env, Transport: loopback()}
	account, end, err := openAccount(d.t.Context(), std, settings, demoFlags{})
	if err != nil {
		d.t.Fatal(err)
	}
	defer end()
	trading := account.Trading()
	facts, err := trading.Facts(d.t.Context(), symbol)
	if err != nil {
		d.t.Fatal(err)
	}
	ticket := trade.Ticket{Symbol: symbol, Side: side, Type: trade.Limit, TIF: "day", Limit: client.Known(decimal.RequireFromString(limit))}
	if ticket.Size, err = trade.ParseSize(size); err != nil {
		d.t.Fatal(err)
	}
	plan := trade.Prepare(ticket, facts)
	shown, err := trading.Problems(d.t.Context(), plan)
	if err != nil {
		d.t.Fatal(err)
	}
	entry, err = trading.Send(d.t.Context(), plan)
	var refusal *trade.Refusal
	if errors.As(err, &refusal) && refusal.Problems.String() != shown.Refusals().String() {
		d.t.Errorf("the review says %q, and the refusal %q", shown, refusal.Problems)
	}
	return entry, err
}

// TestLimitsHoldWhateverTheFrontDoor: each limit, on the screen, by command and by submit,
// for an order that opens and one that reduces. KO: 150 held.
func TestLimitsHoldWhateverTheFrontDoor(t *testing.T) {
	t.Parallel()
	for limit, c := range map[string]struct {
		config, opening string // arguments of buy or sell
		reducing        string
		stopsReducing   bool
	}{
		"max_order_value":    {"max_order_value = 500\n", "buy KO 10 60", "sell KO 10 70", false},
		"max_position_pct":   {"max_position_pct = 1\n", "buy KO 10 60", "sell KO 10 70", false},
		"max_orders_per_day": {"max_orders_per_day = 1\n", "buy KO 1 60", "sell KO 10 70", false},
		"max_daily_loss":     {"max_daily_loss = 0.01\n", "", "sell KO 10 70", false},
		"allow_short":        {"", "sell INTC 1 50", "sell KO 10 70", false},
		"price_collar_pct":   {"price_collar_pct = 5\n", "buy KO 1 80", "sell KO 10 40", true},
		"duplicate_window":   {"duplicate_window = \"1m\"\n", "buy KO 1 60", "sell KO 10 70", false},
		"allow_live":         {"account = \"live\"\n", "buy KO 1 60", "sell KO 1 70", true},
	} {
		for _, door := range []string{"screen", "command", "submit"} {
			for _, order := range []string{c.opening, c.reducing} {
				if order == "" {
					continue
				}
				d := newTrader(t, c.config)
				switch limit {
				case "max_orders_per_day":
					_, _, _ = d.quipu("buy", "JPM", "1", "--limit", "200", "--yes")
				case "duplicate_window":
					_, _, _ = d.quipu("buy", "KO", "1", "--limit", "60", "--yes")
				}
				before := d.submitted()
				w := strings.Fields(order)
				var said string
				var code int
				switch door {
				case "screen":
					_, err := d.onScreen(w[0], w[1], w[2], w[3])
					said, code = fmt.Sprint(err), exitCode(err)
				case "command":
					_, said, code = d.quipu(w[0], w[1], w[2], "--limit", w[3], "--yes")
				default:
					_, said, code = d.given(`{"side":"`+w[0]+`","symbol":"`+w[1]+`","size":`+w[2]+`,"limit":`+w[3]+`}`, "submit", "--yes")
				}
				stops := order == c.opening || c.stopsReducing
				if sent := d.submitted() > before; sent == stops || stops && code != exitLimit || !stops && code != exitOK {
					t.Errorf("%s by %s: %s: %d %s", limit, door, order, code, said)
				}
			}
		}
	}
}

func TestTheAmountOverridesTheCollarAndTheDuplicateWindow(t *testing.T) {
	t.Parallel()
	d := newTrader(t, "")
	order := []string{"buy", "KO", "2", "--limit", "80", "--yes"}
	for _, c := range []struct {
		amount string
		code   int
	}{{"", exitLimit}, {"159", exitLimit}, {"160", exitOK}, {"", exitLimit}, {"160.00", exitOK}} {
		args := order
		if c.amount != "" {
			args = append(order[:len(order):len(order)], "--amount", c.amount)
		}
		if _, said, code := d.quipu(args...); code != c.code {
			t.Errorf("%q: %d %s", c.amount, code, said)
		}
	}
	if d.submitted() != 2 {
		t.Errorf("%d orders", d.submitted())
	}
}

func TestWaitEndsWithWhatBecameOfTheOrder(t *testing.T) {
	t.Parallel()
	d := newTrader(t, "")
	if out, said, code := d.quipu("buy", "KO", "1", "--limit", "20", "--yes", "--wait", "final", "--timeout", "3s"); code != exitError || !strings.Contains(said, "still works") || !strings.Contains(out, "accepted") {
		t.Errorf("one that rests: %d\n%s%s", code, out, said)
	}
	if _, said, code := d.quipu("buy", "KO", "1", "--yes", "--wait", "soon"); code != exitError || d.submitted() != 1 {
		t.Errorf("%d %s", code, said)
	}
}

func TestAQuoteIsPrinted(t *testing.T) {
	t.Parallel()
	d := newTrader(t, "")
	var document struct {
		Quote struct{ Symbol, Bid, Ask, Last string }
	}
	if err := json.Unmarshal([]byte(d.prints("quote", "aapl", "--json")), &document); err != nil || document.Quote.Symbol != "AAPL" || document.Quote.Bid == "" || document.Quote.Ask == "" {
		t.Errorf("%+v %v", document, err)
	}
	if _, _, code := d.quipu("quote", "NOSUCH"); code != exitRefused {
		t.Errorf("what is not there ends with %d", code)
	}
}
