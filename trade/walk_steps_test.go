package trade

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"quipu/client"
)

// luck is the dice of a step.
type luck struct{ *rand.Rand }

func (d *luck) pick(all ...string) string { return all[d.IntN(len(all))] }

// once reports true one time in n.
func (d *luck) once(n int) bool { return d.IntN(n) == 0 }

// wait is how much later the next step is: mostly seconds, rarely hours.
func (d *luck) wait() time.Duration {
	switch roll := d.IntN(1000); {
	case roll < 500:
		return time.Duration(d.IntN(3000)) * time.Millisecond
	case roll < 880:
		return time.Duration(3+d.IntN(40)) * time.Second
	case roll < 993:
		return time.Duration(1+d.IntN(8)) * time.Minute
	}
	return time.Duration(1+d.IntN(7)) * time.Hour
}

var walkSymbols = []string{"KO", "KO", "AAPL", "JPM", "INTC", "SIRI", "TSLA", "ETH/USD", "ETH/USD", "BTC/USD", "AVAX/USD"}

// act does something that a person or a script may do, and says what.
func (w *world) act(p *program, d *luck) string {
	ctx := client.Urgent(w.t.Context())
	roll := d.IntN(1000)
	for _, a := range []struct {
		of int
		do func(context.Context, *program, *luck) string
	}{
		{330, w.sends}, {130, w.cancels}, {110, w.replaces}, {130, w.closes}, {50, w.reverses},
		{70, w.dismisses}, {60, w.foreign}, {8, w.flattens}, {6, w.suspends},
	} {
		if roll -= a.of; roll < 0 {
			return a.do(ctx, p, d)
		}
	}
	return w.settles(ctx, p, d)
}

// outcome puts what became of a request into words.
func outcome(e Entry, err error) string {
	if err != nil {
		return fmt.Sprintf("%s (%v)", e.State, err)
	}
	return fmt.Sprint(e.State, " ", e.Status)
}

func (w *world) sends(ctx context.Context, p *program, d *luck) string {
	symbol := d.pick(walkSymbols...)
	facts, err := p.Read(ctx, symbol)
	if err != nil {
		return fmt.Sprintf("cannot read %s: %v", symbol, err)
	}
	k, text := w.ticket(d, facts)
	if d.once(12) {
		k.ID = fmt.Sprintf("own-%d", d.IntN(40))
	}
	plan := Prepare(k, facts)
	if problems := plan.Problems.Refusals(); len(problems) > 0 {
		if !d.once(3) {
			return text + ": " + problems.String()
		}
		plan.Problems = nil // the broker is to say it
	}
	time.Sleep(time.Duration(d.IntN(12)) * time.Second)
	entry, err := p.SendConfirmed(ctx, plan, func(ctx context.Context) (Plan, error) {
		facts, err := p.Read(ctx, symbol)
		return Prepare(plan.Fixed(), facts), err
	})
	if err == nil && d.once(4) {
		entry, _, err = p.Follow(ctx, entry, 5*time.Second, client.Order.Closed)
	}
	return text + " " + k.ID + ": " + outcome(entry, err)
}

// ticket is a random one: mostly one that the rules let through.
func (w *world) ticket(d *luck, facts Facts) (k Ticket, text string) {
	for range 1 + d.IntN(8) {
		text = randomOrder(d, facts)
		k = ticket(w.t, text)
		if k.Exits = strings.Contains(text, "profit") && k.Type == Market && d.once(2); k.Exits {
			k.Type = Limit
		}
		if plan := Prepare(k, facts); plan.Problems.Sendable() {
			break
		}
	}
	return k, text
}

// randomOrder writes an order of any kind as ticket reads it.
func randomOrder(d *luck, f Facts) string {
	at := func(thousandths int) string {
		price := f.Quote.Price.Decimal.Mul(decimal.New(int64(thousandths), -3))
		if price.GreaterThan(decimal.NewFromInt(1)) {
			return price.Round(2).String()
		}
		return price.Round(4).String()
	}
	near := func() string { return at(985 + d.IntN(31)) }
	side, up := d.pick("buy", "sell"), 1
	if side == "sell" {
		up = -1
	}
	text := fmt.Sprintf("%s %s %s tif=%s", side, f.Asset.Symbol, d.pick("1", "3", "7", "20", "0.5", "0.25", "$50", "$500", "2%", "all", "half", "1/4"), d.pick("day", "day", "gtc", "gtc", "ioc", "fok", "opg", "cls"))
	switch d.IntN(10) {
	case 0, 1:
		text += " limit=" + near()
	case 2:
		text += " stop=" + at(1000+up*(2+d.IntN(10)))
	case 3:
		text += " stop=" + at(1000+up*5) + " stoplimit=" + at(1000+up*8)
	case 4:
		text += d.pick(" trail%=0.5", " trail%=2", " trail=1")
	case 5:
		text += " limit=" + near() + " profit=" + at(1000+up*20) + " loss=" + at(1000-up*20)
	case 6:
		text += " profit=" + at(1000+up*8) + " loss=" + at(1000-up*8)
	case 7:
		text += " limit=" + near() + d.pick(" profit="+at(1000+up*20), " loss="+at(1000-up*20))
	case 8:
		text += " limit=" + near() + " extended"
	}
	return text
}

