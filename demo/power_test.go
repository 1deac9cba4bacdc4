package demo

import (
	"net/http"
	"testing"
)

// Each order takes its cost of the buying power while it is open, and gives it
// back when it is canceled. A short sale counts at 3 % above the ask, 24.16 * 1.03
// here, or its higher limit; what sells a position counts nothing.
func TestOpenOrdersTakeBuyingPower(t *testing.T) {
	for order, want := range map[string]string{
		`"symbol":"MSFT","side":"buy","qty":"2","type":"limit","limit_price":"400","time_in_force":"day"`:                                                                                                   "800",
		`"symbol":"MSFT","side":"buy","qty":"2","type":"market","time_in_force":"day"`:                                                                                                                      "856.26",
		`"symbol":"MSFT","side":"buy","notional":"90","type":"market","time_in_force":"day"`:                                                                                                                "90",
		`"symbol":"MSFT","side":"buy","qty":"2","type":"stop","stop_price":"450","time_in_force":"day"`:                                                                                                     "900",
		`"symbol":"INTC","side":"sell","qty":"10","type":"market","time_in_force":"day"`:                                                                                                                    "248.848",
		`"symbol":"INTC","side":"sell","qty":"10","type":"limit","limit_price":"30","time_in_force":"day"`:                                                                                                  "300",
		`"symbol":"MSFT","side":"sell","qty":"2","type":"limit","limit_price":"450","time_in_force":"day"`:                                                                                                  "0",
		`"symbol":"ETH/USD","side":"buy","qty":"1","type":"limit","limit_price":"3000","time_in_force":"gtc"`:                                                                                               "6000",
		`"symbol":"MSFT","side":"buy","qty":"2","type":"limit","limit_price":"400","time_in_force":"day","order_class":` + `"bracket","take_profit":{"limit_price":"500"},"stop_loss":{"stop_price":"300"}`: "800",
	} {
		s := newStage(t, Options{StaticMarket: true})
		s.price("INTC", "24.15")
		var before, with, after account
		s.get("/v2/account", "", &before)
		o := s.submits("{" + order + "}")
		s.get("/v2/account", "", &with)
		if got := before.BuyingPower.Sub(with.BuyingPower); !got.Equal(dec(want)) {
			t.Errorf("%s takes %s, want %s", order, got, want)
		}
		s.call(http.MethodDelete, "/v2/orders/"+o.ID, "", nil)
		if s.get("/v2/account", "", &after); !after.BuyingPower.Equal(before.BuyingPower) {
			t.Errorf("%s is canceled, and %s is there of %s", order, after.BuyingPower, before.BuyingPower)
		}
	}
}

// The larger of the two orders has to be paid for.
func TestAChangeIsPaidFor(t *testing.T) {
	s := newStage(t, Options{StaticMarket: true})
	id := s.submits(`{"symbol":"MSFT","side":"buy","qty":"200","type":"limit","limit_price":"400","time_in_force":"day"}`).ID
	if _, no := s.changes(id, `{"qty":"400"}`); no.Code != codeForbidden {
		t.Errorf("400 are answered %+v", no)
	}
	if next, no := s.changes(id, `{"qty":"201"}`); next == "" {
		t.Errorf("201 are answered %+v", no)
	}
}
