package client

import "time"

// settle is how long the broker may take to show everywhere what its stream has
// told; several fills of one order come within it.
const settle = 250 * time.Millisecond

// hear takes in one word from the stream and tells what follows from it.
func (p *Poller) hear(h heard) {
	switch {
	case h.event != nil:
		p.happened(*h.event)
		return
	case h.state == StreamOff: // something that cannot be read
		p.soon()
		return
	case h.state == StreamLive:
		p.rejoined, p.plan.closedDue = true, true // also at first: orders may have moved before we listened
		p.soon()
	}
	p.stream, p.whyDown = h.state, h.err
	p.plan.streaming = h.state == StreamLive
	p.retell()
}

// happened brings the snapshot to an event and tells both. A round follows
// that reads what the event does not say.
func (p *Poller) happened(e OrderEvent) {
	if !p.seen.first(e) {
		return
	}
	asset := e.Order.AssetID + e.Order.Symbol
	latest := e.At.IsZero() || !e.At.Before(p.moved[asset])
	if e.Fills() && latest {
		p.moved[asset] = e.At
	}
	if p.snapshot != nil {
		p.snapshot = p.snapshot.after(e, latest)
	}
	p.announce(e)
	p.next = later(p.allowed(p.client.now()), p.client.now().Add(settle)) // the event has brought the order itself
	p.retell()
}

// announce hands an event on; when nobody reads, the oldest goes.
func (p *Poller) announce(e OrderEvent) {
	for {
		select {
		case p.events <- e:
			return
		default:
		}
		select {
		case <-p.events:
		default:
		}
	}
}

// soon makes a round due, orders included, as early as is allowed.
func (p *Poller) soon() {
	p.plan.ordersDue = true
	p.next = p.allowed(p.client.now())
}

// retell publishes the state as it was told last, with what is new.
func (p *Poller) retell() {
	u := p.last
	if u.State == Fresh {
		u.Next = p.next
	}
	p.publish(u)
}
