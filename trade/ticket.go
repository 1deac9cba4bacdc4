package trade

import (
	"slices"
	"time"

	"quipu/client"
	"quipu/market"
	"quipu/portfolio"
)

// The types of orders.
const (
	Market       = "market"
	Limit        = "limit"
	Stop         = "stop"
	StopLimit    = "stop_limit"
	TrailingStop = "trailing_stop"
)

// The classes of orders that have exits.
const (
	Bracket = "bracket" // an entry with both exits
	OTO     = "oto"     // an entry with one exit
	OCO     = "oco"     // both exits of a position
)

// Ticket is what a person wants, before it is checked. Prices are US dollars a
// share or coin; unknown ones were not given.
type Ticket struct {
	Symbol        string
	Side          string // market.Buy, market.Sell
	Size          Size
	Type          string
	TIF           string
	Limit         client.Decimal
	Stop          client.Decimal
	TrailPrice    client.Decimal
	TrailPercent  client.Decimal // 1.5 is 1.5 %
	ExtendedHours bool
	TakeProfit    client.Decimal // limit of the exit with a profit
	StopLoss      client.Decimal // stop of the exit with a loss
	StopLossLimit client.Decimal // makes that a stop-limit
	ID            string         // client_order_id; "" makes one
	Amount        client.Decimal // US dollars, typed by a person: the order's value overrides the collar and the duplicate window
	Back          bool           // puts back an exit that was cancelled for a close, or closes for the kill switch: no duplicate
	Exits         bool           // both exits of what is held and no entry (OCO); Type is Limit, and Limit and Stop are not given

	closes bool // it is only to make the position smaller: nobody wants to know of the other side
}

// Facts are what a ticket is checked against. They are read together: At is when.
type Facts struct {
	At        time.Time
	Account   client.Account
	Positions []client.Position
	Orders    []client.Order        // working ones, with their legs
	Today     []client.Order        // submitted on this day in New York, whatever became of them
	MoreOpen  bool                  // there are working orders beyond Orders
	MoreToday bool                  // and of the day beyond Today
	Asked     string                // the symbol that was asked for, which the broker may not know
	Asset     client.Asset          // without a Symbol where it does not
	Skew      time.Duration         // the broker's clock less this machine's: that may be wrong by days
	Quote     client.Latest         // Price 0 or unknown where there is no market data
	Open      client.Flag           // the regular session runs
	Close     CloseOfDay            // of the regular session
	Settings  client.Configurations // read only where the instrument needs them
	Live      bool                  // real money
}

// Now is the time of the reading by the broker's clock.
func (f Facts) Now() time.Time { return f.At.Add(f.Skew) }

// position is what is held of the instrument.
func (f Facts) position() (client.Position, bool) {
	for _, p := range f.Positions {
		if f.isAsset(p.AssetID, p.Symbol) {
			return p, true
		}
	}
	return client.Position{}, false
}

// isAsset joins by id or by symbol without its slash: the ids of a coin's
// position and of its orders may differ.
func (f Facts) isAsset(id, symbol string) bool {
	return id != "" && id == f.Asset.ID || symbol != "" && market.PositionSymbol(symbol) == market.PositionSymbol(f.Asset.Symbol)
}

// heldStatus is the status of an exit that waits for its entry, or for the other exit.
const heldStatus = "held"

// groups are the orders of the instrument that may still be filled, legs too. Of
// those in one group only one is filled: the exits of a bracket, the two orders
// of an OCO.
func (f Facts) groups() [][]client.Order {
	var all [][]client.Order
	orphans := map[string]int{} // by the closed parent
	for _, parent := range f.Orders {
		var entry, exits []client.Order
		at, orphan := orphans[parent.Parent]
		switch {
		case !f.works(parent):
		case orphan:
			all[at] = append(all[at], parent)
		case parent.Class == OCO:
			exits = append(exits, parent)
		default:
			entry = append(entry, parent)
			if parent.Parent != "" {
				orphans[parent.Parent] = len(all)
			}
		}
		for _, leg := range parent.Legs {
			if f.works(leg) {
				exits = append(exits, leg)
			}
		}
		all = append(all, entry, exits)
	}
	return all
}

func (f Facts) works(o client.Order) bool { return !o.Closed() && f.isAsset(o.AssetID, o.Symbol) }

// working are the orders of the instrument that may still be filled, legs too.
func (f Facts) working() []client.Order { return slices.Concat(f.groups()...) }

// taken is how much the working orders of a side may still fill. Of exits of
// which one is filled the largest counts; those that wait for an entry take from
// what it adds, and count where it is gone. An order in dollars counts by the
// price, and is unknown without one.
func (f Facts) taken(side string, price client.Decimal) client.Decimal {
	sum := zero
	for _, group := range f.groups() {
		most := zero
		for _, o := range group {
			left := remaining(o)
			if !left.Valid {
				left = quotient(client.Known(o.Notional.Decimal), price)
			}
			switch {
			case o.Side != side || o.Status == heldStatus && f.waits(o):
			case !left.Valid:
				return left
			case left.Decimal.GreaterThan(most):
				most = left.Decimal
			}
		}
		sum = sum.Add(most)
	}
	return client.Known(sum)
}

// waits reports whether an exit waits for an entry that is still working.
func (f Facts) waits(exit client.Order) bool {
	return portfolio.WaitsForEntry(exit.ID, f.Orders)
}

// held is the quantity of the position with its sign, 0 where there is none.
// It is unknown where the broker did not say.
func (f Facts) held() client.Decimal {
	p, found := f.position()
	if !found {
		return client.Known(zero)
	}
	return p.Qty
}

// traded reports whether a price of the instrument is known: it has been traded.
func (f Facts) traded() bool { return f.Quote.Price.Valid && f.Quote.Price.Decimal.IsPositive() }

// marketValue is that of what is held of the instrument, with its sign.
func (f Facts) marketValue() client.Decimal {
	p, found := f.position()
	if !found {
		return client.Known(zero)
	}
	return p.MarketValue
}

// price is what one unit costs to trade now at the far side of the quote, or as
// last traded; unknown without market data and position.
func (f Facts) price(side string) client.Decimal {
	far := f.Quote.Quote.Ask
	if side == market.Sell {
		far = f.Quote.Quote.Bid
	}
	for _, d := range []client.Decimal{far, f.Quote.Price} {
		if d.Valid && d.Decimal.IsPositive() {
			return d
		}
	}
	if p, found := f.position(); found && p.CurrentPrice.Valid && p.CurrentPrice.Decimal.IsPositive() {
		return p.CurrentPrice
	}
	return client.Decimal{}
}