// anOrder picks a working order or leg.
func anOrder(ctx context.Context, p *program, d *luck) (o client.Order, err error) {
	open, _, err := p.client.OpenOrders(ctx)
	if err != nil {
		return o, err
	}
	all := everyOrder(open)
	if len(all) == 0 {
		return o, errors.New("no order is open")
	}
	return all[d.IntN(len(all))], nil
}

func (w *world) cancels(ctx context.Context, p *program, d *luck) string {
	o, err := anOrder(ctx, p, d)
	if err != nil {
		return "cannot cancel: " + err.Error()
	}
	time.Sleep(time.Duration(d.IntN(5)) * time.Second)
	return "cancel " + OrderWords(o) + ": " + outcome(p.Cancel(ctx, o))
}

func (w *world) replaces(ctx context.Context, p *program, d *luck) string {
	o, err := anOrder(ctx, p, d)
	if err != nil {
		return "cannot replace: " + err.Error()
	}
	factor := decimal.New(int64(980+d.IntN(41)), -3)
	moved := func(price client.Decimal) client.Decimal {
		if !price.Valid || d.once(3) {
			return client.Decimal{}
		}
		return client.Known(price.Decimal.Mul(factor).Round(2))
	}
	change := Change{Limit: moved(o.LimitPrice), Stop: moved(o.StopPrice), TrailPrice: moved(o.TrailPrice), TrailPercent: moved(o.TrailPercent)}
	if o.Qty.Valid && d.once(2) {
		change.Qty = client.Known(o.Qty.Decimal.Add(decimal.NewFromInt(int64(d.IntN(7) - 3))))
	}
	if d.once(4) {
		change.TIF = d.pick("day", "gtc")
	}
	make := func(ctx context.Context) (Plan, error) {
		facts, err := p.Read(ctx, o.Symbol)
		if err != nil {
			return Plan{}, err
		}
		now, err := p.client.Order(ctx, o.ID)
		return PrepareReplace(now, change, facts), err
	}
	plan, err := make(ctx)
	if err != nil {
		return "cannot replace: " + err.Error()
	}
	if problems := plan.Problems.Refusals(); len(problems) > 0 {
		if !d.once(4) {
			return "replace " + OrderWords(o) + ": " + problems.String()
		}
		plan.Problems = nil
	}
	time.Sleep(time.Duration(d.IntN(12)) * time.Second)
	entry, err := p.SendConfirmed(ctx, plan, make)
	if err == nil && d.once(2) {
		entry, _, err = p.Proven(ctx, entry)
	}
	return "replace " + OrderWords(o) + " by " + plan.Body() + ": " + outcome(entry, err)
}

// aPosition picks something that is held.
func aPosition(ctx context.Context, p *program, d *luck) (string, error) {
	all, err := p.client.Positions(ctx)
	if err != nil {
		return "", err
	}
	if len(all) == 0 {
		return "", errors.New("nothing is held")
	}
	return all[d.IntN(len(all))].Symbol, nil
}

func (w *world) closes(ctx context.Context, p *program, d *luck) string {
	symbol, err := aPosition(ctx, p, d)
	if err != nil {
		return "cannot close: " + err.Error()
	}
	facts, err := p.Read(ctx, symbol)
	if err != nil {
		return "cannot close: " + err.Error()
	}
	text := d.pick("all", "all", "half", "1/4", "1", "0.5")
	size, _ := ParseSize(text)
	closing := PrepareClosing(facts, size)
	if len(closing.Cancel) > 0 {
		w.bared[facts.Asset.Symbol] = baring{Closing: closing}
	}
	time.Sleep(time.Duration(d.IntN(12)) * time.Second)
	done, err := p.Close(ctx, closing, silent)
	text = fmt.Sprintf("close %s of %s, %d cancelled: %s", text, symbol, len(done.Cancelled), outcome(done.Entry, err))
	if !done.Bare() || d.once(2) {
		return text
	}
	tickets, waiting, err := p.PutBack(ctx, facts.Asset.Symbol, done.Cancelled)
	text += fmt.Sprintf("; put back %d, %d wait, %v", len(tickets), len(waiting), err)
	for _, k := range tickets {
		facts, err := p.Read(ctx, k.Symbol)
		if err != nil {
			return text + ": " + err.Error()
		}
		text += ": " + outcome(p.Send(ctx, Prepare(k, facts)))
	}
	return text
}

