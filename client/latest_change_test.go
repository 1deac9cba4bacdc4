package client

import (
	"testing"
	"time"
)

// Before a session begins, the day that is known is yesterday: the change is
// against its close, not against that of the day before it.
func TestChangeBeforeTheSession(t *testing.T) {
	day := time.Date(2026, 11, 20, 5, 0, 0, 0, time.UTC)
	for ago, want := range map[time.Duration]string{10 * time.Hour: "5", 23 * time.Hour: "5", 27 * time.Hour: "3"} {
		l := Latest{
			Price: decimalOf(t, "105"), At: day.Add(ago),
			Day: Bar{At: day, Close: decimalOf(t, "102")}, Previous: Bar{Close: decimalOf(t, "100")},
		}
		if amount, _ := l.Change(); amount.Decimal.String() != want {
			t.Errorf("%v after the day began: %s, want %s", ago, amount.Decimal, want)
		}
	}
}

func TestOptionBarsOfAFreeAccountAreALittleOld(t *testing.T) {
	m := allEndpoints[1]
	what := call{path: m.bars, query: map[string][]string{}}
	now := time.Date(2026, 11, 23, 15, 0, 0, 0, time.UTC)
	m.useFreeFeed(what, now)
	if what.query.Get("feed") != "" || what.query.Get("end") != "2026-11-23T14:44:00Z" {
		t.Errorf("asks for %v", what.query)
	}
	what = call{path: m.snapshots, query: map[string][]string{}}
	m.useFreeFeed(what, now)
	if what.query.Get("feed") != "indicative" || what.query.Get("end") != "" {
		t.Errorf("asks for %v", what.query)
	}
}

func decimalOf(t *testing.T, text string) Decimal {
	t.Helper()
	d, err := ParseDecimal(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}
