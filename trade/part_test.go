package trade

import (
	"slices"
	"strings"
	"testing"

	"quipu/market"
)

// holding gives facts in which so much of an instrument is held, and so much of it free.
func (s *stage) holding(symbol, held, free string) Facts {
	f := s.facts(symbol)
	f.Orders, f.Positions = nil, slices.Clone(f.Positions)
	for i, p := range f.Positions {
		if f.isAsset(p.AssetID, p.Symbol) {
			f.Positions[i].Qty, f.Positions[i].QtyAvailable = dec(held), dec(free)
		}
	}
	return f
}

// TestAPartIsOfThePositionForSellAndCloseAlike: of 110, of which other orders hold 50.
func TestAPartIsOfThePositionForSellAndCloseAlike(t *testing.T) {
	s := newStage(t)
	f := s.holding("KO", "110", "60")
	for size, want := range map[string]struct{ qty, refuses string }{
		"all":  {"110", "other orders hold 50 of them: 60 are free (quantity; Alpaca would refuse it)"},
		"3/4":  {"82", "82 of 82.5: whole shares only (quantity). Other orders hold 50 of them: 60 are free (quantity; Alpaca would refuse it)"},
		"half": {"55", ""},
		"1/4":  {"27", "27 of 27.5: whole shares only (quantity)"},
	} {
		parsed, _ := ParseSize(size)
		sale := Prepare(Ticket{Symbol: "KO", Side: market.Sell, Size: parsed, Type: Market, TIF: "day"}, f)
		shut := PrepareClosing(f, parsed).Plan
		for _, p := range []Plan{sale, shut} {
			if p.Order.Qty.Decimal.String() != want.qty || p.Problems.String() != want.refuses {
				t.Errorf("%s of %s: %s, %s", p.Action, size, p.Order.Qty.Decimal, p.Problems)
			}
		}
	}
}

// TestAPartOfAFractionStaysOne where an order of the kind can be for a fraction.
func TestAPartOfAFractionStaysOne(t *testing.T) {
	s := newStage(t)
	f := s.holding("KO", "3.141592653", "3.141592653")
	for order, want := range map[string][2]string{
		"sell KO half":                                      {"1.570796326", ""},
		"sell KO 1/3":                                       {"1.047197551", ""},
		"sell KO half limit=70":                             {"1.570796326", ""},
		"sell KO half stop=50":                              {"1.570796326", ""},
		"sell KO half stop=50 stoplimit=49":                 {"1.570796326", ""},
		"sell KO half limit=70 tif=gtc":                     {"1", "1 of 1.570796326: whole shares only"},
		"sell KO half limit=70 extended":                    {"1.570796326", ""},
		"sell KO half trail=5":                              {"1", "1 of 1.570796326: whole shares only"},
		"sell KO half type=limit tif=day profit=70 loss=50": {"1", "1 of 1.570796326: whole shares only"},
	} {
		k := ticket(t, order)
		k.Exits = k.TakeProfit.Valid
		p := Prepare(k, f)
		warned := ""
		for _, problem := range p.Problems {
			if problem.Field == SizeField {
				warned += problem.Text
			}
		}
		if p.Order.Qty.Decimal.String() != want[0] || warned != want[1] {
			t.Errorf("%s: %s, %q, %v", order, p.Order.Qty.Decimal, warned, p.Problems)
		}
	}
	if p := PrepareClosing(f, Size{OfPosition, dec("0.5").Decimal}).Plan; p.Order.Qty.Decimal.String() != "1.570796326" || len(p.Problems) > 0 {
		t.Errorf("close half: %s %v", p.Order.Qty.Decimal, p.Problems)
	}
	f.Asset.Fractionable = false
	if p := Prepare(ticket(t, "sell KO half"), f); p.Order.Qty.Decimal.String() != "1" || !strings.Contains(p.Problems.String(), "whole shares only") {
		t.Errorf("of whole shares: %s %v", p.Order.Qty.Decimal, p.Problems)
	}
}

