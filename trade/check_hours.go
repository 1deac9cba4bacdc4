package trade

import (
	"time"

	"quipu/client"
	"quipu/market"
)

// The windows of the auctions, by New York's clock. Between one and the evening no order
// for it is accepted.
const (
	openingEnds   = 9*time.Hour + 28*time.Minute
	closingBefore = 10 * time.Minute // the end of the session, which a half day has earlier
	usualClose    = 16 * time.Hour
	evening       = 19 * time.Hour
)

// CloseOfDay is when the day's regular session ends, as far as the clock of a broker says.
type CloseOfDay struct {
	At   time.Time // zero where it is not known
	Over bool      // it has ended, or may have: nobody says that it has not
}

// closeOfDay reads the clock: while the session runs it says when that ends. After it
// only that the next one opens on a later day, as it does on a day without one, and while
// a session runs of which it does not say so.
func closeOfDay(c client.Clock) CloseOfDay {
	switch {
	case c.IsOpen:
		return CloseOfDay{At: c.NextClose}
	case c.Unsaid, c.TradingDay.Known && !c.TradingDay.On, c.NextOpen.IsZero(), market.Date(c.NextOpen) == market.Date(c.Timestamp):
		return CloseOfDay{}
	}
	weekday := c.Timestamp.In(market.NewYork).Weekday()
	return CloseOfDay{Over: weekday != time.Saturday && weekday != time.Sunday}
}

// closingIsOver reports whether an order for the closing auction comes too late for today
// and too early for the next day.
func (f Facts) closingIsOver() bool {
	clock := sinceMidnight(f.Now())
	switch {
	case clock >= evening:
		return false
	case !f.Close.At.IsZero():
		return !f.Now().Before(f.Close.At.Add(-closingBefore))
	}
	return f.Close.Over || clock >= usualClose-closingBefore
}

// checkHours refuses what the time of the day does not allow.
func (p *Plan) checkHours() {
	if rulesOf[p.kind()].aroundTheDay {
		return
	}
	clock := sinceMidnight(p.facts.Now())
	switch tif := p.Order.TimeInForce; {
	case tif == "opg" && clock >= openingEnds && clock < evening:
		p.refuse(TIFField, byAlpaca, "orders for the open are accepted from 19:00 to 9:28 New York")
	case tif == "cls" && p.facts.closingIsOver():
		p.refuse(TIFField, byAlpaca, "orders for the close are accepted from 19:00 until ten minutes before it"+p.facts.closingTime())
	case !p.facts.Open.Known || p.facts.Open.On || tif == "opg" || tif == "cls":
	case p.Order.ExtendedHours:
		p.checkExtended(clock)
	case tif == "ioc" || tif == "fok":
		p.refuse(TIFField, byAlpaca, "the market is closed: "+tif+" would be cancelled at once")
	default:
		p.warn(TicketField, "the market is closed: the order waits for the open")
	}
}

// The hours of a trading day in which shares are traded without those of the night.
const (
	extendedFrom = 4 * time.Hour
	extendedTo   = 20 * time.Hour
)

// checkExtended warns where an order for extended hours waits for the next ones.
func (p *Plan) checkExtended(clock time.Duration) {
	a, weekday := p.facts.Asset, p.facts.Now().In(market.NewYork).Weekday()
	night := clock < extendedFrom || clock >= extendedTo
	switch weekend := weekday == time.Saturday || weekday == time.Sunday && clock < extendedTo || weekday == time.Friday && clock >= extendedTo; {
	case weekend:
		p.warn(ExtendedField, "it is the weekend: the order waits for the next extended hours")
	case night && a.OvernightHalted.On:
		p.warn(ExtendedField, a.Symbol+" is halted overnight: the order waits for 4:00 New York")
	case night && a.Overnight.Known && !a.Overnight.On:
		p.warn(ExtendedField, a.Symbol+" is not traded overnight: the order waits for 4:00 New York")
	}
}

// closingTime says when that was, where it is known.
func (f Facts) closingTime() string {
	if f.Close.At.IsZero() {
		return ""
	}
	return ", today " + f.Close.At.Add(-closingBefore).In(market.NewYork).Format("15:04") + " New York"
}

func sinceMidnight(at time.Time) time.Duration {
	t := at.In(market.NewYork)
	return time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute + time.Duration(t.Second())*time.Second
}
