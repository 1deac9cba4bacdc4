package client

import (
	"net/http"
	"testing"
	"time"
)

// TestCalendarTimes: the exchange opens at half past nine in New York, whatever
// hour that is elsewhere.
func TestCalendarTimes(t *testing.T) {
	f := newFake()
	f.fault = always(http.StatusOK, `[
		{"date":"2026-03-06","open":"09:30","close":"16:00","session_open":"0400","session_close":"2000","settlement_date":"2026-03-09"},
		{"date":"2026-03-09","open":"0930","close":"1600","session_open":"04:00","session_close":"20:00"},
		{"date":"2026-10-30","open":"09:30","close":"16:00"},
		{"date":"2026-11-02","open":"09:30","close":"16:00","session_open":null,"session_close":""},
		{"date":"2026-11-27","open":"09:30","close":"13:00","session_open":"0400","session_close":"1700"},
		{"date":"2026-11-30","open":"half past nine","close":"24:61"}]`)
	days, err := fakeClient(t, f).Calendar(t.Context(), noon, noon)
	if err != nil {
		t.Fatal(err)
	}
	const none = "0001-01-01T00:00:00Z"
	for i, want := range [][5]string{
		{"2026-03-06", "2026-03-06T14:30:00Z", "2026-03-06T21:00:00Z", "2026-03-06T09:00:00Z", "2026-03-07T01:00:00Z"},
		{"2026-03-09", "2026-03-09T13:30:00Z", "2026-03-09T20:00:00Z", "2026-03-09T08:00:00Z", "2026-03-10T00:00:00Z"},
		{"2026-10-30", "2026-10-30T13:30:00Z", "2026-10-30T20:00:00Z", none, none},
		{"2026-11-02", "2026-11-02T14:30:00Z", "2026-11-02T21:00:00Z", none, none},
		{"2026-11-27", "2026-11-27T14:30:00Z", "2026-11-27T18:00:00Z", "2026-11-27T09:00:00Z", "2026-11-27T22:00:00Z"},
		{"2026-11-30", none, none, none, none},
	} {
		d, show := days[i], func(at time.Time) string { return at.UTC().Format(time.RFC3339) }
		if got := [5]string{d.Date, show(d.Open), show(d.Close), show(d.SessionOpen), show(d.SessionClose)}; got != want {
			t.Errorf("day %d is %v\nwant %v", i, got, want)
		}
	}
}

func TestWatchlistFields(t *testing.T) {
	f := newFake()
	f.fault = always(http.StatusOK, `[{"id":"w1","name":"One","updated_at":"2022-01-31T21:49:05.14628Z"},{"id":"w2","name":null,"updated_at":null,"assets":null}]`)
	all, err := fakeClient(t, f).Watchlists(t.Context())
	if err != nil || len(all) != 2 || all[0].Name != "One" || all[0].Assets != nil || all[1].Name != "" || all[1].UpdatedAt != nil {
		t.Fatalf("%+v, %v", all, err)
	}
	if want := time.Date(2022, 1, 31, 21, 49, 5, 146280000, time.UTC); all[0].UpdatedAt == nil || !all[0].UpdatedAt.Equal(want) {
		t.Errorf("changed at %v, want %v", all[0].UpdatedAt, want)
	}
	f.fault = always(http.StatusOK, `{"id":"w1","name":"One","assets":[{"symbol":"Z"},{"symbol":"BTC/USD","class":"crypto","tradable":true},{"symbol":"A"}]}`)
	one, err := fakeClient(t, f).Watchlist(t.Context(), "w1")
	if err != nil || len(one.Assets) != 3 || one.Assets[0].Symbol != "Z" || one.Assets[1] != (Asset{Symbol: "BTC/USD", Class: "crypto", Tradable: true}) {
		t.Errorf("%+v, %v", one, err)
	}
}
