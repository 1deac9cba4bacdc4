package ticket

import (
	"cmp"
	"strings"

	"quipu/trade"
	"quipu/ui/form"
)

// The names of the fields are those of trade.Problem.
const (
	sizeName     = string(trade.SizeField)
	typeName     = string(trade.TypeField)
	limitName    = string(trade.LimitField)
	stopName     = string(trade.StopField)
	trailName    = string(trade.TrailField)
	tifName      = string(trade.TIFField)
	extendedName = string(trade.ExtendedField)
	profitName   = string(trade.ProfitField)
	lossName     = string(trade.LossField)
	amountName   = string(trade.AmountField)
)

var fieldNames = []string{sizeName, typeName, limitName, stopName, trailName, tifName, extendedName, profitName, lossName, amountName}

// amountField takes the order's value, which a person types where a limit asks for it.
func amountField() form.Field {
	return priceField(amountName, "Amount", "", nil)
}

func fields(o Options) []form.Field {
	switch {
	case o.Replaces.ID != "":
		return changeFields(o)
	case o.Protects:
		return exitFields(o)
	}
	ofType := func(kinds ...string) func(form.Values) bool {
		return func(v form.Values) bool {
			for _, kind := range kinds {
				if typeOf(v(typeName)) == kind {
					return true
				}
			}
			return false
		}
	}
	exits := func(v form.Values) bool { return !o.Closes && trade.TakesExits(o.Class, typeOf(v(typeName))) }
	return []form.Field{
		{Name: sizeName, Label: "Quantity", Width: inputWidth, Required: "How much?", Hint: sizeHint(o), Check: checkSize},
		{Name: typeName, Label: "Type", Value: typeText(cmp.Or(o.Type, trade.Limit)), Choices: form.Only(typeTexts(o.Class)...)},
		priceField(limitName, "Limit", "A limit price.", ofType(trade.Limit, trade.StopLimit)),
		priceField(stopName, "Stop", "A stop price.", ofType(trade.Stop, trade.StopLimit)),
		trailField(ofType(trade.TrailingStop)),
		{Name: tifName, Label: "TIF", Choices: func(v form.Values) []string {
			size, _ := trade.ParseSize(v(sizeName))
			return trade.TIFs(o.Class, typeOf(v(typeName)), size)
		}},
		{
			Name: extendedName, Label: "Extended", Choices: form.Only("no", "yes"),
			Visible: func(v form.Values) bool { return trade.TakesExtended(o.Class, typeOf(v(typeName)), v(tifName)) },
		},
		priceField(profitName, "Take profit", "", exits),
		priceField(lossName, "Stop loss", "", exits),
	}
}

func checkSize(text string, _ form.Values) error {
	_, err := trade.ParseSize(text)
	return err
}

func priceField(name, label, required string, visible func(form.Values) bool) form.Field {
	return form.Field{Name: name, Label: label, Width: inputWidth, NoSpaces: true, Required: required, Visible: visible, Check: func(text string, _ form.Values) error {
		_, err := trade.ParsePrice(text)
		return err
	}}
}

func trailField(visible func(form.Values) bool) form.Field {
	return form.Field{
		Name: trailName, Label: "Trail", Width: inputWidth, NoSpaces: true, Required: "How far: dollars (5) or percent (2%).", Hint: "5 or 2%",
		Visible: visible, Check: func(text string, _ form.Values) error {
			_, err := trade.ParsePrice(strings.TrimSuffix(text, "%"))
			return err
		},
	}
}

func sizeHint(o Options) string {
	if o.Closes {
		return "or all, half, 1/4, $500"
	}
	return "or $500, 5%, 25% bp, risk $200"
}

// typeText is how a type of order is shown among the choices.
func typeText(kind string) string {
	if kind == trade.TrailingStop {
		return "trailing"
	}
	return strings.ReplaceAll(kind, "_", "-")
}

func typeOf(text string) string {
	if text == "trailing" {
		return trade.TrailingStop
	}
	return strings.ReplaceAll(text, "-", "_")
}

func typeTexts(class string) []string {
	var all []string
	for _, kind := range trade.Types(class) {
		all = append(all, typeText(kind))
	}
	return all
}
