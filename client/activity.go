package client

import (
	"cmp"
	"context"
	"errors"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"quipu/market"
)

// Activity is one thing that changed the account, from GET
// /v2/account/activities: a fill or one of many other types, unknown ones as
// they are.
type Activity struct {
	ID          string `json:"id"`
	Type        string `json:"activity_type"` // FILL, DIV, CSD, FEE, OPEXP and others
	Execution   string `json:"type"`          // of a fill: fill or partial_fill
	Symbol      string `json:"symbol"`
	Side        string `json:"side"` // buy, sell, sell_short
	OrderID     string `json:"order_id"`
	OrderStatus string `json:"order_status"`
	Status      string `json:"status"`
	Description string `json:"description"`
	Currency    string `json:"currency"`
	Date        string `json:"date"` // of what is no fill, 2006-01-02

	Qty            Decimal   `json:"qty"`
	Price          Decimal   `json:"price"` // per share
	LeavesQty      Decimal   `json:"leaves_qty"`
	CumQty         Decimal   `json:"cum_qty"`
	NetAmount      Decimal   `json:"net_amount"` // of what is no fill
	PerShareAmount Decimal   `json:"per_share_amount"`
	At             time.Time `json:"-"` // of a fill; when the rest was entered; zero where unknown

	Previous string `json:"previous_id"` // what it corrects or cancels: the part of that one's id behind "::"
	Replaced bool   `json:"-"`           // another one corrects or cancels it, see MarkReplaced

	AccountCurrency string `json:"-"` // "" where it is US dollars or not known
}

type wireActivity struct {
	Activity
	TransactionTime stamp `json:"transaction_time"`
	CreatedAt       stamp `json:"created_at"`
}

// maxPage is how many activities a page has at most.
const maxPage = 100

// ActivityQuery says which activities to read, the newest first.
type ActivityQuery struct {
	PageToken    string    // the id of the last one of the page before; "" is the first page
	PageSize     int       // 1 to 100; 0 is 100
	Types        []string  // none is all
	After, Until time.Time // of their creation, neither included; sent as whole seconds, those outside of the two
}

func (q ActivityQuery) values() url.Values {
	size := q.PageSize
	if size < 1 || size > maxPage {
		size = maxPage
	}
	values := url.Values{"direction": {"desc"}, "page_size": {strconv.Itoa(size)}}
	if q.PageToken != "" {
		values.Set("page_token", q.PageToken)
	}
	if len(q.Types) > 0 {
		values.Set("activity_types", strings.Join(q.Types, ","))
	}
	setTime(values, "after", q.After.Truncate(time.Second))
	if until := q.Until.Truncate(time.Second); until.Before(q.Until) {
		setTime(values, "until", until.Add(time.Second))
	} else {
		setTime(values, "until", until)
	}
	return values
}

var errNoActivity = errors.New("an activity has neither an id nor a type")

// Activities reads one page. Errors: see Error.
func (c *Client) Activities(ctx context.Context, q ActivityQuery) ([]Activity, error) {
	var wire []wireActivity
	err := c.get(ctx, call{doing: "read the activity", path: "/v2/account/activities", query: q.values(), decode: func(body []byte) (err error) {
		wire, err = decodeList(body, maxActivity, checkActivity)
		return err
	}})
	if err != nil {
		return nil, err
	}
	all := make([]Activity, len(wire))
	for i := range wire {
		all[i] = wire[i].activity()
		all[i].AccountCurrency = c.otherCurrency()
	}
	MarkReplaced(all)
	return all, nil
}

func checkActivity(_ int, a *wireActivity) error {
	if a.ID == "" && a.Type == "" {
		return errNoActivity
	}
	return nil
}

func (w *wireActivity) activity() Activity {
	a := w.Activity
	a.At = w.CreatedAt.value()
	if w.TransactionTime.at != nil {
		a.At = *w.TransactionTime.at
	}
	tidy(&a.ID, orderIDLimit)
	tidy(&a.Symbol, symbolLimit)
	tidy(&a.Description, messageLimit)
	tidyWords(&a.Type, &a.Execution, &a.Side, &a.OrderID, &a.OrderStatus, &a.Status, &a.Previous)
	tidyCurrency(&a.Currency)
	a.Date = dateIn(a.Date)
	return a
}

