package demo

import (
	"testing"
	"time"
)

// What is bought arrives less its fee in coin, what is sold less its fee in
// dollars: 0.25 % of what is taken from the market, 0.15 % of what waited for it.
func TestCryptoFeesAreTakenFromWhatIsReceived(t *testing.T) {
	for _, c := range []struct{ order, prices, held, cash string }{
		{`"side":"buy","qty":"1","type":"market"`, "3400", "2.2475", "-3400"},
		{`"side":"buy","qty":"1","type":"limit","limit_price":"3300"`, "3400 3300", "2.2485", "-3300"},
		{`"side":"sell","qty":"1","type":"market"`, "3400", "0.25", "3391.5"},
		{`"side":"sell","qty":"1","type":"limit","limit_price":"3500"`, "3400 3500", "0.25", "3494.75"},
	} {
		s := newStage(t, Options{StaticMarket: true})
		var before, after account
		s.get("/v2/account", "", &before)
		s.submits(`{"symbol":"ETH/USD","time_in_force":"gtc",` + c.order + `}`)
		s.prices("ETHUSD", c.prices)
		s.get("/v2/account", "", &after)
		var p position
		s.get("/v2/positions/ETHUSD", "", &p)
		if got := after.Cash.Sub(before.Cash); !got.Equal(dec(c.cash)) || !p.Qty.Equal(dec(c.held)) {
			t.Errorf("%s: cash %s and %s held, want %s and %s", c.order, got, p.Qty, c.cash, c.held)
		}
		agree(t, s, envPaper, "")
	}
}

func TestCryptoFeesBecomeActivitiesAfterTheDay(t *testing.T) {
	s := newStage(t, Options{})
	s.submits(`{"symbol":"ETH/USD","side":"buy","qty":"1","type":"market","time_in_force":"gtc"}`)
	s.wait(2 * time.Second)
	s.submits(`{"symbol":"ETH/USD","side":"sell","qty":"0.5","type":"limit","limit_price":"100","time_in_force":"ioc"}`)
	s.wait(time.Minute)
	if fees := s.activities("?activity_types=CFEE"); len(fees) > 0 {
		t.Fatalf("too soon: %+v", fees)
	}
	s.wait(11 * time.Hour)
	var coin, dollars int
	for _, a := range s.activities("?activity_types=CFEE") {
		switch {
		case a.Qty != nil && a.Symbol == "ETHUSD" && a.Qty.String() == "-0.0025" && a.NetAmount.IsZero():
			coin++
		case a.Symbol == "ETHUSD" && a.NetAmount.IsNegative() && a.Qty == nil:
			dollars++
		default:
			t.Errorf("%+v", a)
		}
	}
	if coin != 1 || dollars != 1 {
		t.Errorf("%d fees in coin, %d in dollars", coin, dollars)
	}
	s.audits()
}
