package ui

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/shopspring/decimal"

	"quipu/app"
	"quipu/auth"
	"quipu/client"
	"quipu/config"
	"quipu/format"
	"quipu/market"
	"quipu/safe"
)

const (
	fakeURL      = "https://app.alpaca.markets/oauth/authorize?response_type=code&client_id=3d24a1174&redirect_uri=http://localhost:17865/callback&state=Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4Zm9vYmFyYmE&scope=account:write+trading+data&env=paper"
	fakeRedirect = "http://localhost:17865/callback"
)

// parts are the services of the program in tests: with an OAuth app, without a token.
func (s *story) parts() Parts {
	settings := config.Defaults()
	settings.ClientID, settings.ClientSecret = "3d24a5d01174", safe.NewSecret("hush")
	settings.RedirectURL, settings.Theme, settings.TokenStore = fakeRedirect, "dark", "memory"
	settings.File = "/home/x/.config/quipu/config.toml"
	settings.Origin["client_id"] = settings.File
	return Parts{
		Settings:    settings,
		SignIn:      s.login.begin,
		Connect:     s.broker.connect,
		OpenBrowser: s.login.openBrowser,
		SaveApp:     s.login.saveApp,
		Tokens:      s.tokens,
	}
}

// fakeLogin replaces auth: it creates attempts, which a test completes.
type fakeLogin struct {
	mu                           sync.Mutex
	begun                        int
	account                      config.Account
	readOnly                     bool
	scopes                       []string // that were asked for
	asAsked                      bool     // what was asked for is granted
	ctx                          context.Context
	notice, beginErr, browserErr error
	browsed                      string
	pasted                       []string
	pasteErr                     error
	exchanging                   chan struct{}
	url, short                   string
	arrived                      chan time.Time
	finishErr                    error
	finished                     []string
	result                       chan auth.Result
	savedID                      string
	savedSecret                  safe.Secret
	saveErr                      error
}

func newFakeLogin() *fakeLogin { return &fakeLogin{} }

func (f *fakeLogin) begin(ctx context.Context, s config.Settings, account config.Account) (Attempt, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.beginErr != nil {
		return Attempt{}, f.beginErr
	}
	f.begun++
	f.account, f.readOnly, f.scopes, f.ctx = account, s.ReadOnly, s.Scopes, ctx
	f.exchanging, f.arrived = make(chan struct{}), make(chan time.Time, 1)
	f.result = make(chan auth.Result, 1)
	result := f.result
	context.AfterFunc(ctx, func() { close(result) })
	return Attempt{
		URL: cmp.Or(f.url, fakeURL), Listening: "localhost:17865", Notice: f.notice,
		Deadline: time.Now().Add(5 * time.Minute), Exchanging: f.exchanging, Result: f.result, Paste: f.paste,
		Short: f.short, Arrived: f.arrived, Finish: f.finish,
	}, nil
}

func (f *fakeLogin) finish(text string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.finished = append(f.finished, text)
	return f.finishErr
}

func (f *fakeLogin) paste(text string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.pasted = append(f.pasted, text)
	return f.pasteErr
}

func (f *fakeLogin) openBrowser(_ context.Context, address string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.browsed = address
	return f.browserErr
}

func (f *fakeLogin) saveApp(id string, secret safe.Secret) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.savedID, f.savedSecret = id, secret
	return f.saveErr
}

// approve completes the sign-in.
func (f *fakeLogin) approve() {
	close(f.exchanging)
	scope := "trading data"
	if f.asAsked {
		scope = strings.Join(f.scopes, " ")
	}
	f.result <- auth.Result{Token: auth.Token{
		Access: safe.NewSecret("tok-secret"), Scope: scope, Env: string(f.account), ClientID: "3d24a5d01174",
	}}
}

// fakeTokens is a token store.
type fakeTokens struct {
	mu      sync.Mutex
	held    map[string]auth.Token
	saveErr error
	loadErr error
	deletes int
	kind    string // of the place that a new one would go to
}

func (f *fakeTokens) Load(_ context.Context, account string) (auth.Token, auth.Place, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.loadErr != nil {
		return auth.Token{}, auth.Place{}, f.loadErr
	}
	token, found := f.held[account]
	if !found {
		return auth.Token{}, auth.Place{}, auth.ErrNoToken
	}
	return token, auth.Place{}, nil
}