func (w *world) reverses(ctx context.Context, p *program, d *luck) string {
	symbol, err := aPosition(ctx, p, d)
	if err != nil {
		return "cannot reverse: " + err.Error()
	}
	facts, err := p.Read(ctx, symbol)
	if err != nil {
		return "cannot reverse: " + err.Error()
	}
	r := PrepareReverse(facts)
	if len(r.Closing.Cancel) > 0 {
		w.bared[facts.Asset.Symbol] = baring{Closing: r.Closing}
	}
	time.Sleep(time.Duration(d.IntN(8)) * time.Second)
	done, entry, err := p.Reverse(ctx, r, silent)
	return fmt.Sprintf("reverse %s: close %s %s, open %s", symbol, done.Entry.State, done.Entry.Status, outcome(entry, err))
}

// settles is what a poll does.
func (w *world) settles(ctx context.Context, p *program, _ *luck) string {
	settled, err := p.Settle(ctx)
	orders, _, failure := p.client.OpenOrders(ctx)
	closed, _ := p.client.Orders(ctx, client.OrderQuery{Status: "closed", Limit: 100})
	learned, wrong := p.Observe(append(everyOrder(orders), closed...))
	bare, unread := p.Bare(ctx)
	return fmt.Sprintf("settles %d, learns of %d, %d bare: %v", len(settled), len(learned), len(bare), errors.Join(err, failure, wrong, unread))
}

// dismisses forgets something that nobody knows for long.
func (w *world) dismisses(ctx context.Context, p *program, d *luck) string {
	all, err := p.Unsettled()
	if bare, _ := p.Bare(ctx); d.once(4) {
		all = append(all, bare...)
	}
	if err != nil || len(all) == 0 {
		return fmt.Sprint("nothing to dismiss: ", err)
	}
	e := all[d.IntN(len(all))]
	if age := w.now().Sub(e.At); age < 2*time.Minute {
		return fmt.Sprintf("dismisses nothing: %s is %s old", e.ID, age)
	}
	if e.Action == Unprotect {
		delete(w.bared, e.Symbol)
	}
	return fmt.Sprintf("dismisses %s %s: %v", e.Action, e.ID, p.Dismiss(e.ID))
}

// foreign is another program of the account's owner.
func (w *world) foreign(ctx context.Context, p *program, d *luck) string {
	o, err := anOrder(ctx, p, d)
	if d.once(2) && err == nil {
		return "foreign cancel of " + OrderWords(o) + ": " + fmt.Sprint(w.witness.client.CancelOrder(ctx, o.ID))
	}
	order := client.OrderRequest{Symbol: d.pick(walkSymbols...), Side: d.pick("buy", "sell"), Type: Market, TimeInForce: d.pick("day", "gtc"), Qty: client.Known(decimal.NewFromInt(4))}
	plan := Plan{Action: Submit, Order: order}
	body, err := plan.body()
	if err == nil {
		o, err = w.witness.client.SubmitOrder(ctx, body)
	}
	return fmt.Sprintf("foreign %s: %s %v", body, o.Status, err)
}

func (w *world) flattens(ctx context.Context, p *program, d *luck) string {
	plan, err := p.PlanFlat(ctx)
	if err != nil {
		return "cannot flatten: " + err.Error()
	}
	clear(w.bared) // the kill switch has a mark of its own
	done := p.Flatten(ctx, plan, d.once(3), func(Flattening) {})
	if done.Stage == Flat {
		w.checkFlat()
	}
	return fmt.Sprintf("flatten: %s, %d left, %v", done.Stage, done.Left(), done.Err)
}

// suspends suspends new orders, and the owner takes it back elsewhere.
func (w *world) suspends(ctx context.Context, p *program, d *luck) string {
	entry, err := p.SuspendTrading(ctx)
	time.Sleep(time.Duration(d.IntN(20)) * time.Second)
	_, _ = p.Settle(ctx)
	time.Sleep(50 * time.Second)
	w.surely(func(ctx context.Context) error { _, err := w.witness.Settle(ctx); return err })
	if now, unread := p.entry(entry.ID); unread == nil && entry.ID != "" {
		w.compare(now)
	}
	w.surely(func(ctx context.Context) error { _, err := w.witness.client.SuspendTrade(ctx, false); return err })
	return "suspend: " + outcome(entry, err)
}
