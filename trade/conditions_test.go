package trade

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"quipu/client"
	"quipu/market"
)

// A short position whose price rises is worth more than six times what is left of the
// equity: Alpaca lets it become smaller only.
func TestAPositionOfSixTimesTheEquityOnlyGetsSmaller(t *testing.T) {
	s := newStage(t)
	if err := s.broker.SetPrice("TSLA", dec("40000").Decimal); err != nil {
		t.Fatal(err)
	}
	s.agrees("sell TSLA 1 limit=90000", SizeField, 40310000, "liquidation only")
	s.agrees("sell KO 1 limit=100", "", 0, "")
}

func TestSixTimesTheEquityIsTheEdge(t *testing.T) {
	f := newStage(t).facts("KO")
	value, _ := f.position()
	for equity, refused := range map[string]bool{
		value.MarketValue.Decimal.Div(decimal.NewFromInt(6)).String():                         false,
		value.MarketValue.Decimal.Div(decimal.NewFromInt(6)).Sub(decimal.New(1, -2)).String(): true,
	} {
		f.Account.Equity = dec(equity)
		for order, grows := range map[string]bool{"buy KO 1 limit=60": true, "sell KO 1 limit=80": false} {
			problems := Prepare(ticket(t, order), f).Problems.String()
			if got := strings.Contains(problems, "more than six times"); got != (refused && grows) {
				t.Errorf("%s with %s: %s", order, equity, problems)
			}
		}
	}
}

// What was sold short is bought back whatever the settings say.
func TestAPartnershipIsBoughtBack(t *testing.T) {
	for held, refused := range map[string]bool{"": true, "10": true, "-10": false} {
		s := newStage(t)
		f := s.facts("USO")
		if held != "" {
			f.Positions = append(f.Positions, client.Position{Symbol: "USO", AssetClass: market.Equity, Qty: dec(held), QtyAvailable: dec(held)})
		}
		if got := refuses(Prepare(ticket(t, "buy USO 10"), f).Problems.Refusals(), SymbolField); got != refused {
			t.Errorf("held %q: refused %v", held, got)
		}
	}
}

// Settings that were not read allow a purchase with a warning, as the broker decides.
func TestAPartnershipWithoutSettingsWarns(t *testing.T) {
	f := newStage(t).facts("USO")
	f.Settings = client.Configurations{}
	problems := Prepare(ticket(t, "buy USO 10"), f).Problems
	if len(problems.Refusals()) > 0 || !strings.Contains(problems.String(), "blocks purchases unless") {
		t.Errorf("%v", problems)
	}
}

// QQQ is traded overnight and JPM is not.
func TestExtendedHoursByNightAndWeekend(t *testing.T) {
	for at, want := range map[string][2]string{ // JPM, QQQ
		"2026-03-09T03:59": {"JPM is not traded overnight", ""},
		"2026-03-09T04:00": {"", ""},
		"2026-03-09T19:59": {"", ""},
		"2026-03-09T20:00": {"JPM is not traded overnight", ""},
		"2026-03-13T19:59": {"", ""}, // Friday
		"2026-03-13T20:00": {"the weekend", "the weekend"},
		"2026-03-14T12:00": {"the weekend", "the weekend"}, // Saturday
		"2026-03-15T19:59": {"the weekend", "the weekend"}, // Sunday
		"2026-03-15T20:00": {"JPM is not traded overnight", ""},
	} {
		s := newStageFrom(t, at)
		for i, symbol := range []string{"JPM", "QQQ"} {
			f := s.facts(symbol)
			f.At = f.At.Truncate(time.Minute)
			warns := ""
			for _, p := range Prepare(ticket(t, "buy "+symbol+" 1 limit=100 extended"), f).Problems {
				if p.Field == ExtendedField {
					warns += p.Text
				}
			}
			if (want[i] == "") != (warns == "") || !strings.Contains(warns, want[i]) {
				t.Errorf("%s %s: %q, want %q", at, symbol, warns, want[i])
			}
		}
	}
	s := newStageFrom(t, "2026-03-09T23:00")
	f := s.facts("QQQ")
	f.Asset.OvernightHalted = client.KnownFlag(true)
	if p := Prepare(ticket(t, "buy QQQ 1 limit=100 extended"), f).Problems; !strings.Contains(p.String(), "QQQ is halted overnight") {
		t.Errorf("%v", p)
	}
}

// Shares that are hard to borrow need a locate, which quipu does not order.
func TestSharesThatAreHardToBorrowAreNotSoldShort(t *testing.T) {
	s := newStage(t)
	all, err := s.client.Assets(t.Context(), market.Equity)
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(all, func(a client.Asset) bool { return a.Tradable && a.Shortable && a.BorrowStatus == "hard_to_borrow" })
	if i < 0 {
		t.Fatal("the demo has none")
	}
	plan := s.plan("sell " + all[i].Symbol + " 10 limit=500")
	if got := plan.Problems.Refusals(); len(got) != 1 || got[0].Field != SizeField || got[0].By != byQuipu || !strings.Contains(got[0].Text, "hard to borrow") {
		t.Errorf("%v", got)
	}
	_, answer := s.client.SubmitOrder(t.Context(), json.RawMessage(plan.Body()))
	var e *client.Error
	if !errors.As(answer, &e) || e.Code != 42210000 {
		t.Errorf("the broker says %v", answer)
	}
}
