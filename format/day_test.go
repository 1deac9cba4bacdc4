package format

import (
	"testing"
	"time"

	"quipu/market"
)

func TestDaysAndMoments(t *testing.T) {
	now := time.Date(2026, 1, 1, 3, 0, 0, 0, time.UTC) // the evening of 31 December in New York
	for _, c := range []struct {
		at          time.Time
		day, moment string
	}{
		{now, "Today, Wed 31 Dec", "31 Dec 22:00"},
		{now.Add(-24 * time.Hour), "Yesterday, Tue 30 Dec", "30 Dec 22:00"},
		{now.Add(3 * time.Hour), "Thu 1 Jan 2026", "1 Jan 2026"},
		{now.AddDate(0, -2, 0), "Fri 31 Oct", "31 Oct 23:00"},
		{now.AddDate(-2, 0, 0), "Sun 31 Dec 2023", "31 Dec 2023"},
		{time.Time{}, Unknown, Unknown},
	} {
		if got := Day(c.at, now); got != c.day {
			t.Errorf("%v: day %q, want %q", c.at, got, c.day)
		}
		if got := Moment(c.at, now); got != c.moment {
			t.Errorf("%v: moment %q, want %q", c.at, got, c.moment)
		}
	}
}

func TestOnDay(t *testing.T) {
	now := time.Date(2026, 11, 24, 12, 0, 0, 0, market.NewYork)
	for want, at := range map[string]time.Time{" on 14 Oct": time.Date(2026, 10, 15, 2, 0, 0, 0, time.UTC), " on 24 Nov 2025": now.AddDate(-1, 0, 0), "": {}} {
		if got := OnDay(at, now); got != want {
			t.Errorf("%v: %q, want %q", at, got, want)
		}
	}
}

func TestDate(t *testing.T) {
	now := time.Date(2026, 11, 24, 12, 0, 0, 0, market.NewYork)
	for want, at := range map[string]time.Time{"Tue 24 Nov": now, "Mon 23 Nov": now.AddDate(0, 0, -1), "Mon 24 Nov 2025": now.AddDate(-1, 0, 0), Unknown: {}} {
		if got := Date(at, now); got != want {
			t.Errorf("%v: %q, want %q", at, got, want)
		}
	}
}

func TestRough(t *testing.T) {
	for d, want := range map[time.Duration]string{-time.Hour: "0 s", 41 * time.Second: "41 s", 12*time.Minute + 59*time.Second: "12 m", 2 * time.Hour: "2 h", 80 * time.Hour: "3 d"} {
		if got := Rough(d); got != want {
			t.Errorf("%v: %q, want %q", d, got, want)
		}
	}
}

func TestVolumeAndChanges(t *testing.T) {
	for text, want := range map[string]string{"": Unknown, "812": "812", "1234": "1.23K", "45678901": "45.67M", "7890000000": "7.89B", "0.5": "0.5", "1999999": "1.99M"} {
		if got := Volume(number(text)); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
	for _, c := range []struct{ change, price, want string }{
		{"-0.3", "23.86", "-$0.30"}, {"2.6", "138", "+$2.60"}, {"0.0012", "0.8", "+$0.0012"}, {"0.001", "23", "+$0.001"}, {"0", "23", "$0.00"}, {"", "5", Unknown}, {"1", "", "+$1.00"},
	} {
		if got := ChangeLike(number(c.change), number(c.price)); got != c.want {
			t.Errorf("%s of %s: %q, want %q", c.change, c.price, got, c.want)
		}
	}
}
