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

// What leaves first as the window narrows, up to what stays to the end.
func TestColumnsLeaveInOrder(t *testing.T) {
	leaving := slices.DeleteFunc(slices.Clone(Columns), func(c format.Column[Row]) bool { return c.Priority == 0 })
	slices.SortFunc(leaving, func(a, b format.Column[Row]) int { return a.Priority - b.Priority })
	var got []string
	for _, c := range leaving {
		got = append(got, c.Title)
	}
	if want := []string{"Weight", "Total %", "Avg cost", "Value", "Day P&L %", "Day P&L", "Qty", "Chg %", "Price"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

// The price of what was bought today fell since the last close, and the position
// made money since it was bought. Its share of the day is the cell and the sum.
func TestChangeOfThePriceIsNotTheShareOfTheDay(t *testing.T) {
	p := client.Position{Symbol: "QQQ", Qty: dec("666"), CurrentPrice: dec("718.46"), LastdayPrice: dec("720.87"), ChangeToday: dec("-0.0033432"),
		MarketValue: dec("478494.36"), CostBasis: dec("478074.78"), UnrealizedIntradayPL: dec("419.58"), UnrealizedIntradayPLPC: dec("0")}
	row := NewRow(&p, dec("10000"))
	got := map[string][]string{}
	for _, c := range Columns {
		got[c.Title] = []string{c.Show(&row, format.Options{Narrow: true}).Text}
		if c.Sum != nil {
			got[c.Title] = append(got[c.Title], c.Sum([]*Row{&row}, format.Options{Narrow: true}).Text)
		}
	}
	for title, want := range map[string][]string{"Chg %": {"-0.33%"}, "Day P&L": {"+$419.58", "+$419.58"}, "Day P&L %": {"+0.09%", "+0.09%"}} {
		if !slices.Equal(got[title], want) {
			t.Errorf("%s: %q, want %q", title, got[title], want)
		}
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
		{format.Options{Narrow: true}, []string{"AAPL 18 Dec 26 250 C", "-2", "$3.50", "$3.00", "-1.00%", "+$8.00", "+1.32%", "-$600.00", "-6.00%", "+$100.00", "+14.29%"}},
		{format.Options{Short: true, MarketClosed: true}, []string{"AAPL 250C 18Dec26", "-2", "$3.50", "$3.00*", "▼ -1.00%", "+$8.00", "+1.32%", "-$600.00", "-6.00%", "▲ +$100.00", "+14.29%"}},
		{format.Options{Narrow: true, Private: true}, []string{"AAPL 18 Dec 26 250 C", "•••••", "$3.50", "$3.00", "-1.00%", "•••••", "+1.32%", "•••••", "-6.00%", "•••••", "+14.29%"}},
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

func TestAPositionWithoutASymbolHasASignInItsPlace(t *testing.T) {
	for _, class := range []string{"us_equity", ""} {
		row := NewRow(&client.Position{AssetID: "a", AssetClass: class, Qty: dec("3")}, dec("10000"))
		if got := row.Name(true) + row.Name(false); got != "——" {
			t.Errorf("class %q: %q", class, got)
		}
	}
}
