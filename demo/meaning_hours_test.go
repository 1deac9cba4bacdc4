package demo

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"
)

type hoursSnapshot struct {
	Trade struct {
		At    time.Time       `json:"t"`
		Price decimal.Decimal `json:"p"`
	} `json:"latestTrade"`
	Minute struct {
		At    time.Time       `json:"t"`
		Close decimal.Decimal `json:"c"`
	} `json:"minuteBar"`
	Daily struct {
		At    time.Time       `json:"t"`
		Close decimal.Decimal `json:"c"`
	} `json:"dailyBar"`
}

// After the session a share's last trade and minute are of now and its day keeps the
// close; by night the last trade is that of 20:00, and its price the position's. The
// next day's figures count from the close at 16:00.
func TestTheHoursAfterASessionHaveTrades(t *testing.T) {
	s := newStage(t, Options{})
	look := func(at time.Duration) (hoursSnapshot, position, seenAt) {
		s.elapsed.Store(int64(at))
		var all map[string]hoursSnapshot
		s.get("/v2/stocks/snapshots?symbols=NVDA", "", &all)
		var p position
		s.get("/v2/positions/NVDA", "", &p)
		return all["NVDA"], p, s.figures()
	}
	_, atClose, _ := look(firstClose)
	evening, held, _ := look(firstClose + 2*time.Hour)
	if now := monday.Add(firstClose + 2*time.Hour); !evening.Trade.At.Equal(now) || evening.Minute.At.Before(now.Add(-2*time.Minute)) ||
		!evening.Daily.Close.Equal(*atClose.CurrentPrice) || !held.CurrentPrice.Equal(evening.Trade.Price) || evening.Trade.Price.Equal(evening.Daily.Close) {
		t.Errorf("at 18:00: %+v, the position at %s, the close %s", evening, held.CurrentPrice, atClose.CurrentPrice)
	}
	night, held, _ := look(firstClose + 7*time.Hour)
	if end := monday.Add(firstClose + 4*time.Hour); !night.Trade.At.Equal(end) || !held.CurrentPrice.Equal(night.Trade.Price) {
		t.Errorf("at 23:00: %+v, the position at %s", night, held.CurrentPrice)
	}
	_, held, _ = look(firstClose + 16*time.Hour) // 8:00
	if !held.LastdayPrice.Equal(*atClose.CurrentPrice) {
		t.Errorf("the next day counts from %s, want %s", held.LastdayPrice, atClose.CurrentPrice)
	}
	agree(t, s, envPaper, "")
}

// From 22:00 on, the history values shares by their closes, also where they moved after it.
func TestTheHistoryValuesANightByTheCloses(t *testing.T) {
	s := newStage(t, Options{})
	points := func() []decimal.Decimal {
		h := s.curve("timeframe=1H&start=2026-03-09T16:00:00-04:00&intraday_reporting=continuous")
		var all []decimal.Decimal
		for _, e := range h.Equity {
			all = append(all, e.Decimal)
		}
		return all
	}
	for _, coin := range []string{"BTCUSD", "ETHUSD"} { // so that shares alone move the equity
		s.price(coin, "1000")
	}
	s.elapsed.Store(int64(firstClose))
	closed := s.figures().equity.Round(2)
	s.elapsed.Store(int64(firstClose + 8*time.Hour)) // midnight
	all := points()                                  // the equities at 17, 18, 19, 20, 21, 22, 23 and 24
	if len(all) != 8 || all[3].Equal(closed) || !all[4].Equal(all[3]) || !all[5].Equal(closed) || !all[7].Round(2).Equal(closed) {
		t.Errorf("the close was %s, then came %v", closed, all)
	}
}

// America's markets have clocks and calendars under each of their names; contracts
// trade in the session alone.
func TestEachMarketHasItsHours(t *testing.T) {
	s := newStage(t, Options{})
	s.wait(firstClose + time.Hour) // 17:00
	for names, want := range map[string]string{"NYSE,XNYS,NASDAQ,XNAS,IEX,IEXG": "post", "OPRA,OTC,OTCM": "closed", "BOATS,OCEA": "closed"} {
		var answer struct{ Clocks []marketClock }
		s.get("/v3/clock?markets="+names, "", &answer)
		if len(answer.Clocks) != strings.Count(names, ",")+1 {
			t.Errorf("%s: %d clocks", names, len(answer.Clocks))
		}
		for _, c := range answer.Clocks {
			if c.Phase != want || !c.MarketDay || !c.Until.After(c.Timestamp) {
				t.Errorf("%s: %+v", names, c)
			}
		}
		for name := range strings.SplitSeq(names, ",") {
			var days struct{ Calendar []map[string]any }
			s.get("/v3/calendar/"+name+"?start=2026-03-09&end=2026-03-09", "", &days)
			if _, after := days.Calendar[0]["post_start"]; len(days.Calendar) != 1 || after != (want == "post") {
				t.Errorf("%s: %v", name, days.Calendar)
			}
		}
	}
	for _, path := range []string{"/v3/clock?markets=NYSE,MOON", "/v3/calendar/nyse", "/v3/calendar/NYSE?timezone=CET", "/v3/clock?time=noon"} {
		s.refused(http.MethodGet, path, "", 400, 0)
	}
}

// Nobody trades by night where this broker looks.
func TestTheFeedsOfTheNightAreEmpty(t *testing.T) {
	s := newStage(t, Options{})
	for _, path := range []string{"/v2/stocks/snapshots?feed=overnight&symbols=AAPL", "/v2/stocks/quotes/latest?feed=boats&symbols=AAPL", "/v2/stocks/bars?feed=boats&timeframe=1Min&symbols=AAPL"} {
		var answer map[string]any
		s.get(path, "", &answer)
		for name, value := range answer {
			if some, is := value.(map[string]any); is && len(some) > 0 || name == "AAPL" {
				t.Errorf("%s: %v", path, answer)
			}
		}
	}
	s.refused(http.MethodGet, "/v2/stocks/bars?feed=overnight&timeframe=1Min&symbols=AAPL", "", 400, 0) // it has no history
}
