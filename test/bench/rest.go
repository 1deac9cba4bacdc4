package main

import (
	"context"
	"fmt"
	"time"
)

// atRest measures the portfolio in a market that stands still: it goes on
// asking, and has nothing to tell but its clock and the calls that are left.
func atRest(ctx context.Context, b *bench) ([]figure, error) {
	br, err := serve(ctx, 20, true)
	if err != nil {
		return nil, err
	}
	defer br.close()
	s, err := b.portfolio(ctx, br)
	if err != nil {
		return nil, err
	}
	defer s.close()
	if err := br.refreshed(ctx); err != nil {
		return nil, err
	}
	window := over(b, time.Minute, 10*time.Second)
	spent, err := meter(s.pid())
	if err != nil {
		return nil, err
	}
	before, began := s.written(), time.Now()
	if err := pause(ctx, window); err != nil {
		return nil, err
	}
	took := time.Since(began)
	traffic := figure{
		samples: []float64{float64(s.written()-before) / took.Seconds()},
		note:    fmt.Sprintf("%d bytes in %.0f s", s.written()-before, took.Seconds()),
	}
	used, err := spent()
	return []figure{traffic, used, calls(br.called(), took)}, err
}
