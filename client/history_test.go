package client

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestHistory(t *testing.T) {
	h, err := dial(t, Options{BaseURL: serveFixtures(t).URL}).History(t.Context(), HistoryQuery{Period: "1W", Timeframe: "15Min"})
	if err != nil {
		t.Fatal(err)
	}
	if len(h.Points) != 3 || h.Timeframe != "15Min" || h.BaseValueAt != "2026-09-30" {
		t.Fatalf("the history is %+v", h)
	}
	is(t, "base", h.BaseValue, "122011.1")
	is(t, "first", h.Points[0].Equity, "122011.1")
	is(t, "known zero", h.Points[0].ProfitLoss, "0")
	is(t, "gap", h.Points[1].Equity, "")
	is(t, "gap's percentage", h.Points[1].ProfitLossPct, "")
	is(t, "last percentage", h.Points[2].ProfitLossPct, "0.0109417094")
	if want := time.Unix(1790001800, 0); !h.Points[2].At.Equal(want) || h.Points[2].At.Location() != time.UTC {
		t.Errorf("the last point is at %v, want %v UTC", h.Points[2].At, want)
	}
}

func TestHistoryAnswers(t *testing.T) {
	for body, want := range map[string]string{
		`{"timestamp":[1,2],"equity":[1],"profit_loss":[1,2],"profit_loss_pct":[1,2]}`: "2 times but 1 values of equity",
		`{"timestamp":[1],"equity":[]}`:                          "1 times but 0 values of equity",
		`{"timestamp":[],"profit_loss":[3]}`:                     "0 times but 1 values of profit_loss",
		`{"timestamp":[1],"equity":[1],"profit_loss_pct":[1,2]}`: "1 times but 2 values of profit_loss_pct",
		`{"timestamp":[null],"equity":[1]}`:                      "not a time in epoch seconds",
		`{"timestamp":[-5],"equity":[1]}`:                        "not a time in epoch seconds",
		`{"timestamp":[99999999999999],"equity":[1]}`:            "not a time in epoch seconds",
		`{"timestamp":["soon"],"equity":[1]}`:                    "not a time in epoch seconds",
		`{"timestamp":[1],"equity":[{}]}`:                        "not a decimal number",
		`[]`:                                                     "unexpected array",
		`{"timestamp":[1,2]}`:                                    "",
		`{"timestamp":[1],"equity":null,"profit_loss":[null]}`:   "",
		`{"timestamp":null,"equity":null,"base_value":null}`:     "",
		`{}`: "",
	} {
		f := newFake()
		f.fault = always(http.StatusOK, body)
		_, err := fakeClient(t, f).History(t.Context(), HistoryQuery{})
		if want == "" {
			if err != nil {
				t.Errorf("%s: %v", body, err)
			}
			continue
		}
		if e := failure(t, err, ErrUnreadable); e.Message != want {
			t.Errorf("%s: %q, want %q", body, e.Message, want)
		}
	}
}

func TestHistoryQuery(t *testing.T) {
	for want, q := range map[string]HistoryQuery{
		"cashflow_types=ALL": {},
		"cashflow_types=ALL&period=1D&pnl_reset=no_reset&timeframe=5Min":                                {Period: "1D", Timeframe: "5Min"},
		"cashflow_types=ALL&intraday_reporting=continuous&period=1W&pnl_reset=no_reset&timeframe=15Min": {Period: "1W", Timeframe: "15Min", Continuous: true},
		"cashflow_types=ALL&period=1A&timeframe=1D":                                                     {Period: "1A", Timeframe: "1D", Continuous: true},
		"cashflow_types=ALL&period=1+D%26x%3D1":                                                         {Period: "1 D&x=1"},
	} {
		var asked string
		f := newFake()
		f.fault = func(r *http.Request) (*http.Response, error) {
			asked = r.URL.RawQuery
			return answer(200, `{}`, nil), nil
		}
		if _, err := fakeClient(t, f).History(t.Context(), q); err != nil {
			t.Fatal(err)
		}
		if asked != want {
			t.Errorf("%+v asks %q, want %q", q, asked, want)
		}
	}
}

