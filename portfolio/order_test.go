package portfolio

import (
	"testing"

	"quipu/client"
	"quipu/number"
)

func TestDistanceIsFromTheMarketToThePriceOfAWorkingOrder(t *testing.T) {
	for name, c := range map[string]struct {
		order  client.Order
		market client.Decimal
		want   client.Decimal
	}{
		"a limit below":             {client.Order{Status: "new", LimitPrice: dec("90")}, dec("120"), dec("-0.25")},
		"a stop above":              {client.Order{Status: "new", StopPrice: dec("150")}, dec("120"), dec("0.25")},
		"the stop before the limit": {client.Order{Status: "held", StopPrice: dec("90"), LimitPrice: dec("60")}, dec("120"), dec("-0.25")},
		"at the market":             {client.Order{Status: "new"}, dec("120"), client.Decimal{}},
		"an unknown market":         {client.Order{Status: "new", LimitPrice: dec("90")}, client.Decimal{}, client.Decimal{}},
		"a market of nothing":       {client.Order{Status: "new", LimitPrice: dec("90")}, dec("0"), client.Decimal{}},
		"a closed order":            {client.Order{Status: "filled", LimitPrice: dec("90")}, dec("120"), client.Decimal{}},
	} {
		got := Distance(&c.order, c.market)
		if got.Valid != c.want.Valid || number.Compare(got.NullDecimal, c.want.NullDecimal) != 0 {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}
