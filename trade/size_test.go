package trade

import (
	"testing"

	"quipu/client"
)

func TestSizesAsTheyAreTyped(t *testing.T) {
	for text, want := range map[string]Size{
		"": {}, "10": {Shares, dec("10").Decimal}, " 0.123456789 ": {Shares, dec("0.123456789").Decimal},
		"$500": {Dollars, dec("500").Decimal}, "$0.01": {Dollars, dec("0.01").Decimal},
		"5%": {OfEquity, dec("0.05").Decimal}, "25% bp": {OfPower, dec("0.25").Decimal}, "25%  BP": {OfPower, dec("0.25").Decimal},
		"all": {OfPosition, dec("1").Decimal}, "half": {OfPosition, dec("0.5").Decimal}, "1/4": {OfPosition, dec("0.25").Decimal},
		"risk $200": {DollarsAtRisk, dec("200").Decimal}, "100%": {OfEquity, dec("1").Decimal},
	} {
		got, err := ParseSize(text)
		if err != nil || got.Unit != want.Unit || !got.Value.Equal(want.Value) {
			t.Errorf("%q is %v, %v", text, got, err)
		}
	}
	for text, want := range map[string]error{
		"0": errNotAbove0, "-1": errNotAbove0, "$0": errNotAbove0, "-$5": errSizeForm, "0%": errNotAbove0, "1,5": errComma, "1,000": errComma, "$1,000": errComma,
		"0.1234567891": errNineDigits, "$1.001": errCents, "101%": errOver100, "1000000000": errTooLarge, "1e9": errSizeForm, "1e3": errSizeForm,
		"ten": errSizeForm, "٣": errSizeForm, "1.2.3": errSizeForm, ".": errSizeForm, "+5": errSizeForm, "risk 200": errSizeForm, "$": errSizeForm, "%": errSizeForm,
		"\x1b[31m5": errSizeForm, "10 shares": errSizeForm, "0x10": errSizeForm, "1_000": errSizeForm,
	} {
		if got, err := ParseSize(text); err != want {
			t.Errorf("%q is %v, %v; want %v", text, got, err, want)
		}
	}
}

// TestRelativeSizesBecomeQuantities: KO last 62.94, bid and ask around it; 150
// held, none of them in orders.
func TestRelativeSizesBecomeQuantities(t *testing.T) {
	s := newStage(t)
	for order, want := range map[string]string{
		"sell KO all":                         "150",
		"sell KO half":                        "75",
		"sell KO 1/4":                         "37",
		"sell KO 1/3":                         "50",
		"sell KO 2/3":                         "100",
		"sell BTC/USD half tif=gtc":           "0.000061728",
		"sell AAPL all":                       "60", // of which a sell order holds 20
		"sell AAPL half":                      "30",
		"buy KO $500 limit=62":                "8",
		"buy KO $50 limit=62":                 "0.806451612",
		"buy KO risk_$200 limit=62 loss=60":   "100",
		"buy KO risk_$200 limit=62 loss=59":   "66",
		"buy ETH/USD $100 limit=3000 tif=gtc": "0.033333333",
	} {
		plan := s.plan(order)
		if got := plan.Order.Qty; !got.Valid || got.Decimal.String() != want {
			t.Errorf("%s is %v: %v", order, got.Decimal, plan.Problems)
		}
	}
	equity := s.facts("KO").Account.Equity.Decimal
	plan := s.plan("buy KO 5% limit=62")
	if want := equity.Div(dec("20").Decimal).Div(dec("62").Decimal).Truncate(0); !plan.Order.Qty.Decimal.Equal(want) {
		t.Errorf("5%% of %s at 62 is %s, want %s", equity, plan.Order.Qty.Decimal, want)
	}
	plan = s.plan("buy KO $500")
	if !plan.Order.Notional.Valid || plan.Order.Qty.Valid || plan.Order.Notional.Decimal.String() != "500" {
		t.Errorf("a market order of dollars is %+v", plan.Order)
	}
}

func TestSizesThatCannotBeMade(t *testing.T) {
	s := newStage(t)
	for _, order := range []string{"sell JPM risk_$200 limit=240", "buy KO risk_$200 limit=62 loss=62", "buy F half", "sell TSLA all", "buy KO all", "buy KO half"} {
		plan := s.plan(order)
		if plan.Problems.Sendable() {
			t.Errorf("%s can be sent: %+v", order, plan.Order)
		}
	}
	k := ticket(t, "buy KO $500 limit=62")
	k.Limit, k.Type = client.Decimal{}, Market
	f := s.facts("KO")
	withoutPrice(&f)
	f.Asset.Fractionable = false
	if plan := Prepare(k, f); plan.Problems.Sendable() {
		t.Errorf("without a price: %+v", plan.Order)
	}
}

// TestAnEstimateAddsUp: KO 150 held at 62.94.
func TestAnEstimateAddsUp(t *testing.T) {
	s := newStage(t)
	plan := s.plan("buy KO 10 limit=62")
	e := plan.Estimate
	for name, c := range map[string]struct {
		got  client.Decimal
		want string
	}{
		"value": {e.Value, "620"}, "position": {e.PositionAfter, "160"}, "its value": {e.ValueAfter, "9920"},
		"bound": {difference(e.PowerBefore, e.PowerAfter), "620"}, "from the last price": {e.FromLast, "-0.94"},
	} {
		if !c.got.Valid || !c.got.Decimal.Equal(dec(c.want).Decimal) {
			t.Errorf("%s is %v, want %s", name, c.got.Decimal, c.want)
		}
	}
	sale := s.plan("sell KO 10 limit=70").Estimate
	if !sale.PowerAfter.Decimal.Equal(sale.PowerBefore.Decimal) || !sale.PositionAfter.Decimal.Equal(dec("140").Decimal) {
		t.Errorf("a sale of what is held: %+v", sale)
	}
	f := s.facts("KO")
	f.Account.BuyingPower = client.Decimal{}
	if unknown := Prepare(ticket(t, "buy KO 10 limit=62"), f).Estimate; unknown.PowerAfter.Valid {
		t.Errorf("buying power after is %v of an unknown one", unknown.PowerAfter.Decimal)
	}
}

// TestWhatASizeLeavesIsSaid: dollars that buy no whole share, and a part that is rounded.
func TestWhatASizeLeavesIsSaid(t *testing.T) {
	s := newStage(t)
	for text, says := range map[string]string{
		"buy KO $500 limit=200":                    "2 shares = $400.00, $100.00 stay",
		"buy KO $399.99 limit=200":                 "1 share = $200.00, $199.99 stay",
		"buy KO $400 limit=200":                    "",
		"buy KO $500":                              "",
		"buy KO $100 limit=200":                    "",
		"buy KO 5% limit=200":                      "",
		"sell KO $500 limit=200":                   "2 shares = $400.00, $100.00 are not sold",
		"sell KO 1/4 limit=200":                    "37 of 37.5: whole shares only",
		"sell KO half limit=200":                   "",
		"buy BTC/USD $500 limit=60000 tif=gtc":     "",
		"buy KO $500 limit=200 profit=220 tif=gtc": "2 shares = $400.00, $100.00 stay",
	} {
		plan, got := s.plan(text), ""
		for _, p := range plan.Problems {
			if p.Warning && p.Field == SizeField {
				got = p.Text
			}
		}
		if got != says {
			t.Errorf("%s: %q, not %q", text, got, says)
		}
	}
}
