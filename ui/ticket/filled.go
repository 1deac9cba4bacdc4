package ticket

import (
	"quipu/client"
	"quipu/trade"
)

// Filled is the entry with what a ticket says filled in.
func (e Entry) Filled(t trade.Ticket) Entry {
	fill := func(name, value string) {
		if value != "" {
			e.form = e.form.WithValue(name, value)
		}
	}
	switch t.Size.Unit {
	case trade.Shares:
		fill(sizeName, t.Size.Value.String())
	case trade.Dollars:
		fill(sizeName, "$"+t.Size.Value.String())
	}
	fill(typeName, typeText(t.Type))
	fill(tifName, t.TIF)
	if t.ExtendedHours {
		fill(extendedName, "yes")
	}
	for name, price := range map[string]client.Decimal{limitName: t.Limit, stopName: t.Stop, trailName: t.TrailPrice, profitName: t.TakeProfit, lossName: t.StopLoss} {
		fill(name, stated(price))
	}
	if t.TrailPercent.Valid {
		fill(trailName, t.TrailPercent.Decimal.String()+"%")
	}
	return e.checked()
}
