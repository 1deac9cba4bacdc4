package main

import "context"

const manyPositions = 10_000

// many measures keys and memory with ten thousand positions, every price of
// which changes with every refresh.
func many(ctx context.Context, b *bench) ([]figure, error) {
	br, err := serve(ctx, manyPositions, true)
	if err != nil {
		return nil, err
	}
	defer br.close()
	if err := br.tin(ctx); err != nil {
		return nil, err
	}
	s, err := b.portfolio(ctx, br)
	if err != nil {
		return nil, err
	}
	defer s.close()
	looks := sample(ctx, s.pid())
	defer looks.stop()
	paint, err := s.keys(ctx, over(b, 240, 40))
	if err != nil {
		return nil, err
	}
	memory, err := looks.memory(s.pid())
	return []figure{paint, memory}, err
}

// tin makes two answers beforehand, with other prices, that the broker then
// gives by turns: to write ten thousand positions anew each time would keep the
// machine busy with what Alpaca's machines do.
func (b *broker) tin(ctx context.Context) error {
	p, err := pricesOf(ctx, b)
	if err != nil {
		return err
	}
	var canned [][]byte
	for range 2 {
		if err := p.lift(); err != nil {
			return err
		}
		body, _, err := b.positions(ctx)
		if err != nil {
			return err
		}
		canned = append(canned, body)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.canned = canned
	return nil
}
