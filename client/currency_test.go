package client

import (
	"testing"
	"time"
)

// euros is a broker with an account in euros, as it tells one.
func euros() *fake {
	f := newFake()
	f.bodies["/v2/account"] = `{"id":"a","currency":"EUR","equity":"1000"}`
	f.bodies["/v2/positions"] = `[{"asset_id":"x","symbol":"AAPL","qty":"5","asset_class":"us_equity"},{"asset_id":"y","symbol":"BTCUSD","qty":"1","asset_class":"crypto"}]`
	f.bodies["/v2/orders"] = `[{"id":"o","symbol":"AAPL","legs":[{"id":"l","symbol":"AAPL"}]},{"id":"p","symbol":"ETH/BTC","asset_class":"crypto"},{"id":"q","symbol":"BTC/USD"}]`
	f.bodies["/v2/account/activities"] = `[{"id":"1","activity_type":"FILL","symbol":"AAPL"},{"id":"2","activity_type":"FILL","symbol":"ETH/BTC"},{"id":"3","activity_type":"CSD","currency":"USD"}]`
	return f
}

func TestPricesOfAnAccountAreInItsCurrency(t *testing.T) {
	f := euros()
	c := fakeClient(t, f)
	if err := c.KnowCurrency(t.Context()); err != nil {
		t.Fatal(err)
	}
	positions, err := c.Positions(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	orders, err := c.Orders(t.Context(), OrderQuery{})
	if err != nil {
		t.Fatal(err)
	}
	activities, err := c.Activities(t.Context(), ActivityQuery{})
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct{ got, want string }{
		"share held":       {positions[0].Currency(), "EUR"},
		"coin held":        {positions[1].Currency(), "USD"},
		"order":            {orders[0].Currency(), "EUR"},
		"its leg":          {orders[0].Legs[0].Currency(), "EUR"},
		"pair in bitcoin":  {orders[1].Currency(), "BTC"},
		"pair in dollars":  {orders[2].Currency(), "USD"},
		"fill":             {activities[0].AmountCurrency(), "EUR"},
		"its price":        {activities[0].PriceCurrency(), "EUR"},
		"fill in bitcoin":  {activities[1].AmountCurrency(), "BTC"},
		"deposit, named":   {activities[2].AmountCurrency(), "USD"},
		"nothing is known": {new(Position).Currency(), "USD"},
	} {
		if c.got != c.want {
			t.Errorf("%s: %s, want %s", name, c.got, c.want)
		}
	}
	if err := c.KnowCurrency(t.Context()); err != nil || f.count("/v2/account") != 1 {
		t.Errorf("the account was read %d times, %v", f.count("/v2/account"), err)
	}
}

// The account of the first cycle may be read after its orders.
func TestASnapshotIsInTheCurrencyOfItsAccount(t *testing.T) {
	poll(t, euros(), PollOptions{}, func(p *polling) {
		s := p.at(0).Snapshot
		if s == nil || s.Orders[0].Currency() != "EUR" || s.Positions[0].Currency() != "EUR" {
			p.Errorf("%+v", s)
		}
	})
}

func TestAnEventIsInTheCurrencyOfItsAccount(t *testing.T) {
	f, w := streaming()
	f.bodies["/v2/account"] = `{"id":"a","currency":"EUR"}`
	f.bodies["/v2/orders"] = `[]`
	poll(t, f, PollOptions{Stream: true}, func(p *polling) {
		p.at(2500 * time.Millisecond)
		j := <-w.joins
		f.failPositions()
		j.send(1, fillOf("e1", "2026-11-23T15:00:00Z", "2", "3"))
		u := p.at(2600 * time.Millisecond)
		if len(u.Snapshot.Orders) != 1 || u.Snapshot.Orders[0].Currency() != "EUR" {
			p.Errorf("%+v", u.Snapshot.Orders)
		}
	})
}
