package main

import (
	"context"
	"fmt"
	"time"
)

// longRun lets the program work as hard as it can be told to, a refresh each
// second in a market that moves, and compares its second minute with its last:
// the first one fills what is kept. Goroutines cannot be counted from outside;
// what they hold on to shows in the memory and in the threads.
func longRun(ctx context.Context, b *bench) ([]figure, error) {
	if !hasProc() {
		return []figure{{skipped: noProc}, {skipped: noProc}}, nil
	}
	br, err := serve(ctx, 20, false)
	if err != nil {
		return nil, err
	}
	defer br.close()
	s, err := b.portfolio(ctx, br, "--refresh", "1s")
	if err != nil {
		return nil, err
	}
	defer s.close()
	if err := pause(ctx, time.Minute); err != nil {
		return nil, err
	}
	early, threadsEarly, err := s.minute(ctx)
	if err != nil {
		return nil, err
	}
	if err := pause(ctx, b.long-3*time.Minute); err != nil {
		return nil, err
	}
	late, threadsLate, err := s.minute(ctx)
	if err != nil {
		return nil, err
	}
	return []figure{
		{samples: []float64{100 * (late/early - 1)}, note: fmt.Sprintf("%.1f MB in minute 2, %.1f MB in minute %.0f", early, late, b.long.Minutes())},
		{samples: []float64{threadsLate - threadsEarly}, note: fmt.Sprintf("%.0f at first, %.0f at the end", threadsEarly, threadsLate)},
	}, nil
}

// minute gives the median memory of a minute and the threads at its end.
func (s *session) minute(ctx context.Context) (rss, threads float64, err error) {
	looks := sample(ctx, s.pid())
	if err := pause(ctx, time.Minute); err != nil {
		looks.stop()
		return 0, 0, err
	}
	all, err := looks.ended()
	if err != nil {
		return 0, 0, err
	}
	threads, err = status(s.pid(), "Threads")
	return median.of(all), threads, err
}
