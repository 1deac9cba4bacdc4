package ticket

import (
	"errors"

	"github.com/shopspring/decimal"

	"quipu/client"
	"quipu/trade"
	"quipu/ui/form"
)

var errWhole = errors.New("write the whole quantity, with what is filled: 10")

// Replaces reports whether the entry changes a working order.
func (e Entry) Replaces() bool { return e.of.Replaces.ID != "" }

// changeFields are what can be changed of a working order, with what is so now.
func changeFields(o Options) []form.Field {
	r := o.Replaces
	has := func(d client.Decimal) func(form.Values) bool {
		return func(form.Values) bool { return d.Valid }
	}
	plain := r.Class == "" || r.Class == "simple"
	limit := priceField(limitName, "Limit", "A limit price.", has(r.LimitPrice))
	limit.Value = stated(r.LimitPrice)
	stop := priceField(stopName, "Stop", "A stop price.", func(form.Values) bool { return r.StopPrice.Valid && r.Type != trade.TrailingStop })
	stop.Value = stated(r.StopPrice)
	trail := trailField(func(form.Values) bool { return r.Type == trade.TrailingStop })
	trail.Value, trail.Hint, trail.Required = stated(r.TrailPrice), "dollars", "How far: dollars (5)."
	if r.TrailPercent.Valid {
		trail.Value, trail.Hint, trail.Required = r.TrailPercent.Decimal.String()+"%", "percent", "How far: percent (2%)."
	}
	return []form.Field{ // what is changed most comes first
		limit, stop, trail,
		{
			Name: sizeName, Label: "Quantity", Width: inputWidth, Value: whole(r.Qty), Required: "How much?", Hint: "the whole, with what is filled",
			Visible: func(form.Values) bool { return plain && r.Qty.Valid },
			Check: func(text string, _ form.Values) error {
				if size, err := trade.ParseSize(text); err != nil || size.Unit == trade.Shares {
					return err
				}
				return errWhole
			},
		},
		{Name: tifName, Label: "TIF", Value: r.TimeInForce, Choices: func(form.Values) []string {
			return trade.TIFs(o.Class, r.Type, trade.Size{Unit: trade.Shares, Value: decimal.NewFromInt(1)})
		}},
	}
}

func whole(d client.Decimal) string {
	if !d.Valid {
		return ""
	}
	return d.Decimal.String()
}

// stated is a price as it is typed: with cents, and with more where it has more.
func stated(d client.Decimal) string {
	if !d.Valid {
		return ""
	}
	return d.Decimal.StringFixed(max(2, -d.Decimal.Exponent()))
}

// Change is what is entered of a change. Prepare leaves out what is so already.
func (e Entry) Change() trade.Change {
	t := e.Ticket()
	c := trade.Change{TIF: t.TIF, Limit: t.Limit, Stop: t.Stop, TrailPrice: t.TrailPrice, TrailPercent: t.TrailPercent}
	if t.Size.Unit == trade.Shares {
		c.Qty = client.Known(t.Size.Value)
	}
	return c
}
