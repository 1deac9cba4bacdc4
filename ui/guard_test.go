package ui

import (
	"context"
	"strings"
	"testing"
	"time"

	"quipu/app"
	"quipu/client"
	"quipu/config"
)

// fragile is a broker whose History panics, within a batch of commands.
type fragile struct{ *fakeBroker }

func (fragile) History(context.Context, client.HistoryQuery) (client.History, error) {
	panic("the sky\nfalls")
}

func TestPanicInACommandEndsTheProgramAndIsReported(t *testing.T) {
	tell(t, telling{change: func(p *Parts) {
		p.SignIn = func(context.Context, config.Settings, config.Account) (Attempt, error) { panic("the sky\nfalls") }
	}}, func(s *story) {
		s.press("enter")
		s.endsOverAFault()
	})
}

func TestPanicWithinABatch(t *testing.T) {
	var inner *fakeBroker
	tell(t, telling{change: func(p *Parts) {
		withToken("paper")(p)
		inner = newFakeBroker()
		p.Connect = func(s config.Settings, a config.Account, g app.Credential) (Access, error) {
			access, err := inner.connect(s, a, g)
			access.Broker = fragile{inner}
			return access, err
		}
	}}, func(s *story) {
		inner.publish(sampleSnapshot())
		s.passes(100 * time.Millisecond)
		s.endsOverAFault()
	})
}

func (s *story) endsOverAFault() {
	s.t.Helper()
	if !s.hasEnded() {
		s.t.Fatal("the program goes on")
	}
	fault, failed := s.model.(Model).Fault()
	if !failed || fault.Message != "the sky falls" || !strings.Contains(fault.Stack, "guard_test.go") {
		s.t.Errorf("told %+v", fault)
	}
}
