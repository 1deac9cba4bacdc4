package client

import (
	"net/http"
	"testing"
	"time"
)

func activitiesIn(t *testing.T, body string) []Activity {
	t.Helper()
	f := newFake()
	f.fault = always(http.StatusOK, body)
	all, err := fakeClient(t, f).Activities(t.Context(), ActivityQuery{})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestActivityFields(t *testing.T) {
	all := activitiesIn(t, `[
		{"id":"2022::1","activity_type":"FILL","type":"partial_fill","symbol":"BTC/USD","side":"sell_short","order_id":"o1","order_status":"partially_filled",
		 "qty":"0.000000001","price":67000.5,"leaves_qty":"2","cum_qty":"3","transaction_time":"2022-02-02T18:55:09.981482Z","created_at":"2030-01-01T00:00:00Z"},
		{"id":"2022::2","activity_type":"DIV","symbol":"T","date":"2019-08-01","net_amount":"1.02","per_share_amount":0.51,"qty":2,"status":"executed",
		 "currency":"USD","description":"cash dividend","created_at":"2021-05-10T14:01:04.650275-04:00"},
		{"id":"3","activity_type":"A_TYPE_OF_TOMORROW","net_amount":null,"qty":"","transaction_time":null,"created_at":""},
		{"activity_type":"FEE"}]`)
	fill, dividend, unknown := all[0], all[1], all[2]
	is(t, "nine decimals", fill.Qty, "0.000000001")
	is(t, "a price as a number", fill.Price, "67000.5")
	is(t, "left", fill.LeavesQty, "2")
	is(t, "in all", fill.CumQty, "3")
	is(t, "net amount of a fill", fill.NetAmount, "")
	if fill.Execution != "partial_fill" || fill.Symbol != "BTC/USD" || fill.Side != "sell_short" || fill.OrderID != "o1" || fill.OrderStatus != "partially_filled" || fill.Date != "" {
		t.Errorf("the fill is %+v", fill)
	}
	if want := time.Date(2022, 2, 2, 18, 55, 9, 981482000, time.UTC); !fill.At.Equal(want) {
		t.Errorf("filled at %v, want %v", fill.At, want)
	}
	is(t, "dividend", dividend.NetAmount, "1.02")
	is(t, "per share", dividend.PerShareAmount, "0.51")
	is(t, "shares", dividend.Qty, "2")
	if dividend.Type != "DIV" || dividend.Date != "2019-08-01" || dividend.Description != "cash dividend" || dividend.Currency != "USD" || dividend.Status != "executed" {
		t.Errorf("the dividend is %+v", dividend)
	}
	if want := time.Date(2021, 5, 10, 18, 1, 4, 650275000, time.UTC); !dividend.At.Equal(want) {
		t.Errorf("entered at %v, want %v", dividend.At, want)
	}
	if len(all) != 4 || unknown.Type != "A_TYPE_OF_TOMORROW" || unknown.Qty.Valid || unknown.NetAmount.Valid || !unknown.At.IsZero() || all[3].Type != "FEE" {
		t.Errorf("the others are %+v", all[2:])
	}
}

func TestActivityAmount(t *testing.T) {
	for name, c := range map[string]struct{ body, want string }{
		"a buy":                     {`"activity_type":"FILL","side":"buy","symbol":"AAPL","qty":"2","price":"174.78"`, "-349.56"},
		"a sale":                    {`"activity_type":"FILL","side":"sell","symbol":"AAPL","qty":"2","price":"174.78"`, "349.56"},
		"a short sale":              {`"activity_type":"FILL","side":"sell_short","symbol":"AAPL","qty":"3","price":"10"`, "30"},
		"an option bought":          {`"activity_type":"FILL","side":"buy","symbol":"AAPL261218C00250000","qty":"2","price":"12.8"`, "-2560"},
		"an option sold":            {`"activity_type":"FILL","side":"sell","symbol":"F261218P00012500","qty":"1","price":"0.05"`, "5"},
		"an adjusted option":        {`"activity_type":"FILL","side":"sell","symbol":"AAPL1261218C00250000","qty":"1","price":"2"`, ""},
		"one of ten shares":         {`"activity_type":"FILL","side":"buy","symbol":"GOOG7261218P00250000","qty":"3","price":"2"`, ""},
		"adjusted, and an amount":   {`"activity_type":"FILL","side":"buy","symbol":"AAPL1261218C00250000","qty":"1","price":"2","net_amount":"-306"`, "-306"},
		"crypto":                    {`"activity_type":"FILL","side":"buy","symbol":"BTC/USD","qty":"0.000000001","price":"67000"`, "-0.000067"},
		"a letter among the digits": {`"activity_type":"FILL","side":"sell","symbol":"AAPL2612X8C00250000","qty":"1","price":"2"`, "2"},
		"neither call nor put":      {`"activity_type":"FILL","side":"sell","symbol":"AAPL261218X00250000","qty":"1","price":"2"`, "2"},
		"too long for an option":    {`"activity_type":"FILL","side":"sell","symbol":"ABCDEFG261218C00250000","qty":"1","price":"2"`, "2"},
		"what the broker says":      {`"activity_type":"FILL","side":"buy","symbol":"AAPL","qty":"2","price":"174.78","net_amount":"-350"`, "-350"},
		"no price":                  {`"activity_type":"FILL","side":"buy","symbol":"AAPL","qty":"2"`, ""},
		"no quantity":               {`"activity_type":"FILL","side":"buy","symbol":"AAPL","qty":null,"price":"1"`, ""},
		"no side":                   {`"activity_type":"FILL","symbol":"AAPL","qty":"1","price":"1"`, ""},
		"a side of tomorrow":        {`"activity_type":"FILL","side":"lend","symbol":"AAPL","qty":"1","price":"1"`, ""},
		"a dividend":                {`"activity_type":"DIV","net_amount":"1.02","qty":"2","price":"0.51"`, "1.02"},
		"a withdrawal":              {`"activity_type":"CSW","net_amount":-100`, "-100"},
		"a split":                   {`"activity_type":"SPLIT","symbol":"AAPL","side":"buy","qty":"2","price":"5"`, ""},
		"unknown":                   {`"activity_type":"A_TYPE_OF_TOMORROW","net_amount":"7"`, "7"},
	} {
		is(t, name, activitiesIn(t, `[{"id":"1",`+c.body+`}]`)[0].Amount(), c.want)
	}
}

func TestDayOfAnActivityIsNewYorks(t *testing.T) {
	late := time.Date(2026, 11, 27, 3, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		of   Activity
		want string
	}{
		{Activity{Date: "2026-11-20", At: late}, "2026-11-20"},
		{Activity{At: late}, "2026-11-26"},
		{Activity{}, ""},
	} {
		if got := c.of.Day(); got != c.want {
			t.Errorf("%+v is of %q, want %q", c.of, got, c.want)
		}
	}
}

// TestCashIsOfWhatCountsAndIsInDollars: what was canceled or replaced by a correction
// does not count, and a pair in another currency moves no dollars.
func TestCashIsOfWhatCountsAndIsInDollars(t *testing.T) {
	for name, c := range map[string]struct{ body, amount, currency, cash string }{
		"dollars":              {`{"id":"1","activity_type":"FILL","side":"buy","symbol":"AAPL","qty":"2","price":"100"}`, "-200", "USD", "-200"},
		"a coin in dollars":    {`{"id":"1","activity_type":"FILL","side":"sell","symbol":"BTC/USD","qty":"0.1","price":"60000"}`, "6000", "USD", "6000"},
		"a coin in bitcoin":    {`{"id":"1","activity_type":"FILL","side":"buy","symbol":"ETH/BTC","qty":"2","price":"0.0312"}`, "-0.0624", "BTC", ""},
		"bitcoin, no slash":    {`{"id":"1","activity_type":"FILL","side":"buy","symbol":"ETHBTC","qty":"2","price":"0.0312"}`, "-0.0624", "BTC", ""},
		"a coin in tether":     {`{"id":"1","activity_type":"FILL","side":"sell","symbol":"BTC/USDT","qty":"0.1","price":"60000","currency":"USD"}`, "6000", "USDT", ""},
		"no instrument":        {`{"id":"1","activity_type":"FILL","side":"buy","symbol":"","qty":"1","price":"1.28"}`, "", "USD", ""},
		"executed":             {`{"id":"1","activity_type":"DIV","net_amount":"1.02","status":"executed"}`, "1.02", "USD", "1.02"},
		"no status":            {`{"id":"1","activity_type":"DIV","net_amount":"1.02"}`, "1.02", "USD", "1.02"},
		"canceled":             {`{"id":"1","activity_type":"DIV","net_amount":"1.02","status":"canceled"}`, "1.02", "USD", ""},
		"canceled, in British": {`{"id":"1","activity_type":"DIV","net_amount":"1.02","status":"CANCELLED"}`, "1.02", "USD", ""},
		"a rejected payment":   {`{"id":"1","activity_type":"CSW","net_amount":"-500","status":"rejected"}`, "-500", "USD", ""},
		"a deposit to come":    {`{"id":"1","activity_type":"CSD","net_amount":"500","status":"pending"}`, "500", "USD", ""},
		"a status of tomorrow": {`{"id":"1","activity_type":"CSD","net_amount":"500","status":"settled"}`, "500", "USD", "500"},
		"a correction":         {`{"id":"1","activity_type":"DIV","net_amount":"1.04","status":"correct"}`, "1.04", "USD", "1.04"},
		"in another currency":  {`{"id":"1","activity_type":"DIV","net_amount":"1.02","currency":"EUR"}`, "1.02", "EUR", ""},
		"corrected by the two": {`{"id":"2026::a","activity_type":"DIV","net_amount":"1.02","status":"executed"},{"id":"2026::b","activity_type":"DIV","net_amount":"1.04","status":"correct","previous_id":"a"}`, "1.02", "USD", ""},
	} {
		a := activitiesIn(t, "["+c.body+"]")[0]
		is(t, name+": amount", a.Amount(), c.amount)
		is(t, name+": cash", a.CashAmount(), c.cash)
		if a.AmountCurrency() != c.currency {
			t.Errorf("%s is in %s, want %s", name, a.AmountCurrency(), c.currency)
		}
	}
}

// The document says that date is a time, its examples have a date.
func TestTheDayOfAnActivityIsReadInEitherForm(t *testing.T) {
	for sent, want := range map[string]string{`"2019-08-01"`: "2019-08-01", `"2019-08-01T00:00:00Z"`: "2019-08-01", `"2019-08-01T23:30:00-04:00"`: "2019-08-01",
		`"0000-00-00"`: "2021-05-10", `"soon"`: "2021-05-10", `""`: "2021-05-10", `null`: "2021-05-10"} {
		all := activitiesIn(t, `[{"id":"1","activity_type":"DIV","date":`+sent+`,"created_at":"2021-05-10T14:01:04Z"}]`)
		if got := all[0].Day(); got != want {
			t.Errorf("%s counts to %q, want %q", sent, got, want)
		}
	}
}
