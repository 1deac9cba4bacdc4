package ui

import (
	"testing"
	"time"

	"quipu/state"
)

// firesOnAAPL has an alert on AAPL fire.
func (s *story) firesOnAAPL() {
	s.t.Helper()
	s.portfolio()
	snapshot := sampleSnapshot()
	snapshot.Positions[0].CurrentPrice = d("126")
	s.broker.publish(snapshot)
	s.passes(time.Second)
}

func withAlert(p *Parts) {
	withToken("paper")(p)
	p.State.Alerts = []state.Alert{{ID: 1, Account: "paper", On: onPrice, Symbol: "AAPL", Above: true, Level: d("125").Decimal}}
}

func TestAnAlertThatFiresOffersItsTicket(t *testing.T) {
	for _, size := range ticketSizes {
		tell(t, telling{width: size[0], height: size[1], change: withAlert}, func(s *story) {
			s.firesOnAAPL()
			s.sees("Alert: AAPL ≥ $125.00: now $126.00   T ticket")
			s.press("T")
			s.sees("Ticket for AAPL", "b buy", "s sell", "alert AAPL ≥ $125.00 fired")
			s.press("s")
			s.passes(time.Second)
			s.sees("Sell AAPL", "Quantity")
			s.press("enter")
			s.passes(time.Second)
			s.sees("How much?")
			if got := s.sentOrders(); got != "" {
				t.Errorf("sent %s", got)
			}
			s.press("esc", "esc")
			s.sees("1 Positions")
		})
	}
}

// b and s of the table stay those of the row under the cursor.
func TestTheNoticeOfAnAlertTakesNoKeyOfTheTable(t *testing.T) {
	tell(t, telling{change: withAlert}, func(s *story) {
		s.firesOnAAPL()
		s.press("/", "T", "S", "L", "A", "enter", "b")
		s.passes(time.Second)
		s.sees("Buy TSLA")
	})
}

func TestTheTicketOfAnAlertIsACommandForAnHour(t *testing.T) {
	tell(t, telling{change: withAlert}, func(s *story) {
		s.firesOnAAPL()
		s.passes(time.Minute)
		s.publishesAgain()
		s.seesNot("T ticket")
		s.press(":")
		s.types("ticket for")
		s.press("enter", "b")
		s.passes(time.Second)
		s.sees("Buy AAPL")
		s.press("esc")
		s.passes(time.Hour)
		s.publishesAgain()
		s.press(":")
		s.types("ticket for")
		s.seesNot("Ticket for AAPL")
	})
}

// Without the permission to trade there is no ticket to offer.
func TestAnAlertOffersNoTicketWhereNothingCanBeSent(t *testing.T) {
	tell(t, telling{change: func(p *Parts) {
		withAlert(p)
		token := p.Tokens.(*fakeTokens).held["paper"]
		token.Scope = "data"
		p.Tokens.(*fakeTokens).held["paper"] = token
	}}, func(s *story) {
		s.firesOnAAPL()
		s.sees("Alert: AAPL")
		s.seesNot("T ticket")
		s.press("T")
		s.seesNot("Ticket for")
	})
}
