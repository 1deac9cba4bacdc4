package positions

import (
	"slices"
	"testing"

	"github.com/shopspring/decimal"

	"quipu/client"
	"quipu/format"
)

func dec(text string) client.Decimal { return client.Known(decimal.RequireFromString(text)) }

func TestOnlySymbolAndTotalPLNeverLeave(t *testing.T) {
	var stay []string
	for _, c := range Columns {
		if c.Priority == 0 {
			stay = append(stay, c.Title)
		}
	}
	if want := []string{"Symbol", "Total P&L"}; !slices.Equal(stay, want) {
		t.Errorf("%q stay, want %q", stay, want)
	}
}

// An option has its name in full and in short; privacy masks amounts, and leaves
// prices and percentages.
func TestCellsOfARow(t *testing.T) {
	p := client.Position{Symbol: "AAPL261218C00250000", AssetClass: "us_option", Qty: dec("-2"), AvgEntryPrice: dec("3.5"), CurrentPrice: dec("3"),
		ChangeToday: dec("-0.01"), MarketValue: dec("-600"), CostBasis: dec("-700"), UnrealizedPL: dec("100"), UnrealizedPLPC: dec("0.1429"), UnrealizedIntradayPL: dec("8")}
	row := NewRow(&p, dec("10000"))
	for _, c := range []struct {
		options format.Options
		want    []string
	}{
		{format.Options{Narrow: true}, []string{"AAPL 18 Dec 26 250 C", "-2", "$3.50", "$3.00", "-1.00%", "+$8.00", "-$600.00", "-6.00%", "+$100.00", "+14.29%"}},
		{format.Options{Short: true, MarketClosed: true}, []string{"AAPL 250C 18Dec26", "-2", "$3.50", "$3.00*", "▼ -1.00%", "+$8.00", "-$600.00", "-6.00%", "▲ +$100.00", "+14.29%"}},
		{format.Options{Narrow: true, Private: true}, []string{"AAPL 18 Dec 26 250 C", "•••••", "$3.50", "$3.00", "-1.00%", "•••••", "•••••", "-6.00%", "•••••", "+14.29%"}},
	} {
		var got []string
		for _, column := range Columns {
			got = append(got, column.Show(&row, c.options).Text)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%+v: %q, want %q", c.options, got, c.want)
		}
	}
}