func TestAThirdOfALargePositionLosesNoShare(t *testing.T) {
	s := newStage(t)
	for size, want := range map[string]string{"1/3": "100000000", "2/3": "200000000"} {
		if p := Prepare(ticket(t, "sell KO "+size), s.holding("KO", "300000000", "300000000")); p.Order.Qty.Decimal.String() != want {
			t.Errorf("%s: %s", size, p.Order.Qty.Decimal)
		}
	}
}

// TestASizeThatWhatIsHeldDoesNotAllowIsRefusedOnce: not by the money and by the limits of
// an order that opens a position too, and its estimate says nothing of an order beyond it.
func TestASizeThatWhatIsHeldDoesNotAllowIsRefusedOnce(t *testing.T) {
	s := newStage(t)
	one, most := dec("1").Decimal, dec("0.01").Decimal
	s.trader.Limits = Limits{MaxOrderValue: one, MaxPositionPct: most, MaxOrdersPerDay: 1, MaxDailyLoss: one}
	for order, want := range map[string]string{
		"sell KO 80":               "other orders hold 50 of them: 60 are free (quantity; Alpaca would refuse it)",
		"sell KO 200":              "you hold 110: sell those first, then open the short position (quantity; Alpaca would refuse it)",
		"sell KO 110.5":            "quantity: you hold 110 (Alpaca would refuse it)",
		"sell BTC/USD 0.5 tif=gtc": "quantity: you hold 0.1 (Alpaca would refuse it)",
		"sell ETH/USD 50 tif=gtc":  "quantity: there is nothing to sell (Alpaca would refuse it)",
		"sell ETH/USD $50 tif=gtc": "quantity: there is nothing to sell (Alpaca would refuse it)",
		"sell INTC 0.5":            "quantity: fractions cannot be sold short (Alpaca would refuse it)",
		"buy TSLA 20":              "you are short 12: buy those back first, then open the long position (quantity; Alpaca would refuse it)",
		"buy TSLA 12.5":            "quantity: you are short 12 (Alpaca would refuse it)",
		"buy TSLA 12":              "other orders hold 4 of them: 8 are free (quantity; Alpaca would refuse it)",
	} {
		k := ticket(t, order)
		f := s.holding(k.Symbol, map[string]string{"KO": "110", "TSLA": "-12", "BTC/USD": "0.1", "ETH/USD": "0"}[k.Symbol],
			map[string]string{"KO": "60", "TSLA": "-8", "BTC/USD": "0.1", "ETH/USD": "0"}[k.Symbol])
		f.Account.BuyingPower, f.Account.NonMarginableBuyingPower = dec("10"), dec("10")
		losing(&f)
		p := Prepare(k, f)
		limits, err := s.trader.Problems(p)
		if err != nil {
			t.Fatal(err)
		}
		if said := slices.Concat(p.Problems, limits).String(); said != want {
			t.Errorf("%s: %s", order, said)
		}
		if e := p.Estimate; e.PowerAfter.Valid || e.PositionAfter.Valid || e.ValueAfter.Valid || e.ShareAfter.Valid {
			t.Errorf("%s: %+v", order, e)
		}
		if entry, err := s.trader.Send(t.Context(), p); err == nil || entry.ID != "" {
			t.Errorf("%s: sent %+v", order, entry)
		}
	}
	hundred := Size{Shares, dec("100").Decimal}
	for symbol, c := range map[string][2]string{"KO": {"35", "you hold 35"}, "TSLA": {"-35", "you are short 35"}} {
		shut := PrepareClosing(s.holding(symbol, c[0], c[0]), hundred).Plan
		if said := shut.Problems.String(); said != "quantity: "+c[1]+" (Alpaca would refuse it)" {
			t.Errorf("close 100 of %s: %s", c[0], said)
		}
	}
}
