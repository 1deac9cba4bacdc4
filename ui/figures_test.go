package ui

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"

	"quipu/client"
	"quipu/config"
	"quipu/market"
	"quipu/state"
)

// largeSnapshot has long figures in every place that shows one.
func largeSnapshot(now time.Time) client.Snapshot {
	s := sampleSnapshot()
	s.At = now
	s.Clock = client.Clock{Timestamp: now, IsOpen: true, NextClose: now.Add(2*time.Hour + 13*time.Minute), NextOpen: now.Add(20 * time.Hour)}
	s.Account.Number, s.Account.Status = "PA3QUIPU7LARGE", "ACCOUNT_UPDATED"
	s.Account.Equity, s.Account.LastEquity = d("987654321098.76"), d("876543210987.65")
	s.Account.BuyingPower, s.Account.Cash = d("1975308642197.52"), d("-765432109876.54")
	for i := range s.Positions {
		p := &s.Positions[i]
		p.Qty, p.QtyAvailable = d(fmt.Sprintf("%d234567.891234567", i+1)), d(fmt.Sprintf("%d034567.891234567", i+1))
		p.CurrentPrice, p.LastdayPrice, p.AvgEntryPrice = d(fmt.Sprintf("%d8765.4321", i+1)), d(fmt.Sprintf("%d7654.3219", i+1)), d(fmt.Sprintf("%d6543.2198", i+1))
		p.MarketValue, p.CostBasis = d(fmt.Sprintf("%d21932631356.54", i+1)), d(fmt.Sprintf("%d20932631356.54", i+1))
		p.UnrealizedPL, p.UnrealizedIntradayPL = d(fmt.Sprintf("-%d00000013.57", i+1)), d(fmt.Sprintf("%d0000024.68", i+1))
		p.UnrealizedPLPC, p.ChangeToday = d(fmt.Sprintf("-%d2.345678", i+1)), d(fmt.Sprintf("%d3.456789", i+1))
	}
	s.Orders = largeOrders(now)
	return s
}

func largeOrders(now time.Time) []client.Order {
	sent := now.Add(-26 * time.Hour)
	order := func(id, asset, symbol, class, kind string) client.Order {
		return client.Order{ID: id, AssetID: asset, Symbol: symbol, AssetClass: class, Side: "sell", Type: kind, Status: "partially_filled", TimeInForce: "gtc", Class: "bracket",
			Qty: d("1234567.891234567"), FilledQty: d("1034567.891234567"), FilledAvgPrice: d("98765.4321"), SubmittedAt: &sent}
	}
	limit, stop := order("b1", "4", "BTC/USD", market.Crypto, "limit"), order("b2", "1", "AAPL", market.Equity, "stop_limit")
	limit.LimitPrice = d("58000")
	stop.LimitPrice, stop.StopPrice = d("58123.45"), d("58234.56")
	trail := order("b3", "1", "AAPL", market.Equity, "trailing_stop")
	trail.TrailPercent, trail.StopPrice = d("12.75"), d("58345.67")
	amount := order("b4", "1", "AAPL", market.Equity, "market")
	amount.Qty, amount.Notional = client.Decimal{}, d("123456789.12")
	legs := order("b5", "", "", "", "limit")
	legs.Legs = []client.Order{order("l1", "2", "AAPL261218C00250000", market.Option, "limit"), order("l2", "2", "AAPL261218C12345678", market.Option, "stop")}
	return []client.Order{limit, stop, trail, amount, legs}
}

