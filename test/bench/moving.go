package main

import (
	"context"
	"fmt"
	"time"
)

// onScreenBy is when, after the positions were answered, everything that the
// answer changes has been written for certain: thirty frames later.
const onScreenBy = 1500 * time.Millisecond

// moving measures bytes, CPU and memory while every price of 20 positions
// changes between two refreshes. The market stands still but for that: the
// next prices are set when the last ones are on the screen.
func moving(ctx context.Context, b *bench) ([]figure, error) {
	br, err := serve(ctx, 20, true)
	if err != nil {
		return nil, err
	}
	defer br.close()
	p, err := pricesOf(ctx, br)
	if err != nil {
		return nil, err
	}
	s, err := b.portfolio(ctx, br)
	if err != nil {
		return nil, err
	}
	defer s.close()
	if err := br.refreshed(ctx); err != nil {
		return nil, err
	}
	looks := sample(ctx, s.pid())
	defer looks.stop()
	spent, err := meter(s.pid())
	if err != nil {
		return nil, err
	}
	traffic, err := s.refreshes(ctx, b, br, p)
	if err != nil {
		return nil, err
	}
	used, err := spent()
	if err != nil {
		return nil, err
	}
	memory, err := looks.memory(s.pid())
	return []figure{traffic, used, memory}, err
}

// refreshes counts the bytes of each refresh, from one to the next: what the
// header and the curve write in between is part of the price of a refresh.
func (s *session) refreshes(ctx context.Context, b *bench, br *broker, p *prices) (figure, error) {
	var f figure
	last := s.written()
	for range over(b, 20, 5) {
		if err := p.walk(); err != nil {
			return f, err
		}
		if err := br.refreshed(ctx); err != nil {
			return f, err
		}
		now := s.written()
		f.samples = append(f.samples, float64(now-last))
		last = now
	}
	f.note = fmt.Sprintf("on average %.0f", mean(f.samples))
	return f, nil
}

// refreshed waits for the next refresh and until it is on the screen.
func (b *broker) refreshed(ctx context.Context) error {
	for len(b.rounds) > 0 {
		<-b.rounds
	}
	select {
	case <-b.rounds:
		return pause(ctx, onScreenBy)
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(patience):
		return fmt.Errorf("%w for a refresh", errNothing)
	}
}
