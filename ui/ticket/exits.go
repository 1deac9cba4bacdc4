package ticket

import (
	"quipu/market"
	"quipu/trade"
	"quipu/ui/form"
)

// The exits that are no type of order.
const (
	profitExit = "take profit"
	bothExits  = "both"
)

// exitTexts are the exits that a position of a class can have.
func exitTexts(class string) []string {
	if class == market.Crypto {
		return []string{typeText(trade.StopLimit), profitExit}
	}
	return []string{typeText(trade.Stop), typeText(trade.TrailingStop), profitExit, bothExits}
}

// exitType is the type of the order that an exit is.
func exitType(text string) string {
	if text == profitExit || text == bothExits {
		return trade.Limit
	}
	return typeOf(text)
}

// exitFields are those of the exits of a position. They are good till cancelled where
// the broker accepts that.
func exitFields(o Options) []form.Field {
	is := func(exits ...string) func(form.Values) bool {
		return func(v form.Values) bool {
			for _, exit := range exits {
				if v(typeName) == exit {
					return true
				}
			}
			return false
		}
	}
	limit := "Take profit"
	if o.Class == market.Crypto {
		limit = "Limit"
	}
	return []form.Field{
		{Name: typeName, Label: "Exit", Choices: form.Only(exitTexts(o.Class)...)},
		priceField(stopName, "Stop", "A stop price.", is(typeText(trade.Stop), typeText(trade.StopLimit))),
		priceField(limitName, limit, "A limit price.", is(profitExit, typeText(trade.StopLimit))),
		trailField(is(typeText(trade.TrailingStop))),
		priceField(profitName, "Take profit", "A limit price.", is(bothExits)),
		priceField(lossName, "Stop", "A stop price.", is(bothExits)),
		{Name: sizeName, Label: "Quantity", Width: inputWidth, Required: "How much?", Hint: sizeHint(o), Check: checkSize},
		{Name: tifName, Label: "TIF", Value: "gtc", Choices: func(v form.Values) []string {
			size, _ := trade.ParseSize(v(sizeName))
			return trade.TIFs(o.Class, exitTIFType(v(typeName)), size)
		}},
	}
}

// exitTIFType is the type that the times in force of an exit follow. Those of both are
// those of the stop.
func exitTIFType(text string) string {
	if text == bothExits {
		return trade.Stop
	}
	return exitType(text)
}

// exitFacts are the facts that exits are set by.
func (e Entry) exitFacts() trade.Facts {
	if e.of.Instead {
		return e.facts.Freed()
	}
	return e.facts
}

// Cancels are the orders that are cancelled before the exits are set, in words; "" for
// none.
func (e Entry) Cancels() string {
	if !e.of.Instead || !e.known {
		return ""
	}
	c := trade.PrepareExits(e.facts, e.Ticket())
	return c.CancelWords()
}

// quoteField is the field that the quote stands beside.
func (e Entry) quoteField() string {
	for _, name := range []string{limitName, profitName, stopName} {
		required := name != profitName || e.of.Protects
		if required && e.form.Shows(name) {
			return name
		}
	}
	return ""
}