func (f *fakeTokens) Save(_ context.Context, token auth.Token) (auth.Place, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.saveErr != nil {
		return auth.Place{}, f.saveErr
	}
	if f.held == nil {
		f.held = map[string]auth.Token{}
	}
	f.held[token.Env] = token
	return auth.Place{}, nil
}

func (f *fakeTokens) Where(context.Context, string) auth.Place { return auth.Place{Kind: f.kind} }

func (f *fakeTokens) Delete(_ context.Context, account string) (auth.Deleted, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.held, account)
	f.deletes++
	return auth.Deleted{}, nil
}

// fakeBroker is an account whose poller publishes what a test gives it.
type fakeBroker struct {
	mu         sync.Mutex
	account    config.Account
	accountErr error

	accountReads int

	historyErr error
	updates    chan client.Update
	followed   int
	refreshed  int
	histories  []client.HistoryQuery
	seq        uint64
	events     chan client.OrderEvent

	granted    app.Credential
	verdict    *app.Verdict // of Refused; nil is that of the real policy for a stored token
	judged     int
	tokens     *fakeTokens // that judge deletes from, nil for none
	closed     []client.Order
	orders     []client.Order // that are found by their id, besides those that are closed
	ordersRead []string       // ids
	ordersErr  error
	asked      []client.OrderQuery
	activities []client.Activity
	shortPages int // what a page of activities holds at most; 0 is what is asked for
	pages      []client.ActivityQuery
	days       []client.TradingDay
	lists      map[string]client.Watchlist
	listsErr   error
	history    *client.History // nil is the sample
	gone       bool            // lists are named, but not found
	listReads  int
	changeErr  error // of what is created or renamed
	changed    []string
	latest     map[string]client.Latest
	latestErr  error
	quotesRead int
	bars       map[string][]client.Bar
	barsErr    error
	barQueries []client.BarQuery
	assets     []client.Asset
	assetsErr  error
	trading    *fakeTrading // nil where nothing can be sent
	askedFor   []client.Instrument
}

func newFakeBroker() *fakeBroker { return &fakeBroker{} }

func (f *fakeBroker) connect(_ config.Settings, account config.Account, c app.Credential) (Access, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.account, f.granted = account, c
	a := Access{Broker: f, Lists: f, Assets: func(context.Context) (*client.AssetIndex, error) {
		f.mu.Lock()
		defer f.mu.Unlock()
		return client.NewAssetIndex(f.assets), f.assetsErr
	}, Refused: f.judge}
	if c.ReadsData() {
		a.Data = f
	}
	if f.trading != nil {
		a.Trade, a.TypesSymbol = f.trading, account == config.Live
	}
	return a, nil
}

// judge replaces the token policy of app.
func (f *fakeBroker) judge(ctx context.Context, err error) app.Verdict {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.judged++
	if f.verdict != nil {
		return *f.verdict
	}
	var answer *client.Error
	refused := errors.As(err, &answer) && answer.Status == 401
	if refused && f.tokens != nil {
		_, _ = f.tokens.Delete(ctx, string(f.account))
	}
	return app.Verdict{Refused: refused, Deleted: refused}
}

func (f *fakeBroker) Orders(_ context.Context, q client.OrderQuery) ([]client.Order, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.asked = append(f.asked, q)
	var found []client.Order
	for _, o := range f.closed {
		if q.Until.IsZero() || o.SubmittedAt.Before(q.Until) {
			found = append(found, o)
		}
	}
	return found[:min(len(found), q.Limit)], f.ordersErr
}

// Order finds a closed order, or one of orders.
func (f *fakeBroker) Order(_ context.Context, id string) (client.Order, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.ordersRead = append(f.ordersRead, id)
	if o := client.FindOrder(append(slices.Clone(f.orders), f.closed...), id); o != nil {
		return *o, nil
	}
	return client.Order{}, &client.Error{Kind: client.ErrNotFound, Status: 404}
}

func (f *fakeBroker) Activities(_ context.Context, q client.ActivityQuery) ([]client.Activity, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.pages = append(f.pages, q)
	all := f.activities
	for i, a := range all {
		if a.ID == q.PageToken {
			all = all[i+1:]
			break
		}
	}
	return all[:min(len(all), q.PageSize, cmp.Or(f.shortPages, q.PageSize))], nil
}

