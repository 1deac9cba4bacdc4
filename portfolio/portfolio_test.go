package portfolio

import (
	"testing"

	"github.com/shopspring/decimal"

	"quipu/client"
)

func dec(text string) client.Decimal {
	d, err := client.ParseDecimal(text)
	if err != nil {
		panic(err)
	}
	return d
}

// is reports whether a figure is that number, or unknown for "".
func is(got client.Decimal, want string) bool {
	return got.Valid == (want != "") && (want == "" || got.Decimal.Equal(decimal.RequireFromString(want)))
}

func TestDayPL(t *testing.T) {
	for _, c := range []struct{ equity, last, moved, amount, fraction string }{
		{"110", "100", "", "10", "0.1"},
		{"100", "110", "0", "-10", "-0.09090909"},
		{"-100", "-50", "", "-50", "-1"}, // a loss whatever it was lost from
		{"5", "-10", "", "15", "1.5"},
		{"5", "0", "", "5", ""},
		{"5", "", "", "", ""},
		{"5", "", "5", "", ""},
		{"", "5", "", "", ""},
		{"20000", "10000", "10000", "0", "0"}, // a deposit is no profit
		{"20200", "10000", "10000", "200", "0.01"},
		{"5000", "10000", "-5000", "0", "0"}, // and a withdrawal no loss
		{"4900", "10000", "-5000", "-100", "-0.01"},
		{"0", "10000", "-10100", "100", "0.01"},
		{"10100", "0", "10000", "100", "0.01"}, // funded today
		{"0", "-1000", "1000", "0", ""},
	} {
		got := DayPL(&client.Account{Equity: dec(c.equity), LastEquity: dec(c.last), IntradayAdjustments: dec(c.moved)})
		if !is(got.Amount, c.amount) || !is(got.Fraction, c.fraction) {
			t.Errorf("from %q to %q with %q moved: %v, %v; want %q, %q", c.last, c.equity, c.moved, got.Amount, got.Fraction, c.amount, c.fraction)
		}
	}
}

// The value alone gives a share its sign, in a row and in the sum.
func TestWeightInNegativeEquity(t *testing.T) {
	for value, want := range map[string]string{"4000": "3.19872051", "-4000": "-3.19872051", "0": "0"} {
		all := []client.Position{{MarketValue: dec(value)}}
		if got := Weight(dec(value), dec("-1250.50")); !is(got, want) {
			t.Errorf("%s in -1250.50 is %v, want %s", value, got, want)
		}
		if got := Total(All(all), dec("-1250.50")).Weight; !is(got, want) {
			t.Errorf("positions of %s in -1250.50 come to %v, want %s", value, got, want)
		}
	}
}

func TestOpenPLIsAFractionOfPositionsWithACost(t *testing.T) {
	of := func(pl, cost string) client.Position {
		return client.Position{UnrealizedPL: dec(pl), CostBasis: dec(cost)}
	}
	for _, c := range []struct {
		name             string
		all              []client.Position
		amount, fraction string
	}{
		{"long and short", []client.Position{of("10", "100"), of("-5", "-100")}, "5", "0.025"},
		{"one of no known cost", []client.Position{of("10", "100"), of("90", "")}, "100", "0.1"},
		{"one that cost nothing", []client.Position{of("10", "100"), of("90", "0")}, "100", "0.1"},
		{"one of no known result", []client.Position{of("-2", "-10"), of("", "5")}, "-2", "-0.2"},
		{"nothing but what cost nothing", []client.Position{of("90", "0")}, "90", ""},
		{"none", nil, "", ""},
	} {
		got := OpenPL(c.all)
		if !is(got.Amount, c.amount) || !is(got.Fraction, c.fraction) {
			t.Errorf("%s: %v, %v; want %q, %q", c.name, got.Amount, got.Fraction, c.amount, c.fraction)
		}
	}
}

