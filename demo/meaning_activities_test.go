package demo

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"
)

// after, until and date go by when an activity was created, in UTC. A fee is created
// on the day after its trade, and still listed at its place.
func TestActivitiesAreSelectedByTheirCreation(t *testing.T) {
	s := newStage(t, Options{})
	fee := s.activities("/FEE?page_size=1")[0] // of Friday
	created := fee.CreatedAt.UTC().Format(time.RFC3339)
	if fee.Date != "2026-03-06" || created != "2026-03-07T06:30:00Z" || !strings.HasPrefix(fee.ID, "20260306") {
		t.Fatalf("%+v, created %s", fee, created)
	}
	for query, want := range map[string]bool{
		"date=2026-03-07": true, "date=2026-03-06": false, "date=2026-03-07T23:59:59Z": true, "date=2026-03-06T20:00:00-05:00": true,
		"after=2026-03-07": true, "after=2026-03-08": false, "until=2026-03-07": false, "until=2026-03-08": true,
		"after=" + created: false, "until=" + created: false, // neither includes the moment itself
		"after=2026-03-07T06:29:59Z": true, "until=2026-03-07T06:30:01Z": true,
	} {
		found := slices.ContainsFunc(s.activities("/FEE?"+query), func(a activity) bool { return a.ID == fee.ID })
		if found != want {
			t.Errorf("%s finds the fee: %v", query, found)
		}
	}
	all := s.activities("?page_size=100")
	if !slices.IsSortedFunc(all, func(a, b activity) int { return strings.Compare(b.ID, a.ID) }) {
		t.Error("the list is not sorted by the activities' own times")
	}
}

// Of all activities TRANS, DIV, MISC and FILL have each one once.
func TestActivityTypesThatNameSeveral(t *testing.T) {
	s := newStage(t, Options{StaticMarket: true})
	for _, kind := range []string{"CSD", "CSW", "DIV", "DIVNRA", "INT", "JNLC"} {
		if err := s.Pay(envPaper, kind, "", dec("1")); err != nil {
			t.Fatal(err)
		}
	}
	today := "?date=2026-03-09&activity_types="
	for kinds, want := range map[string]string{"TRANS": "CSD CSW", "DIV": "DIV DIVNRA", "MISC": "INT JNLC", "DIVNRA,CSW": "CSW DIVNRA", "OPEXP": ""} {
		var got []string
		for _, a := range s.activities(today + kinds) {
			got = append(got, a.ActivityType)
		}
		slices.Sort(got)
		if strings.Join(got, " ") != want {
			t.Errorf("%s gives %v, want %s", kinds, got, want)
		}
	}
	for _, path := range []string{"?activity_types=DIVS", "?activity_types=fill", "/NOSUCH", "?order_id=x"} {
		s.refused(http.MethodGet, "/v2/account/activities"+path, "", 422, codeInvalid)
	}
}

// A page goes on behind its token, whether or not the list has the activity.
func TestActivityPagesGoOnBehindTheToken(t *testing.T) {
	s := newStage(t, Options{})
	first := s.activities("?page_size=10")
	token := first[9].ID
	for query, follows := range map[string]bool{"?page_size=5&page_token=" + token: true, "?page_size=5&direction=asc&page_token=" + token: false,
		"/DIV?page_token=" + token: true, "?page_token=20260309180000000::x": true} {
		page := s.activities(query)
		_, bound, _ := strings.Cut(query, "page_token=")
		if len(page) == 0 {
			t.Errorf("%s gives nothing", query)
		}
		for _, a := range page {
			if a.ID == bound || (a.ID < bound) != follows {
				t.Errorf("%s goes on with %s", query, a.ID)
			}
		}
	}
	oldest := s.activities("?direction=asc&page_size=1")[0].ID
	if page := s.activities("?page_token=" + oldest); page == nil || len(page) != 0 {
		t.Errorf("behind the last one come %v", page)
	}
}