// dateIn gives the date that a text begins with, "" where it begins with none: the
// API's document has a time where its examples have a date.
func dateIn(text string) string {
	date := text[:min(len(text), len(time.DateOnly))]
	if _, err := time.Parse(time.DateOnly, date); err != nil {
		return ""
	}
	return date
}

// Day is the day that the activity counts to, 2006-01-02 in New York; "" where
// it is unknown.
func (a Activity) Day() string {
	if a.Date != "" {
		return a.Date
	}
	return market.Date(a.At)
}

// isVoid reports the status of an activity that was taken back or refused: canceled by
// Alpaca's documents, the others by analogy. One that corrects another has the status
// correct and counts.
func isVoid(status string) bool {
	return slices.Contains([]string{"canceled", "cancelled", "rejected", "failed", "declined"}, strings.ToLower(status))
}

// isPending reports the status of an activity that is still to come.
func isPending(status string) bool {
	return slices.Contains([]string{"pending", "queued"}, strings.ToLower(status))
}

// MarkReplaced marks the activities of a list that others of it correct or cancel.
func MarkReplaced(all []Activity) {
	replaced := map[string]bool{}
	for i := range all {
		if all[i].Previous != "" {
			replaced[all[i].Previous] = true
		}
	}
	if len(replaced) == 0 {
		return
	}
	for i := range all {
		_, id, _ := strings.Cut(all[i].ID, "::")
		all[i].Replaced = all[i].Replaced || replaced[all[i].ID] || id != "" && replaced[id]
	}
}

// Counts reports whether the activity stands: it was neither canceled nor replaced
// by a correction, and is done.
func (a Activity) Counts() bool { return a.mayCount() && !isPending(a.Status) }

// mayCount is Counts, and true of what is still to come.
func (a Activity) mayCount() bool { return !isVoid(a.Status) && !a.Replaced }

// State is the activity's status, or replaced where a correction stands in its place.
func (a Activity) State() string {
	if a.Replaced && !isVoid(a.Status) {
		return "replaced"
	}
	return a.Status
}

// AmountCurrency is the currency of Amount: what the broker names, else the account's,
// but for a fill of a pair of crypto that of its quotes.
func (a Activity) AmountCurrency() string {
	if quote := market.QuoteCurrency(a.Symbol, ""); a.IsFill() && quote != market.USD {
		return quote
	}
	return cmp.Or(a.Currency, a.AccountCurrency, market.USD)
}

// PriceCurrency is the currency of Price: AmountCurrency, but for a pair of crypto that of
// its quotes.
func (a Activity) PriceCurrency() string {
	if quote := market.QuoteCurrency(a.Symbol, ""); quote != market.USD {
		return quote
	}
	return a.AmountCurrency()
}

// CashAmount is what the activity did to the cash: its Amount where it counts and is
// in US dollars, unknown otherwise.
func (a Activity) CashAmount() Decimal {
	if !a.Counts() || a.AmountCurrency() != market.USD {
		return Decimal{}
	}
	return a.Amount()
}

// IsFill reports whether an order was filled, whole or in part.
func (a Activity) IsFill() bool { return a.Type == market.Fill }

// Amount is what the activity came to, in AmountCurrency: below zero for what was
// bought. It is unknown where the broker did not say enough, as of a fill that names
// no instrument, or an adjusted option.
func (a Activity) Amount() Decimal {
	if a.NetAmount.Valid || !a.IsFill() {
		return a.NetAmount
	}
	if !a.Qty.Valid || !a.Price.Valid || a.Symbol == "" {
		return Decimal{}
	}
	units, known := market.UnitsPer(a.Symbol, market.StatedClass(a.Symbol))
	if !known {
		return Decimal{}
	}
	amount := a.Qty.Decimal.Mul(a.Price.Decimal).Mul(decimal.NewFromInt(units))
	switch a.Side {
	case market.Buy:
		return Known(amount.Neg())
	case market.Sell, market.SellShort:
		return Known(amount)
	}
	return Decimal{}
}
