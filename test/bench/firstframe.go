package main

import (
	"context"
	"time"
)

// firstFrames measures from exec to the connect view's words on the screen,
// without and with --demo by turns, so that a busy moment of the machine
// strikes both.
func firstFrames(ctx context.Context, b *bench) ([]figure, error) {
	figures := make([]figure, 2)
	for range over(b, 20, 5) {
		for i, args := range [][]string{nil, {"--demo"}} {
			took, err := b.firstFrame(ctx, args)
			if err != nil {
				return nil, err
			}
			figures[i].samples = append(figures[i].samples, milliseconds(took))
		}
	}
	return figures, nil
}

func (b *bench) firstFrame(ctx context.Context, args []string) (time.Duration, error) {
	s, err := b.open(ctx, nil, args...)
	if err != nil {
		return 0, err
	}
	defer s.close()
	at, err := s.await(ctx, "the connect view", shows(onConnect))
	return at.Sub(s.started), err
}

func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
