package trade

import (
	"context"
	"errors"
	"strings"
	"testing"

	"quipu/client"
)

// A refusal of the broker is said in its own words, once; a lost answer as what it is.
func TestTheKillSwitchSaysWhyAPositionStays(t *testing.T) {
	for name, c := range map[string]struct {
		err  error
		says string
	}{
		"refused":   {&client.Error{Doing: "close the position", Kind: client.ErrRejected, Status: 422, Message: "asset HALT is not tradable."}, "not flat: KO (asset HALT is not tradable)"},
		"lost":      {&client.Error{Doing: "close the position", Kind: client.ErrUnknownOutcome}, "not flat: KO (the answer is lost: it is not known whether it is being closed)"},
		"by quipu":  {&Refusal{Problems: Problems{{Text: "options close in the regular session alone", By: byAlpaca}}}, "options close in the regular session alone"},
		"no reason": {nil, "not flat: KO"},
	} {
		f := Flattening{Stage: Failed, Err: ErrNotFlat, Answers: []FlatAnswer{{Symbol: "KO", Left: dec("10"), Reason: reasonOf(c.err)}}}
		if got := f.Result().Error(); !strings.HasPrefix(got, "not flat: KO") || !strings.Contains(got, c.says) || strings.Contains(got, "close the position:") {
			t.Errorf("%s: %s", name, got)
		}
	}
}

// A cancellation that did not reach the broker, or came too often, is asked for again;
// one whose answer is lost is not.
func TestTheKillSwitchAsksAgainForACancellationThatDidNotArrive(t *testing.T) {
	for name, c := range map[string]struct {
		err   error
		asked int
	}{
		"not sent": {&client.Error{Kind: client.ErrNotSent}, 3}, "429": {&client.Error{Kind: client.ErrRateLimited, Status: 429}, 3},
		"lost": {&client.Error{Kind: client.ErrUnknownOutcome}, 1}, "refused": {&client.Error{Kind: client.ErrRejected, Status: 422}, 1},
	} {
		s, a := newFlat(t)
		a.keepsOrders = true
		b := &refusesCancels{account: a, err: c.err}
		s.trader.Broker = b
		done, _ := s.flatten(t.Context())
		if enough := c.asked == 1 && b.cancels == 1 || c.asked > 1 && b.cancels >= c.asked; !enough || !errors.Is(done.Err, errStillOpen) {
			t.Errorf("%s: asked %d times: %v", name, b.cancels, done.Result())
		}
	}
}

// refusesCancels is a broker that cancels no single order.
type refusesCancels struct {
	*account
	err     error
	cancels int
}

func (a *refusesCancels) CancelOrder(context.Context, string) error {
	a.cancels++
	return a.err
}