func TestOpenOrdersQuery(t *testing.T) {
	var asked []string
	f := newFake()
	f.fault = func(r *http.Request) (*http.Response, error) {
		asked = append(asked, r.URL.RawQuery)
		return nil, nil
	}
	all, more, err := fakeClient(t, f).OpenOrders(t.Context())
	if err != nil || more || len(all) != 1 || !strings.HasPrefix(all[0].Symbol, "AAPL") {
		t.Errorf("%+v, %v, %v", all, more, err)
	}
	slices.Sort(asked)
	if want := []string{"direction=desc&limit=500&nested=false&status=open", "direction=desc&limit=500&nested=true&status=open"}; !slices.Equal(asked, want) {
		t.Errorf("asks %q", asked)
	}
}

// Open orders come in pages of 500, some of them sent at the same moment as the
// last of the page before.
func TestOpenOrdersBeyondOnePage(t *testing.T) {
	for _, c := range []struct {
		orders, sameTime int // how many there are, how many are sent at a time
		want, calls      int
		more             bool
	}{
		{499, 1, 499, 2, false},
		{500, 1, 500, 4, false},
		{1100, 7, 1100, 6, false},
		{MaxOpenOrders - 1, 1, MaxOpenOrders - 1, 10, false},
		{MaxOpenOrders + 300, 1, MaxOpenOrders, 10, true},
		{600, 600, 500, 6, true}, // no time lies between the pages
	} {
		start := time.Date(2026, 11, 27, 15, 0, 0, 0, time.UTC)
		calls := 0
		f := newFake()
		f.fault = func(r *http.Request) (*http.Response, error) {
			calls++ // the fake is locked
			until, _ := time.Parse(time.RFC3339Nano, r.URL.Query().Get("until"))
			var page []string
			for i := 0; i < c.orders && len(page) < maxOrdersPerCall; i++ {
				at := start.Add(-time.Duration(i/c.sameTime) * time.Second)
				if until.IsZero() || at.Before(until) {
					page = append(page, fmt.Sprintf(`{"id":"o%d","submitted_at":%q}`, i, at.Format(time.RFC3339Nano)))
				}
			}
			return answer(http.StatusOK, "["+strings.Join(page, ",")+"]", nil), nil
		}
		all, more, err := fakeClient(t, f).OpenOrders(t.Context())
		if err != nil || len(all) != c.want || more != c.more || calls != c.calls {
			t.Errorf("of %d: %d in %d calls, more %v, %v; want %d in %d, more %v", c.orders, len(all), calls, more, err, c.want, c.calls, c.more)
		}
		if len(orderIDs(all)) != len(all) {
			t.Errorf("of %d: an order is there twice", c.orders)
		}
	}
}