func (f *fakeBroker) Calendar(context.Context, time.Time, time.Time) ([]client.TradingDay, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.days, nil
}

// instruments gives those of a symbol that market data was asked for.
func (f *fakeBroker) instruments(symbol string) []client.Instrument {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(f.askedFor), func(i client.Instrument) bool { return i.Symbol != symbol })
}

func (f *fakeBroker) Bars(_ context.Context, of []client.Instrument, q client.BarQuery) (map[string][]client.Bar, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.barQueries, f.askedFor = append(f.barQueries, q), append(f.askedFor, of...)
	return f.bars, f.barsErr
}

func (f *fakeBroker) Latest(_ context.Context, of []client.Instrument) (map[string]client.Latest, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.quotesRead++
	f.askedFor = append(f.askedFor, of...)
	return f.latest, f.latestErr
}

func (f *fakeBroker) Watchlists(context.Context) ([]client.Watchlist, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	var all []client.Watchlist
	for _, l := range f.lists {
		all = append(all, client.Watchlist{ID: l.ID, Name: l.Name})
	}
	return all, f.listsErr
}

func (f *fakeBroker) Watchlist(_ context.Context, id string) (client.Watchlist, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.list(id)
}

func (f *fakeBroker) list(id string) (client.Watchlist, error) {
	f.listReads++
	l, known := f.lists[id]
	if !known || f.gone {
		return l, &client.Error{Kind: client.ErrNotFound, Status: 404}
	}
	return l, nil
}

func (f *fakeBroker) CreateWatchlist(_ context.Context, name string, _ []string) (client.Watchlist, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.changed = append(f.changed, "create "+name)
	if f.changeErr != nil {
		return client.Watchlist{}, f.changeErr
	}
	l := client.Watchlist{ID: "new-" + name, Name: name}
	f.lists[l.ID] = l
	return l, nil
}

func (f *fakeBroker) RenameWatchlist(_ context.Context, id, name string) (client.Watchlist, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.changed = append(f.changed, "rename "+id+" "+name)
	l, err := f.list(id)
	if f.changeErr != nil {
		err = f.changeErr
	}
	if err == nil {
		l.Name = name
		f.lists[id] = l
	}
	return l, err
}

func (f *fakeBroker) DeleteWatchlist(_ context.Context, id string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.changed = append(f.changed, "delete "+id)
	delete(f.lists, id)
	return nil
}

func (f *fakeBroker) AddToWatchlist(_ context.Context, id, symbol string) (client.Watchlist, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.changed = append(f.changed, "add "+symbol)
	l, err := f.list(id)
	if err == nil {
		l.Assets = append(l.Assets, client.Asset{ID: symbol, Symbol: symbol, Class: "us_equity"})
		f.lists[id] = l
	}
	return l, err
}

func (f *fakeBroker) RemoveFromWatchlist(_ context.Context, id, symbol string) (client.Watchlist, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.changed = append(f.changed, "remove "+symbol)
	l, err := f.list(id)
	if err == nil {
		l.Assets = slices.DeleteFunc(slices.Clone(l.Assets), func(a client.Asset) bool { return a.Symbol == symbol })
		f.lists[id] = l
	}
	return l, err
}

func (f *fakeBroker) Account(context.Context) (client.Account, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.accountReads++
	return sampleAccount(), f.accountErr
}

func (f *fakeBroker) History(_ context.Context, q client.HistoryQuery) (client.History, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.histories = append(f.histories, q)
	if f.history != nil {
		return *f.history, f.historyErr
	}
	return sampleHistory(), f.historyErr
}

func (f *fakeBroker) Follow(ctx context.Context, _ time.Duration) Feed {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.followed++
	f.updates, f.events = make(chan client.Update, 1), make(chan client.OrderEvent, 16)
	feed := fakeFeed{f, f.updates, f.events}
	context.AfterFunc(ctx, func() { close(feed.updates); close(feed.events) })
	return feed
}

// fakeFeed is one poller of the broker: two accounts have one each.
type fakeFeed struct {
	*fakeBroker
	updates chan client.Update
	events  chan client.OrderEvent
}

func (f fakeFeed) Updates() <-chan client.Update    { return f.updates }
func (f fakeFeed) Events() <-chan client.OrderEvent { return f.events }

func (f *fakeBroker) Refresh() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.refreshed++
}

