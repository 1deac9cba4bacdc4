package ui

import (
	"testing"
	"time"

	"quipu/client"
	"quipu/config"
)

// marked opens the paper account with mark_unprotected.
func marked(on bool) func(*Parts) {
	return func(p *Parts) {
		withToken("paper")(p)
		p.Settings.MarkUnprotected = on
	}
}

// shareStop is a working stop of AAPL shares.
func shareStop(qty string, change ...func(*client.Order)) client.Order {
	return sent("s"+qty, "new", time.Hour, append([]func(*client.Order){func(o *client.Order) {
		o.Side, o.Type, o.Qty, o.StopPrice, o.LimitPrice = "sell", "stop", d(qty), d("100"), d("")
	}}, change...)...)
}

func TestUnprotectedPositionsAreMarkedWhereTheSettingSaysSo(t *testing.T) {
	waits := func(o *client.Order) { o.Status = "held" }
	entry := sent("e", "partially_filled", time.Hour, func(o *client.Order) { o.Class, o.Legs = "bracket", []client.Order{shareStop("5", waits)} })
	for name, c := range map[string]struct {
		open        []client.Order
		sees, lacks string
	}{
		"without a stop":      {nil, "nothing protects AAPL: no stop works · ! 6 unprotected", "stops protect"},
		"with a stop":         {[]client.Order{shareStop("5")}, "! 5 unprotected", "AAPL !"},
		"with a part":         {[]client.Order{shareStop("3")}, "stops protect 3 of 5 AAPL", "nothing protects AAPL"},
		"with legs that wait": {[]client.Order{entry}, "nothing protects AAPL yet: its stop waits", "no stop works"},
	} {
		t.Run(name, func(t *testing.T) {
			tell(t, telling{width: 150, height: 40, change: marked(true)}, func(s *story) {
				s.broker.publish(withOrders(c.open...))
				s.passes(200 * time.Millisecond)
				s.press("down", "down", "down")
				s.sees(c.sees, "BRK.B !")
				s.seesNot(c.lacks, "C !") // an option takes no stops
			})
		})
	}
}

func TestUnprotectedPositionsAreNotMarkedOtherwise(t *testing.T) {
	tell(t, telling{change: marked(config.Defaults().MarkUnprotected)}, func(s *story) {
		s.portfolio()
		s.seesNot("AAPL !", "unprotected")
	})
}

// The sign is not the colour alone, and has its legend where there is little room.
func TestSignOfUnprotectedPositionsHasALegend(t *testing.T) {
	tell(t, telling{width: 80, height: 24, plain: true, change: marked(true)}, func(s *story) {
		s.portfolio()
		s.sees("AAPL !", "! 6 unprotected")
		s.press("down", "down", "down", "enter")
		s.passes(time.Second)
		s.press("down", "down", "down", "down", "down", "down", "down", "down", "down", "down", "down", "down")
		s.seesWrapped("Stops nothing protects AAPL: no stop works")
	})
}