// What moved is read with the curve: the amounts of each type by point, and the
// activities that these do not tell.
func TestHistoryShowsWhatWasTransferred(t *testing.T) {
	const points = `"timestamp":[1795600800,1795687200],"equity":[1,2]`
	for _, c := range []struct {
		name, body, activities string
		status                 int
		cashflow               string
		asked                  string
		transfers              int
		failed                 bool
	}{
		{"amounts", `{` + points + `,"base_value_asof":"2026-11-24","cashflow":{"CSD":[0,10.5],"DIV":[null,1],"CSW":[1],"FEE":null}}`, `[]`, 200,
			"CSD 0 10.5, CSW nothing, DIV ? 1, FEE nothing", "ACATS,JNLS,FOPT,OCT after 2026-11-24T21:00:00Z", 0, false},
		{"no amounts", `{` + points + `}`, `[{"id":"1","activity_type":"ACATS"},{"id":"2","activity_type":"CSD","status":"canceled"}]`, 200,
			"none", "ACATS,JNLS,FOPT,OCT,CSD,CSW,JNL,JNLC,ACATC after 2026-11-24T10:00:00Z", 1, false},
		{"still to come", `{` + points + `}`, `[{"id":"1","activity_type":"CSD","status":"pending"},{"id":"2","activity_type":"CSD","status":"rejected"}]`, 200,
			"none", "ACATS,JNLS,FOPT,OCT,CSD,CSW,JNL,JNLC,ACATC after 2026-11-24T10:00:00Z", 1, false},
		{"null", `{` + points + `,"cashflow":null,"base_value_asof":"0000-00-00"}`, `[]`, 200,
			"none", "ACATS,JNLS,FOPT,OCT,CSD,CSW,JNL,JNLC,ACATC after 2026-11-24T10:00:00Z", 0, false},
		{"an empty object", `{` + points + `,"cashflow":{}}`, `[]`, 200, "", "ACATS,JNLS,FOPT,OCT after 2026-11-24T10:00:00Z", 0, false},
		{"no list of activities", `{` + points + `,"cashflow":{}}`, `{}`, 404, "", "ACATS,JNLS,FOPT,OCT after 2026-11-24T10:00:00Z", 0, false},
		{"activities refused", `{` + points + `,"cashflow":{}}`, `{}`, 403, "", "ACATS,JNLS,FOPT,OCT after 2026-11-24T10:00:00Z", 0, true},
		{"pages without end", `{` + points + `,"cashflow":{}}`, `[{"id":"PAGE","activity_type":"JNLS"}]`, 200, "", "ACATS,JNLS,FOPT,OCT after 2026-11-24T10:00:00Z", 0, true},
		{"no points", `{}`, `[]`, 200, "none", "", 0, false},
	} {
		asked, pages := "", 0
		f := newFake()
		f.fault = func(r *http.Request) (*http.Response, error) {
			if strings.HasSuffix(r.URL.Path, "/activities") {
				pages++
				asked = r.URL.Query().Get("activity_types") + " after " + r.URL.Query().Get("after")
				if pages > 1 && !strings.Contains(c.activities, "PAGE") {
					return answer(200, "[]", nil), nil
				}
				return answer(c.status, strings.ReplaceAll(c.activities, "PAGE", fmt.Sprint(pages)), nil), nil
			}
			return answer(200, c.body, nil), nil
		}
		h, err := fakeClient(t, f).History(t.Context(), HistoryQuery{})
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
		}
		if got := flowsInWords(h.Cashflow); got != c.cashflow || asked != c.asked || len(h.Transfers) != c.transfers || (h.TransfersErr != nil) != c.failed {
			t.Errorf("%s: %q, asked for %q, %d transfers, %v", c.name, got, asked, len(h.Transfers), h.TransfersErr)
		}
	}
}

func flowsInWords(flows map[string][]Decimal) string {
	if flows == nil {
		return "none"
	}
	var all []string
	for kind, amounts := range flows {
		words := kind
		for _, d := range amounts {
			if d.Valid {
				words += " " + d.Decimal.String()
			} else {
				words += " ?"
			}
		}
		if amounts == nil {
			words += " nothing"
		}
		all = append(all, words)
	}
	slices.Sort(all)
	return strings.Join(all, ", ")
}

// Where there is no base the API was seen to name a day that there is not.
func TestNoBaseHasNoDay(t *testing.T) {
	for sent, want := range map[string]string{`"0000-00-00"`: "", `""`: "", `null`: "", `"2026-03-06"`: "2026-03-06"} {
		f := newFake()
		f.bodies["/v2/account/portfolio/history"] = `{"timestamp":[],"equity":[],"profit_loss":[],"profit_loss_pct":[],"base_value":null,"base_value_asof":` + sent + `,"timeframe":"1D"}`
		h, err := fakeClient(t, f).History(t.Context(), HistoryQuery{})
		if err != nil || h.BaseValueAt != want || h.BaseValue.Valid {
			t.Errorf("%s: %+v, %v", sent, h, err)
		}
	}
}

// Transfers that cannot all be asked for are not known: they would count as profit.
func TestTransfersWithoutAnIDAreNotKnown(t *testing.T) {
	f := newFake()
	f.bodies["/v2/account/activities"] = `[{"activity_type":"CSD","net_amount":"5000","date":"2026-11-27"}]`
	all, err := fakeClient(t, f).transfers(t.Context(), &History{Points: []Point{{At: noon}}})
	if !errors.Is(err, errNoNextPage) {
		t.Errorf("%d transfers, %v", len(all), err)
	}
}
