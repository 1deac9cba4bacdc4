package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/shopspring/decimal"
)

// frames is longer than two frames of any program: see dataOnScreen.
const frames = 100 * time.Millisecond

// dataOnScreen measures from the last answer of a round, as the broker has
// written it, to the changed figure on the screen.
//
// The program's frames come at a steady rate and a round comes a whole number
// of seconds after the last one, so that all rounds would fall on the same spot
// between two frames, a lucky one or an unlucky one. The answers are therefore
// held back by chance, as a network does.
func dataOnScreen(ctx context.Context, b *bench) ([]figure, error) {
	br, err := serve(ctx, 20, true)
	if err != nil {
		return nil, err
	}
	defer br.close()
	br.hold = func() time.Duration { return rand.N(frames) } //nolint:gosec // chance, not secrecy
	s, err := b.portfolio(ctx, br, "--refresh", "1s")
	if err != nil {
		return nil, err
	}
	defer s.close()
	var f figure
	for i := range over(b, 25, 6) {
		figure := fmt.Sprintf("%d.37", 1100+i)
		if err := br.SetPrice("SPY", decimal.RequireFromString(figure)); err != nil {
			return nil, err
		}
		shown, err := s.await(ctx, figure, shows("$"+figure[:1]+","+figure[1:]))
		if err != nil {
			return nil, err
		}
		f.samples = append(f.samples, milliseconds(shown.Sub(br.lastAnswer(shown))))
	}
	return []figure{f}, nil
}