// publish sends a snapshot as the poller does.
func (f *fakeBroker) publish(snapshot client.Snapshot) {
	snapshot.At = time.Now()
	f.tell(snapshot)
}

// tell publishes a snapshot without changing its time.
func (f *fakeBroker) tell(snapshot client.Snapshot) {
	f.seq++
	f.updates <- client.Update{
		Seq: f.seq, Snapshot: &snapshot, State: client.Fresh, Since: time.Now(), Every: 3 * time.Second,
		Rate: client.Rate{Known: true, Limit: 200, Remaining: 157},
	}
}

var errDown = errors.New("connection refused")

func d(text string) client.Decimal {
	if text == "" {
		return client.Decimal{}
	}
	return client.Decimal{NullDecimal: decimal.NewNullDecimal(decimal.RequireFromString(text))}
}

func sampleAccount() client.Account {
	return client.Account{
		ID: "a1", Number: "PA3QUIPU7", Status: "ACTIVE", Currency: "USD",
		Equity: d("124552.52"), LastEquity: d("123217.51"), Cash: d("122086.50"), BuyingPower: d("245432.61"), Multiplier: d("2"),
	}
}

// sampleSnapshot needs every rule of formatting: a whole and a fractional quantity, an
// option, crypto, a stock below a dollar, a short, and a stock without a price.
func sampleSnapshot() client.Snapshot {
	position := func(id, symbol, class, qty, price, change, day, average, value, total, percent, cost string) client.Position {
		return client.Position{
			AssetID: id, Symbol: symbol, AssetClass: class, Qty: d(qty), CurrentPrice: d(price), ChangeToday: d(change),
			UnrealizedIntradayPL: d(day), AvgEntryPrice: d(average), MarketValue: d(value), UnrealizedPL: d(total),
			UnrealizedPLPC: d(percent), CostBasis: d(cost),
		}
	}
	return client.Snapshot{
		Account: sampleAccount(),
		Positions: []client.Position{
			position("1", "AAPL", "us_equity", "5", "120", "0.0084", "5", "100", "600", "100", "0.2", "500"),
			position("2", "AAPL261218C00250000", "us_option", "2", "12.8", "0.0579", "140", "10.35", "2560", "490", "0.2367", "2070"),
			position("3", "BRK.B", "us_equity", "3.141592653", "471.02", "0.0054", "7.92", "402.11", "1479.75", "216.49", "0.1714", "1263.26"),
			position("4", "BTCUSD", market.Crypto, "0.000123456", "67890.12", "0.0286", "0.23", "61234.5", "8.38", "0.82", "0.1087", "7.56"),
			position("5", "SIRI", "us_equity", "1000", "0.7999", "-0.0125", "-10.10", "0.8123", "799.90", "-12.40", "-0.0153", "812.30"),
			position("6", "TSLA", "us_equity", "-12", "248.5", "-0.0259", "79.20", "251.75", "-2982.00", "39", "0.0129", "-3021"),
			position("7", "HALT", "us_equity", "10", "", "", "", "1", "", "", "", "10"),
		},
		Orders: []client.Order{
			{ID: "o1", AssetID: "1", Symbol: "AAPL", Side: "sell", Type: "limit", Qty: d("5"), LimitPrice: d("130")},
			{ID: "o2", AssetID: "3", Symbol: "BRK.B", Side: "sell", Type: "stop", Qty: d("3"), StopPrice: d("440")},
		},
		Clock: client.Clock{
			Timestamp: time.Now(), IsOpen: true,
			NextClose: time.Now().Add(2*time.Hour + 13*time.Minute + 30*time.Second), NextOpen: time.Now().Add(20 * time.Hour),
		},
	}
}

// values gives figures; "" is unknown.
func values(texts ...string) []decimal.NullDecimal {
	all := make([]decimal.NullDecimal, len(texts))
	for i, text := range texts {
		all[i] = d(text).NullDecimal
	}
	return all
}

func parsed(symbol string) (format.Option, bool) { return format.ParseOption(symbol) }

func sampleHistory() client.History {
	h := client.History{Timeframe: "5Min", BaseValue: d("123217.51")}
	for i, equity := range []string{"123217", "123300", "123250", "", "123500", "123900", "123800", "124200", "124552.52"} {
		h.Points = append(h.Points, client.Point{At: time.Unix(int64(i)*300, 0), Equity: d(equity)})
	}
	return h
}