// The broker sends 0 for the share of what was bought today: 666 QQQ bought at
// 717.83 and now at 718.46 made 0.09 % of what they cost, whatever the price did
// since the last close.
func TestDayPLOfAPositionIsAShareOfWhatItWasMadeOn(t *testing.T) {
	for name, c := range map[string]struct{ pl, sent, value, fraction string }{
		"bought today":                         {"419.58", "0", "478494.36", "0.00087765"},
		"not sent":                             {"419.58", "", "478494.36", "0.00087765"},
		"sent":                                 {"10", "0.0084", "600", "0.0084"},
		"nothing made":                         {"0", "0", "600", "0"},
		"nothing made, of no value":            {"0", "0", "", "0"},
		"short":                                {"8", "0", "-600", "0.01315789"},
		"short that lost":                      {"-8", "", "-608", "-0.01333333"},
		"no value":                             {"8", "0", "", ""},
		"made on nothing":                      {"8", "0", "8", ""},
		"unknown":                              {"", "", "600", ""},
		"a short's share of less than nothing": {"30", "-0.05", "-570", "0.05"},
		"a loss with the sign of a gain":       {"-30", "0.05", "570", "-0.05"},
		"nothing made of something":            {"0", "0.02", "600", "0"},
		"the sign is wrong and no value":       {"-30", "0.05", "", ""},
	} {
		p := client.Position{UnrealizedIntradayPL: dec(c.pl), UnrealizedIntradayPLPC: dec(c.sent), MarketValue: dec(c.value)}
		if got := PositionDayPL(&p); !is(got.Amount, c.pl) || !is(got.Fraction, c.fraction) {
			t.Errorf("%s: %v, %v; want %q, %q", name, got.Amount, got.Fraction, c.pl, c.fraction)
		}
	}
}

func TestPLOfAPositionIsAShareOfItsCost(t *testing.T) {
	for name, c := range map[string]struct{ pl, sent, cost, fraction string }{
		"sent":                         {"10", "0.0084", "600", "0.0084"},
		"not sent":                     {"10", "", "600", "0.01666667"},
		"a short's share of less":      {"39", "-0.0129", "-3021", "0.01290963"},
		"a short that lost, as a gain": {"-39", "0.0129", "-3021", "-0.01290963"},
		"of no cost":                   {"10", "0", "0", ""},
		"unknown":                      {"", "0.01", "600", "0.01"},
	} {
		p := client.Position{UnrealizedPL: dec(c.pl), UnrealizedPLPC: dec(c.sent), CostBasis: dec(c.cost)}
		if got := PositionPL(&p); !is(got.Amount, c.pl) || !is(got.Fraction, c.fraction) {
			t.Errorf("%s: %v, %v; want %q, %q", name, got.Amount, got.Fraction, c.pl, c.fraction)
		}
	}
}

func TestTotalLeavesOutWhatIsUnknown(t *testing.T) {
	all := []client.Position{
		{MarketValue: dec("600"), UnrealizedIntradayPL: dec("-5")},
		{MarketValue: dec("-100"), UnrealizedIntradayPL: dec("1.5")},
		{},
	}
	got := Total(All(all), dec("1000"))
	if got.Count != 3 || got.Priced != 2 || !is(got.Value, "500") || !is(got.Weight, "0.5") || !is(got.DayPL.Amount, "-3.5") || !is(got.DayPL.Fraction, "-0.004954") || !is(got.OpenPL.Amount, "") {
		t.Errorf("%+v", got)
	}
	if got := Total(All(all), dec("0")); !is(got.Weight, "") || !is(Weight(dec("1"), client.Decimal{}), "") {
		t.Errorf("a weight in no equity is %v", got.Weight)
	}
}

func TestDayPLIsKeptForWhatGrewOnly(t *testing.T) {
	for _, c := range []struct {
		before, now string
		kept        bool
	}{
		{"100", "103", true}, {"100", "100", true}, {"100", "60", false}, {"100", "-1", false},
		{"-12", "-20", true}, {"-12", "-5", false}, {"-12", "3", false}, {"", "", false}, {"5", "", false},
	} {
		before := &client.Position{Qty: dec(c.before), UnrealizedIntradayPL: dec("7")}
		now := &client.Position{Qty: dec(c.now)}
		if got := KeepDayPL(before, now); got.UnrealizedIntradayPL.Valid != c.kept || now.UnrealizedIntradayPL.Valid {
			t.Errorf("from %q to %q: kept %v", c.before, c.now, got.UnrealizedIntradayPL.Valid)
		}
	}
	read := &client.Position{Qty: dec("5"), UnrealizedIntradayPL: dec("1")}
	if got := KeepDayPL(&client.Position{Qty: dec("5"), UnrealizedIntradayPL: dec("7")}, read); got != read {
		t.Error("a result that was read is replaced")
	}
}
