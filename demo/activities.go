package demo

import (
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/shopspring/decimal"
)

const fillType = "FILL"

// activityTypes are those that Alpaca's document names.
var activityTypes = strings.Fields(`FILL TRANS MISC ACATC ACATS CFEE CGD CSD CSW DIV DIVCGL DIVCGS DIVFEE DIVFT DIVNRA DIVROC DIVTW DIVTXEX FEE
	INT INTNRA INTTW JNL JNLC JNLS MA NC OPASN OPCA OPCSH OPEXC OPEXP OPTRD PTC PTR REORG SPIN SPLIT FOPT OCT`)

var uuidForm = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$`)
})

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

	SubType        string           `json:"activity_sub_type,omitempty"`
	Date           string           `json:"date,omitempty"`
	CreatedAt      *time.Time       `json:"created_at,omitempty"`
	NetAmount      *decimal.Decimal `json:"net_amount,omitempty"`
	PerShareAmount *decimal.Decimal `json:"per_share_amount,omitempty"`
	Currency       string           `json:"currency,omitempty"`
	Status         string           `json:"status,omitempty"`
	Description    string           `json:"description,omitempty"`

	at     time.Time // what lists are sorted by
	ref    string    // of the execution or the transaction; "" is one that follows from the id
	client string    // the order's client_order_id
}

// created is what lists are filtered by: of what is no trade it may be long after.
func (a *activity) created() time.Time {
	if a.CreatedAt != nil {
		return *a.CreatedAt
	}
	return a.at
}

// activityQuery is what a page asks for.
type activityQuery struct {
	types           []string
	category, order string
	day             string // of creation, in UTC
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
	if q.token != "" { // which names the last one of the page before, also of a list that was asked for otherwise
		next := slices.IndexFunc(found, func(a *activity) bool { return a.ID != q.token && (a.ID > q.token) == q.rising })
		if next < 0 {
			next = len(found)
		}
		found = found[next:]
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
	case q.order != "" && !uuidForm().MatchString(q.order):
		return q, invalid("order_id must be a UUID")
	case q.token != "" && !strings.Contains(q.token, "::"):
		return q, invalid("page_token must be the id of an activity")
	}
	for _, one := range q.types {
		if !slices.Contains(activityTypes, one) {
			return q, invalid("invalid activity type: " + one)
		}
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

// times reads days as UTC's.
func (q *activityQuery) times(v url.Values) (err error) {
	if q.after, err = momentIn(v, "after", time.UTC); err != nil {
		return err
	}
	if q.until, err = momentIn(v, "until", time.UTC); err != nil {
		return err
	}
	day, err := momentIn(v, "date", time.UTC)
	if !day.IsZero() {
		q.day = day.UTC().Format(time.DateOnly)
	}
	return err
}

func (q activityQuery) wants(a *activity) bool {
	return (len(q.types) == 0 || slices.ContainsFunc(q.types, a.isOf)) &&
		(q.category == "" || (q.category == "trade_activity") == (a.ActivityType == fillType)) &&
		(q.order == "" || q.order == a.OrderID) &&
		(q.day == "" || q.day == a.created().UTC().Format(time.DateOnly)) &&
		(q.after.IsZero() || a.created().After(q.after)) &&
		(q.until.IsZero() || a.created().Before(q.until))
}

// isOf matches a type or one of Alpaca's names for several: TRANS is cash in
// and out, DIV every dividend, MISC what is in neither and no fill.
func (a *activity) isOf(kind string) bool {
	switch kind {
	case "TRANS":
		return a.ActivityType == "CSD" || a.ActivityType == "CSW"
	case "DIV":
		return strings.HasPrefix(a.ActivityType, "DIV")
	case "MISC":
		return a.ActivityType != fillType && !a.isOf("TRANS") && !a.isOf("DIV")
	}
	return a.ActivityType == kind
}
