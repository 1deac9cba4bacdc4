package demo

import (
	"slices"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
)

func (s *stage) activities(path string) []activity {
	s.t.Helper()
	var all []activity
	s.get("/v2/account/activities"+path, "", &all)
	return all
}

func TestActivitiesPage(t *testing.T) {
	s := newStage(t, Options{})
	for _, direction := range []string{"asc", "desc"} {
		var ids []string
		for token := ""; ; {
			page := s.activities("?page_size=40&direction=" + direction + "&page_token=" + token)
			for _, a := range page {
				ids = append(ids, a.ID)
			}
			if len(page) < 40 {
				break
			}
			token = page[len(page)-1].ID
		}
		if len(ids) < 150 || len(slices.Compact(slices.Clone(ids))) != len(ids) {
			t.Errorf("%s: %d activities, or some twice", direction, len(ids))
		}
		if direction == "desc" {
			slices.Reverse(ids)
		}
		if !slices.IsSorted(ids) {
			t.Errorf("%s: out of order", direction)
		}
	}
	if got := len(s.activities("")); got != 100 {
		t.Errorf("a page has %d activities, want 100", got)
	}
}

func TestActivityFilters(t *testing.T) {
	s := newStage(t, Options{})
	first := s.activities("?direction=asc&page_size=1")[0]
	if first.ActivityType != "JNLC" || first.NetAmount.String() != "100000" {
		t.Errorf("the account began with %+v", first)
	}
	for path, kinds := range map[string]string{"/FILL": "FILL", "?activity_types=DIV,INT": "DIV INT", "?category=trade_activity": "FILL",
		"?category=non_trade_activity": "DIV FEE INT JNLC", "?activity_types=FEE&activity_types=INT": "FEE INT", "/TRANS": "",
		"?until=" + first.Date: "", "?date=" + first.Date: "JNLC"} {
		seen := map[string]bool{}
		for _, a := range s.activities(path) {
			seen[a.ActivityType] = true
		}
		var got []string
		for kind := range seen {
			got = append(got, kind)
		}
		slices.Sort(got)
		if strings.Join(got, " ") != kinds {
			t.Errorf("%s gives %v, want %s", path, got, kinds)
		}
	}
	for _, query := range []string{"page_size=0", "page_size=101", "page_token=x", "direction=up", "category=x", "category=trade_activity&activity_types=DIV", "after=x", "date=x", "until=x"} {
		s.refused("GET", "/v2/account/activities?"+query, "", 422, codeInvalid)
	}
}

// What was bought must be what is held.
func TestFillsExplainThePositions(t *testing.T) {
	s := newStage(t, Options{})
	held := map[string]decimal.Decimal{}
	for token := ""; ; {
		page := s.activities("/FILL?direction=asc&page_token=" + token)
		for _, a := range page {
			size := *a.Qty
			if a.Side == "sell" {
				size = size.Neg()
			}
			symbol := strings.ReplaceAll(a.Symbol, "/", "")
			held[symbol] = held[symbol].Add(size)
		}
		if len(page) < 100 {
			break
		}
		token = page[len(page)-1].ID
	}
	for _, p := range s.positions() {
		if !held[p.Symbol].Equal(p.Qty) {
			t.Errorf("%s of %s were bought, %s are held", held[p.Symbol], p.Symbol, p.Qty)
		}
	}
}
