package demo

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/shopspring/decimal"
)

const fillType = "FILL"

// mostActivities is a page's size unless asked, and its greatest one.
const mostActivities = 100

// activity is a fill or something else that changed the account. The fields of
// the other sort are left out.
type activity struct {
	ID           string `json:"id"`
	ActivityType string `json:"activity_type"`

	TransactionTime *time.Time       `json:"transaction_time,omitempty"`
	Type            string           `json:"type,omitempty"`
	Price           *decimal.Decimal `json:"price,omitempty"`
	Qty             *decimal.Decimal `json:"qty,omitempty"`
	Side            string           `json:"side,omitempty"`
	Symbol          string           `json:"symbol,omitempty"`
	LeavesQty       *decimal.Decimal `json:"leaves_qty,omitempty"`
	CumQty          *decimal.Decimal `json:"cum_qty,omitempty"`
	OrderID         string           `json:"order_id,omitempty"`
	OrderStatus     string           `json:"order_status,omitempty"`

	Date           string           `json:"date,omitempty"`
	CreatedAt      *time.Time       `json:"created_at,omitempty"`
	NetAmount      *decimal.Decimal `json:"net_amount,omitempty"`
	PerShareAmount *decimal.Decimal `json:"per_share_amount,omitempty"`
	Currency       string           `json:"currency,omitempty"`
	Status         string           `json:"status,omitempty"`
	Description    string           `json:"description,omitempty"`

	at time.Time
}

// activityQuery is what a page asks for.
type activityQuery struct {
	types           []string
	category, order string
	day             string
	after, until    time.Time
	rising          bool
	size            int
	token           string
}

func (k *book) listActivities(r *http.Request) (any, error) {
	q, err := newActivityQuery(r)
	if err != nil {
		return nil, err
	}
	found := []*activity{}
	for _, a := range k.activities {
		if q.wants(a) {
			found = append(found, a)
		}
	}
	if !q.rising {
		slices.Reverse(found)
	}
	if q.token != "" {
		last := slices.IndexFunc(found, func(a *activity) bool { return a.ID == q.token })
		if last < 0 {
			return nil, invalid("page_token is not the id of an activity of this list")
		}
		found = found[last+1:]
	}
	return found[:min(len(found), q.size)], nil
}

func newActivityQuery(r *http.Request) (activityQuery, error) {
	v := r.URL.Query()
	q := activityQuery{types: list(v, "activity_types"), category: v.Get("category"), order: v.Get("order_id"),
		rising: v.Get("direction") == "asc", size: mostActivities, token: v.Get("page_token")}
	if one := r.PathValue("activity_type"); one != "" {
		q.types = []string{one}
	}
	switch {
	case q.category != "" && len(q.types) > 0:
		return q, invalid("category and activity types exclude each other")
	case !slices.Contains([]string{"", "trade_activity", "non_trade_activity"}, q.category):
		return q, invalid("category must be trade_activity or non_trade_activity")
	case !slices.Contains([]string{"", "asc", "desc"}, v.Get("direction")):
		return q, invalid("direction must be asc or desc")
	}
	if text := v.Get("page_size"); text != "" {
		size, err := strconv.Atoi(text)
		if err != nil || size < 1 || size > mostActivities {
			return q, invalid("page_size must be 1 to 100")
		}
		q.size = size
	}
	return q, q.times(v)
}

func (q *activityQuery) times(v url.Values) (err error) {
	if q.after, err = moment(v, "after"); err != nil {
		return err
	}
	if q.until, err = moment(v, "until"); err != nil {
		return err
	}
	day, err := moment(v, "date")
	if !day.IsZero() {
		q.day = day.In(newYork).Format(time.DateOnly)
	}
	return err
}

func (q activityQuery) wants(a *activity) bool {
	return (len(q.types) == 0 || slices.ContainsFunc(q.types, a.isOf)) &&
		(q.category == "" || (q.category == "trade_activity") == (a.ActivityType == fillType)) &&
		(q.order == "" || q.order == a.OrderID) &&
		(q.day == "" || q.day == a.at.In(newYork).Format(time.DateOnly)) &&
		(q.after.IsZero() || a.at.After(q.after)) &&
		(q.until.IsZero() || a.at.Before(q.until))
}

// isOf matches a type or one of Alpaca's names for several: TRANS is cash in
// and out, DIV every dividend.
func (a *activity) isOf(kind string) bool {
	switch kind {
	case "TRANS":
		return a.ActivityType == "CSD" || a.ActivityType == "CSW"
	case "DIV":
		return strings.HasPrefix(a.ActivityType, "DIV")
	}
	return a.ActivityType == kind
}
