package client

import "time"

// eventDelay is how long the broker may take to answer calls with what its stream
// has reported; several fills of one order arrive within it.
const eventDelay = 250 * time.Millisecond

// maxEventDelay is how long a cycle waits for events to end, at most an interval:
// an account that trades all the time has to be read as well.
const maxEventDelay = DefaultEvery

// onStream handles one message of the stream.
func (p *Poller) onStream(h streamMessage) {
	switch {
	case h.event != nil:
		p.applyEvent(*h.event)
		return
	case h.state == StreamOff: // an event that cannot be decoded: read the orders
		p.scheduleNow()
		return
	case h.state == StreamLive:
		p.reconnected, p.plan.closedDue = true, true // also at first: orders may have changed before the stream began
		p.scheduleNow()
	}
	p.stream, p.streamErr = h.state, h.err
	p.plan.streaming = h.state == StreamLive
	p.republish()
}

// applyEvent brings the snapshot up to an event and publishes both. A cycle
// follows that reads what the event does not say.
func (p *Poller) applyEvent(e OrderEvent) {
	if !p.seen.first(e) {
		return
	}
	inOne := []Order{e.Order}
	inCurrency(inOne, p.client.otherCurrency())
	e.Order = inOne[0]
	instrument := e.Order.Identity().Key()
	latest := e.At.IsZero() || !e.At.Before(p.lastFillAt[instrument])
	if e.Fills() && latest {
		p.lastFillAt[instrument] = e.At
	}
	if p.snapshot != nil {
		p.snapshot = p.snapshot.withEvent(e, latest)
	}
	p.announce(e)
	p.scheduleAfterEvent()
	p.republish()
}

// scheduleAfterEvent makes a cycle due when events have ended for a moment, or
// maxEventDelay after the first. Orders are not due: the event has the order.
func (p *Poller) scheduleAfterEvent() {
	now := p.client.now()
	if p.eventAt.IsZero() {
		p.eventAt = now
	}
	settled, latest := now.Add(eventDelay), p.eventAt.Add(min(p.every, maxEventDelay))
	if latest.Before(settled) {
		settled = latest
	}
	p.next = p.earliestCycle(settled)
}

// announce sends an event to the reader; where none reads, it drops the oldest.
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

// scheduleNow makes a cycle due, orders included, as early as is allowed.
func (p *Poller) scheduleNow() {
	p.plan.ordersDue = true
	p.next = p.earliestCycle(p.client.now())
}

// republish publishes the last update with the present snapshot and stream.
func (p *Poller) republish() {
	u := p.last
	if u.State == Fresh {
		u.Next = p.next
	}
	p.publish(u)
}
