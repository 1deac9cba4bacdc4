package main

import (
	"context"
	"time"
)

// portfolio opens the account by the key pair of the environment, which needs
// no sign-in, and waits for its figures.
func (b *bench) portfolio(ctx context.Context, br *broker, args ...string) (*session, error) {
	s, err := b.open(ctx, br.environ(), args...)
	if err != nil {
		return nil, err
	}
	if err := s.enterByKeys(ctx); err != nil {
		s.close()
		return nil, err
	}
	return s, nil
}

// enterByKeys moves to the key pair's line step by step, wherever it stands.
func (s *session) enterByKeys(ctx context.Context) error {
	if _, err := s.await(ctx, "the key pair's line", shows(keyPairWay)); err != nil {
		return err
	}
	for see(s, func(sc screen) bool { return sc.find(chosenMark) < sc.find(keyPairWay) }) {
		at := see(s, func(sc screen) int { return sc.find(chosenMark) })
		// The first screen is there before the keys are read: they wait.
		if err := s.types("j"); err != nil {
			return err
		}
		if _, err := s.await(ctx, "the cursor to move", func(sc screen) bool { return sc.find(chosenMark) > at }); err != nil {
			return err
		}
	}
	if err := s.types("\r"); err != nil {
		return err
	}
	if _, err := s.await(ctx, "the portfolio", func(sc screen) bool { return sc.titles() != "" && sc.cursor() != "" }); err != nil {
		return err
	}
	return pause(ctx, settle)
}

// settle is how long a view gets to come to rest before it is measured: the
// equity curve comes after the figures.
const settle = 2 * time.Second