// largeViews gives every view of an account with long figures.
func largeViews(ctx context.Context) map[string]Model {
	views := everyView(ctx)
	base := views["portfolio"]
	now := base.now
	snapshot := largeSnapshot(now)
	closed := largeOrders(now)
	for i := range closed {
		closed[i].ID, closed[i].Status, closed[i].FilledAt = "c"+closed[i].ID, "filled", &now
	}
	history := sampleHistory()
	for i := range history.Points {
		history.Points[i].Equity, history.Points[i].ProfitLoss = d(fmt.Sprintf("98765432%d098.76", i)), d(fmt.Sprintf("-1234567%d.89", i))
	}
	history.BaseValue = d("876543210987.65")
	m := play(base, updateReceived{at: now, update: client.Update{Snapshot: &snapshot, State: client.Fresh, Since: now, Every: 3 * time.Second, Rate: client.Rate{Known: true, Limit: 1200, Remaining: 1057}}},
		historyRead{history: history}, closedOrdersRead{orders: closed})
	m = changed(m, func(a *account) { a.session.access.Data = &fakeBroker{} })
	m.memory.Alerts = []state.Alert{
		{ID: 1, Account: string(config.Live), On: onPrice, Symbol: "AAPL", Above: true, Level: d("98765.4321").Decimal},
		{ID: 2, Account: string(config.Live), On: onPrice, Symbol: "AAPL261218C00250000", Level: d("12345.6789").Decimal},
		{ID: 3, Account: string(config.Live), On: onDay, Above: true, Level: d("98.7654").Decimal, Fired: now},
	}
	detail := play(m, "enter")
	seq := detailOf(detail).seq
	bars := []client.Bar{
		{At: now.Add(-time.Hour), Open: d("98765.4321"), High: d("99765.4321"), Low: d("97765.4321"), Close: d("98865.4321")},
		{At: now, Open: d("98865.4321"), High: d("99865.4321"), Low: d("96765.4321"), Close: d("97865.4321")},
	}
	fill := client.Activity{Type: "FILL", Execution: "partial_fill", Side: "buy", Symbol: detailOf(detail).of.symbol, Qty: d("1234567.891234567"), Price: d("98765.4321"), LeavesQty: d("1034567.891234567"), At: now}
	detail = play(detail, candlesRead{seq: seq, bars: bars},
		detailQuoteRead{seq: seq, latest: client.Latest{Price: d("98765.4321"), Quote: client.Quote{Bid: d("98764.3219"), Ask: d("98766.5432"), At: now}, Day: bars[0], Previous: bars[1]}},
		detailOrdersRead{seq: seq, orders: append(largeOrders(now), closed...)}, detailFillsRead{seq: seq, fills: []client.Activity{fill}})
	words := "dividend of $1,234,567.89 on 1,234,567.891234567 shares at $98,765.4321 each"
	paid := client.Activity{ID: "d", Type: "DIV", Symbol: "AAPL261218C00250000", Description: words, NetAmount: d("-1234567890.12"), At: now.Add(-30 * time.Hour)}
	fill.ID = "f"
	asset := client.Asset{Symbol: "AAPL", Name: "Fund of 1,234,567.89 shares, 2,345,678.91 options and 3,456,789.12 bonds", Tradable: true}
	lists := play(m, "4", quotesRead{latest: map[string]client.Latest{"AAPL": {Price: d("98765.4321"), Quote: client.Quote{Bid: d("98764.3219"), Ask: d("98766.5432")}, Day: bars[0], Previous: bars[1]}}}, watchlistsRead{all: []client.Watchlist{{ID: "w", Name: "Above $1,234,567.89 and below $2,345,678.91"}, {ID: "v", Name: "Best 1,234,567 of 2,345,678 symbols"}}},
		watchlistRead{id: "w", list: client.Watchlist{ID: "w", Name: "Above $1,234,567.89 and below $2,345,678.91", Assets: []client.Asset{asset}}})
	told := func(message string) Model {
		return changed(m, func(a *account) { a.portfolio.message = message })
	}
	noticed := m
	event := client.OrderEvent{Event: "partial_fill", Order: largeOrders(now)[0], Qty: d("1234567.891234567"), Price: d("98765.4321")}
	noticed.notify(notification{words: eventWords(event, m.current().formatOptions())})
	late := client.Update{Snapshot: &snapshot, State: client.Stale, Since: now.Add(-1234567 * time.Second), Next: now.Add(1234 * time.Second), Err: &client.Error{Doing: "read positions", Kind: client.ErrRejected, Message: "$1,200.00 are available and $2,323,000.00 needed"}}
	asked := changed(m, func(a *account) {
		*a, _ = a.ask(question{title: "Sell 1,234,567.891234567 AAPL at $98,765.4321 for about $121,932,631,356.54?", yes: "sell"})
	})
	return map[string]Model{
		"portfolio": m, "orders": play(m, "2", "down", "down", "down", "down", " "), "activity": play(m, "3", activitiesRead{activities: []client.Activity{fill, paid}}), "lists": lists,
		"detail": detail, "candles": play(detail, "t", "left"), "equity": play(m, "e"), "equity read out": play(m, "e", "left"), "alerts": play(m, "!"), "entering": play(m, "!", "n"),
		"palette": play(lists, ":"), "search": play(m, "f", assetsRead{index: client.NewAssetIndex([]client.Asset{asset})}, "a"), "question": asked,
		"message": told(words), "notice": noticed, "late": play(m, updateReceived{at: now, update: late}), "filtered": play(m, "/", "z", "enter"), "private": play(m, "p"), "columns": play(m, "c"),
		"signed in": play(views["signed in"], accountRead{account: snapshot.Account}),
	}
}

// figureOnScreen matches a figure: its digits and what separates them.
var figureOnScreen = regexp.MustCompile(`[-+$]*\d[\d,.:/]*\d[%KMBT]?|\d`)

// figuresOf gives all figures on a screen.
func figuresOf(lines []string) []string {
	return figureOnScreen.FindAllString(ansi.Strip(strings.Join(lines, "\n")), -1)
}

// In every view and at every width, that of text fields apart, a figure is shown whole or left out: none runs
// over the edge, none has an ellipsis behind it, and none is a part of another.
func TestNoFigureIsCutAtAnyWidth(t *testing.T) {
	for name, m := range largeViews(t.Context()) {
		whole := map[string]bool{}
		size := func(width, height int) []string {
			next, _ := m.Update(tea.WindowSizeMsg{Width: width, Height: height})
			return next.(Model).lines() //nolint:forcetypeassert // it is one
		}
		for _, figure := range figuresOf(append(size(500, 24), size(500, 80)...)) {
			whole[figure] = true
		}
		for width := MinWidth; width <= 200; width++ {
			height := []int{12, 24, 36, 60}[width%4]
			lines := size(width, height)
			for i, line := range lines {
				if got := lipgloss.Width(line); got > width {
					t.Errorf("%s at %d×%d: row %d has %d cells: %q", name, width, height, i, got, ansi.Strip(line))
				}
				if cut := regexp.MustCompile(`\S*\d…`).FindString(ansi.Strip(line)); cut != "" {
					t.Errorf("%s at %d×%d: row %d has %q: %q", name, width, height, i, cut, ansi.Strip(line))
				}
			}
			for _, figure := range figuresOf(lines) {
				if !whole[figure] && len(figure) > 2 && partOfAny(figure, whole) {
					t.Errorf("%s at %d×%d: %q is a part of a figure", name, width, height, figure)
				}
			}
		}
	}
}

// partOfAny reports whether a longer figure begins or ends with this one.
func partOfAny(figure string, whole map[string]bool) bool {
	for other := range whole {
		if len(other) > len(figure) && (strings.HasPrefix(other, figure) || strings.HasSuffix(other, figure)) {
			return true
		}
	}
	return false
}
