package trade

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"quipu/client"
	"quipu/demo"
	"quipu/market"
	"quipu/safe"
)

// stage is the demo's broker with a client and a trader of its paper account.
// Its clock stands still at 13:47 in New York unless a test moves it.
type stage struct {
	t       *testing.T
	address string
	broker  *demo.Broker
	client  *client.Client
	data    *client.Data
	trader  *Trader
	clock   *atomic.Int64 // nanoseconds
}

func newStage(t *testing.T) *stage { t.Helper(); return newStageFrom(t, "") }

// newStageFrom begins at a time of New York, "" is 13:47 of a trading day.
func newStageFrom(t *testing.T, from string) *stage {
	t.Helper()
	if from == "" {
		return newStageOf(t, demo.Options{})
	}
	begins, err := time.ParseInLocation("2006-01-02T15:04", from, market.NewYork)
	if err != nil {
		t.Fatal(err)
	}
	return beginStage(t, demo.Options{}, begins)
}

func newStageOf(t *testing.T, options demo.Options) *stage {
	t.Helper()
	return beginStage(t, options, demo.MidSession(noon))
}

func beginStage(t *testing.T, options demo.Options, begins time.Time) *stage {
	t.Helper()
	at := new(atomic.Int64)
	at.Store(begins.UnixNano())
	clock := func() time.Time { return time.Unix(0, at.Load()) }
	options.StaticMarket, options.Now = true, clock
	broker := demo.New(options)
	server := httptest.NewServer(broker)
	t.Cleanup(func() { server.Close(); _ = broker.Close() })
	s := stageAt(t, server.URL, broker.KeyID, broker.KeySecret.Reveal(), t.TempDir(), clock)
	s.broker, s.clock = broker, at
	return s
}

// stageAt is a client and a trader of a broker that runs elsewhere.
func stageAt(t *testing.T, address, id, secret, journal string, now func() time.Time) *stage {
	t.Helper()
	s := &stage{t: t, address: address, clock: new(atomic.Int64)}
	options := client.Options{BaseURL: address, Credentials: client.Keys(id, safe.NewSecret(secret)), Now: now}
	var err error
	if s.client, err = client.New(options); err != nil {
		t.Fatal(err)
	}
	if s.data, err = client.NewData(options); err != nil {
		t.Fatal(err)
	}
	s.trader = &Trader{Broker: s.client, Now: now}
	s.trader.Read = func(_ context.Context, symbol string) (Facts, error) { return s.facts(symbol), nil }
	s.trader.Pause = func(_ context.Context, wait time.Duration) error { s.advance(wait); return nil }
	if s.trader.Journal, err = OpenJournal(journal, testAccount, address, now); err != nil {
		t.Fatal(err)
	}
	return s
}

func (s *stage) now() time.Time { return s.trader.Now() }

func (s *stage) advance(d time.Duration) { s.clock.Add(int64(d)) }

func (s *stage) facts(symbol string) Facts {
	s.t.Helper()
	s.advance(time.Millisecond) // they are younger than the orders before
	f, err := Read(s.t.Context(), s.client, s.data, symbol, false, s.trader.Now)
	if err != nil {
		s.t.Fatal(err)
	}
	return f
}

// ticket reads "buy AAPL 10 limit=232.30 tif=gtc": the type follows from the
// prices unless it is given.
func ticket(t *testing.T, text string) Ticket {
	t.Helper()
	words := strings.Fields(text)
	size, err := ParseSize(strings.ReplaceAll(words[2], "_", " "))
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	k := Ticket{Side: words[0], Symbol: words[1], Size: size, TIF: "day", Type: Market}
	for _, word := range words[3:] {
		name, value, _ := strings.Cut(word, "=")
		switch name {
		case "type":
			k.Type = value
		case "tif":
			k.TIF = value
		case "extended":
			k.ExtendedHours = true
		case "oco":
			k.Exits, k.Type = true, Limit
		case "limit":
			k.Limit, k.Type = dec(value), Limit
		case "stop":
			k.Stop, k.Type = dec(value), Stop
		case "stoplimit":
			k.Limit, k.Type = dec(value), StopLimit
		case "trail":
			k.TrailPrice, k.Type = dec(value), TrailingStop
		case "trail%":
			k.TrailPercent, k.Type = dec(value), TrailingStop
		case "profit":
			k.TakeProfit = dec(value)
		case "loss":
			k.StopLoss = dec(value)
		case "losslimit":
			k.StopLossLimit = dec(value)
		default:
			t.Fatalf("%s: %s", text, word)
		}
	}
	return k
}

// TestCheckAgreesWithTheBroker sends each order to the demo, which refuses in
// Alpaca's words, and compares with what Check said before. The market stands
// still: AAPL 232.51, 60 held and 20 of them in a sell at 260; TSLA 248.50, 12
// short with a buy stop-limit; SIRI 0.7999; BTC 67890.12, ETH 3412.6475 with
// 1.25 held.
func TestCheckAgreesWithTheBroker(t *testing.T) {
	for _, c := range []struct {
		order string
		field Field  // "" with code 0: it is taken
		code  int    // of the broker's refusal
		says  string // in the broker's message
	}{
		// Shares, whole.
		{"buy JPM 10", "", 0, ""},
		{"buy AAPL 10 limit=230", "", 0, ""},
		{"buy AAPL 10 limit=230 tif=gtc", "", 0, ""},
		{"buy AAPL 10 limit=230 tif=ioc", "", 0, ""},
		{"buy KO 10 stop=70", "", 0, ""},
		{"buy KO 10 stop=70 stoplimit=71", "", 0, ""},
		{"sell MSFT 10 trail=5", "", 0, ""},
		{"sell MSFT 10 trail%=0.1 tif=gtc", "", 0, ""},
		{"buy AAPL 10 limit=230 extended", "", 0, ""},
		{"buy AAPL 10 limit=230.001", LimitField, 42210000, "sub-penny"},
		{"buy SIRI 10 limit=0.7999", "", 0, ""},
		{"buy SIRI 10 limit=0.79995", LimitField, 42210000, "sub-penny"},
		{"buy AAPL 10 type=limit", LimitField, 40010001, "require a limit price"},
		{"buy AAPL 10 limit=230 type=market", LimitField, 40010001, "market orders require no"},
		{"buy AAPL 10 type=stop", StopField, 40010001, "stop price"},
		{"buy AAPL 10 type=trailing_stop", TrailField, 40010001, "trail"},
		{"buy AAPL 10 trail=1 trail%=2", TrailField, 40010001, "trail"},
		{"sell MSFT 10 trail%=0.05", TrailField, 40010001, "0.1"},
		{"sell MSFT 10 trail=5 tif=ioc", TIFField, 42210000, "time_in_force"},
		{"sell MSFT 10 stop=500", StopField, 42210000, "less than current"},
		{"buy KO 10 stop=60", StopField, 42210000, "greater than current"},
		{"buy AAPL 10 extended", ExtendedField, 42210000, "extended hours"},
		{"buy AAPL 10 limit=230 tif=ioc extended", ExtendedField, 42210000, "extended hours"},
		{"buy AAPL 10 tif=opg", TIFField, 40310000, "opg"},
		{"buy AAPL 10 limit=230 tif=cls", "", 0, ""},
		{"buy NOSUCH 10", SymbolField, 42210000, "not found"},
		{"sell HALT 10", SymbolField, 42210000, "not tradable"},
		{"buy AAPL 10 limit=230 tif=fok", "", 0, ""},
		{"buy INTC 10 stop=25 tif=gtc", "", 0, ""},
		{"buy KO 10 stop=70 stoplimit=71 tif=fok", TIFField, 42210000, "time_in_force"},
		{"sell MSFT 10 stop=400 tif=opg", TIFField, 42210000, "time_in_force"},
		{"sell INTC 10", "", 0, ""}, // a short sale

		// Fractions and dollars.
		{"buy JPM 0.5", "", 0, ""},
		{"buy JPM $500", "", 0, ""},
		{"buy AAPL 0.5 limit=230", "", 0, ""},
		{"buy AAPL 0.5 tif=gtc", TIFField, 42210000, "DAY"},
		{"buy AAPL 0.5 trail=5", TypeField, 42210000, "trailing"},
		{"buy AAPL 0.5 profit=250 loss=220", ProfitField, 42210000, "simple"},
		{"buy AAPL $0.50", SizeField, 40310000, "minimal amount"},
		{"buy AAPL 0.001", SizeField, 40310000, "minimal amount"},
		{"buy AAPL 0.5 limit=230 extended", "", 0, ""},
		{"buy JPM 0.5 stop=250", "", 0, ""},
		{"buy JPM 0.5 limit=240 tif=ioc", TIFField, 42210000, "DAY"},
		{"buy JPM 0.5 limit=240 loss=220", LossField, 42210000, "simple"},

		// Exits.
		{"buy AAPL 10 limit=230 profit=250 loss=220", "", 0, ""},
		{"buy AAPL 10 profit=250 loss=220", "", 0, ""},
		{"buy AAPL 10 limit=230 loss=220", "", 0, ""},
		{"buy AAPL 10 limit=230 profit=250", "", 0, ""},
		{"buy AAPL 10 limit=230 profit=225 loss=220", ProfitField, 42210000, "take_profit"},
		{"buy AAPL 10 limit=230 profit=250 loss=231", LossField, 42210000, "stop_loss"},
		{"buy AAPL 10 limit=230 profit=250 loss=230", LossField, 42210000, "stop_loss"},
		{"buy AAPL 10 limit=240 profit=250 loss=235", LossField, 42210000, "stop_loss"}, // below the entry and above the market
		{"sell INTC 10 limit=25 profit=20 loss=30", "", 0, ""},
		{"sell INTC 10 limit=25 profit=26 loss=30", ProfitField, 42210000, "take_profit"},
		{"sell INTC 10 limit=25 profit=20 loss=24", LossField, 42210000, "stop_loss"},
		{"buy AAPL 10 limit=230 profit=250.001 loss=220", ProfitField, 42210000, "sub-penny"},
		{"buy KO 10 stop=70 profit=80 loss=60", ProfitField, 42210000, "entry orders"},
		{"sell AAPL 10 limit=240 profit=220 loss=250", ProfitField, 42210000, "entry orders"},
		{"buy AAPL 10 limit=230 profit=250 loss=220 tif=ioc", TIFField, 42210000, "DAY or GTC"},
		{"buy AAPL 10 limit=230 profit=250 loss=220 extended", ExtendedField, 42210000, "DAY or GTC"},

		{"buy TSM 0.5 limit=180 extended", ExtendedField, 42210000, "not taken in extended hours"},

		// Both exits of what is held: MSFT stands at 428.12.
		{"sell MSFT 35 oco profit=500 loss=400", "", 0, ""},
		{"sell MSFT 10 oco profit=500 loss=400 tif=gtc", "", 0, ""},
		{"sell MSFT 10 oco profit=420 loss=400", "", 0, ""}, // the profit is taken at once
		{"sell MSFT 36 oco profit=500 loss=400", SizeField, 40310000, "insufficient qty"},
		{"sell MSFT 1.5 oco profit=500 loss=400", SizeField, 42210000, "simple"},
		{"sell MSFT 10 oco profit=500", LossField, 42210000, "require take_profit and stop_loss"},
		{"sell MSFT 10 oco loss=400", ProfitField, 40010001, "require a limit price"},
		{"sell MSFT 10 oco profit=500 loss=500", LossField, 42210000, "stop_loss"},
		{"sell MSFT 10 oco profit=500 loss=428.12", LossField, 42210000, "stop_loss"},
		{"sell MSFT 10 oco profit=500 loss=430", LossField, 42210000, "stop_loss"},
		{"sell MSFT 10 oco profit=500.001 loss=400", ProfitField, 42210000, "sub-penny"},
		{"sell MSFT 10 oco profit=500 loss=400.001", LossField, 42210000, "sub-penny"},
		{"sell MSFT 10 oco profit=500 loss=400 tif=ioc", TIFField, 42210000, "DAY or GTC"},
		{"sell MSFT 10 oco profit=500 loss=400 extended", ExtendedField, 42210000, "DAY or GTC"},
		{"buy MSFT 10 oco profit=400 loss=500", TicketField, 42210000, "exit orders"},
		{"sell INTC 10 oco profit=26 loss=22", TicketField, 42210000, "exit orders"},
		{"sell ETH/USD 1 oco profit=4000 loss=3000 tif=gtc", ProfitField, 42210000, "simple"},

		// What is held.
		{"sell AAPL 40", "", 0, ""},
		{"sell AAPL 41", SizeField, 40310000, "insufficient qty"},
		{"sell AAPL 61", SizeField, 40310000, "insufficient qty"},
		{"buy TSLA 12", SizeField, 40310000, "insufficient qty"}, // the stop-limit holds them
		{"buy TSLA 13", SizeField, 40310000, "insufficient qty"},
		{"sell SIRI 0.5", "", 0, ""},
		{"sell TSLA 0.5", SizeField, 42210000, "sold short"},
		{"sell SOL/USD 1 tif=gtc", SizeField, 40310000, "insufficient balance"},

		// Wash trades: AAPL has a sell limit at 260, NVDA a trailing sell, BRK.B a sell stop.
		{"buy AAPL 1 limit=259.99", "", 0, ""},
		{"buy AAPL 1", TicketField, 40310000, "wash trade"},
		{"buy AAPL 1 limit=260", TicketField, 40310000, "wash trade"},
		{"buy BRK.B 1 limit=400", TicketField, 40310000, "wash trade"},
		{"buy NVDA 1", "", 0, ""},

		// Shares with conditions: NWCO has not begun to trade, USO is a partnership.
		{"buy NWCO 10 limit=20", "", 0, ""},
		{"buy NWCO 10", TypeField, 42210000, "limit orders"},
		{"buy NWCO 10 stop=20 stoplimit=21", TypeField, 42210000, "limit orders"},
		{"buy NWCO 0.5 limit=20", SizeField, 42210000, "not fractionable"},
		{"sell NWCO 10 limit=20", SizeField, 42210000, "sold short"},
		{"buy USO 10", SymbolField, 40310000, "PTP"},
		{"buy USO $100", SymbolField, 40310000, "PTP"},
		{"sell USO 10", "", 0, ""},

		// Money.
		{"buy JPM 100000", SizeField, 40310000, "insufficient buying power"},
		{"buy BTC/USD 2 tif=gtc", SizeField, 40310000, "insufficient buying power"},
		{"buy BTC/USD 3 tif=gtc", SizeField, 40310000, "maximal amount"},
		{"sell INTC 10000", SizeField, 40310000, "insufficient buying power"}, // a short sale takes it too

		// Crypto.
		{"buy ETH/USD 0.1 tif=gtc", "", 0, ""},
		{"buy ETH/USD $100 tif=ioc", "", 0, ""},
		{"buy ETH/USD 0.1", TIFField, 42210000, "crypto time_in_force"},
		{"buy ETH/USD 0.1 stop=4000 tif=gtc", TypeField, 42210000, "order type"},
		{"sell ETH/USD 2 tif=gtc", SizeField, 40310000, "insufficient"},
		{"buy ETH/USD 0.1 limit=3000.1234 tif=gtc", "", 0, ""},
		{"buy ETH/USD 0.1 limit=3000.12345 tif=gtc", LimitField, 42210000, "price increment"},
		{"buy AVAX/USD 0.0305 tif=gtc", SizeField, 42210000, "minimal qty"},
		{"buy ETH/USD 0.1 limit=3000 tif=fok", TIFField, 42210000, "crypto time_in_force"},
		{"buy ETH/USD 0.1 limit=3000 profit=4000 loss=2000 tif=gtc", ProfitField, 42210000, "simple"},
		{"buy ETH/USD 0.1 limit=3000 tif=gtc extended", ExtendedField, 42210000, "simple"},
		{"buy ETH/USD 0.1 trail=5 tif=gtc", TypeField, 42210000, "order type"},
		{"buy BTC/USD 0.001 limit=50000 tif=gtc", "", 0, ""}, // another purchase rests
		{"sell BTC/USD 0.0001 tif=gtc", TicketField, 40310000, "wash trade"},
	} {
		t.Run(c.order, func(t *testing.T) {
			newStage(t).agrees(c.order, c.field, c.code, c.says)
		})
	}
}

// agrees sends an order and compares what the broker says with what Check said
// before, and both with what is wanted: code 0 is an order that is taken.
func (s *stage) agrees(order string, field Field, code int, says string) {
	s.t.Helper()
	k := ticket(s.t, order)
	plan := Prepare(k, s.facts(k.Symbol))
	body, err := json.Marshal(plan.Order)
	if err != nil {
		s.t.Fatal(err)
	}
	if plan.Order.Symbol == "" {
		body, _ = json.Marshal(client.OrderRequest{Symbol: k.Symbol, Side: k.Side, Type: k.Type, TimeInForce: k.TIF, Qty: client.Known(k.Size.Value)})
	}
	_, answer := s.client.SubmitOrder(s.t.Context(), body)
	if taken := code == 0; taken != (answer == nil) {
		s.t.Errorf("the broker says %v\n%s", answer, body)
	}
	var e *client.Error
	if errors.As(answer, &e) && (e.Code != code || !strings.Contains(e.Message, says)) {
		s.t.Errorf("the broker says %d %s", e.Code, e.Message)
	}
	problems := plan.Problems.Refusals()
	switch {
	case code == 0 && len(problems) > 0:
		s.t.Errorf("Check refuses it: %v", problems)
	case code != 0 && !refuses(problems, field):
		s.t.Errorf("Check finds %v, and not the %s", problems, field)
	}
}

// TestCheckAgreesWithTheBrokerOnTheDay is TestCheckAgreesWithTheBroker with
// orders before, the owner's own settings, or another time of New York.
func TestCheckAgreesWithTheBrokerOnTheDay(t *testing.T) {
	for _, c := range []struct {
		before  string // orders, with a ; between
		setting string
		at      string
		order   string
		field   Field
		code    int
		says    string
	}{
		{before: "sell INTC 10 limit=30", order: "buy INTC 5 limit=20", field: SizeField, code: 40310000, says: "while a short sell order is open"},
		{before: "buy INTC 10 limit=20", order: "sell INTC 5 limit=30", field: SizeField, code: 40310000, says: "while a long buy order is open"},
		{before: "buy INTC 10 limit=20 profit=26 loss=18", order: "buy INTC 5 limit=20"},
		{before: "sell MSFT 35 limit=500", order: "sell MSFT 1 limit=510", field: SizeField, code: 40310000, says: "insufficient qty"},
		{before: "sell MSFT 34 limit=500", order: "sell MSFT 1 limit=510"},
		{before: "buy MSFT 100 limit=400; buy MSFT 100 limit=401", order: "buy MSFT 110 limit=400", field: SizeField, code: 40310000, says: "insufficient buying power"},
		{before: "buy ETH/USD 5 limit=3000 tif=gtc", order: "buy ETH/USD 2 limit=3000 tif=gtc", field: SizeField, code: 40310000, says: "insufficient buying power"},
		{before: "sell MSFT 10 stop=400", order: "buy MSFT 1 limit=390", field: TicketField, code: 40310000, says: "wash trade"},
		{before: "sell MSFT 10 stop=400", order: "buy MSFT 1 limit=390 profit=500 loss=300"},
		{before: "sell MSFT 10 stop=400", order: "buy MSFT 1 limit=390 loss=300", field: TicketField, code: 40310000, says: "wash trade"}, // an OTO is not exempt
		{before: "sell MSFT 10 stop=400 stoplimit=399", order: "buy MSFT 1 limit=398.99"},
		{setting: "suspend_trade", order: "buy JPM 1", field: TicketField, code: 40310000, says: "user request"},
		{setting: "no_shorting", order: "sell INTC 1", field: SizeField, code: 40310000, says: "not allowed to short"},
		{setting: "ptp_no_exception_entry", order: "buy USO 10"},
		{at: "2026-03-09T23:00", order: "buy QQQ 1 limit=240 extended"},
		{at: "2026-03-09T23:00", order: "buy JPM 1 limit=240 extended"},
		{at: "2026-03-07T12:00", order: "buy JPM 1 limit=240 extended"}, // Saturday
		{at: "2026-03-09T18:00", order: "buy JPM 1 limit=240"},
		{at: "2026-03-09T18:00", order: "buy JPM 1"},
		{at: "2026-03-09T18:00", order: "buy JPM 1 limit=240 extended"},
		{at: "2026-03-10T09:27", order: "buy JPM 1 tif=opg"},
		{at: "2026-03-10T09:28", order: "buy JPM 1 tif=opg", field: TIFField, code: 40310000, says: "opg"},
		{at: "2026-03-10T15:49", order: "buy JPM 1 tif=cls"},
		{at: "2026-03-10T15:50", order: "buy JPM 1 tif=cls", field: TIFField, code: 40310000, says: "cls"},
		{at: "2026-03-10T18:59", order: "buy JPM 1 limit=240 tif=cls", field: TIFField, code: 40310000, says: "cls"},
		{at: "2026-03-10T19:00", order: "buy JPM 1 limit=240 tif=cls"},
		{at: "2026-03-10T19:00", order: "buy JPM 1 tif=opg"},
		{at: "2026-03-10T09:27", order: "buy JPM 1 tif=cls"},
		{at: "2026-11-27T12:49", order: "buy JPM 1 tif=cls"}, // a half day, which closes at 13:00
		{at: "2026-11-27T12:50", order: "buy JPM 1 tif=cls", field: TIFField, code: 40310000, says: "before 12:50pm"},
		{at: "2026-11-27T13:30", order: "buy JPM 1 tif=cls", field: TIFField, code: 40310000, says: "cls"},
		{at: "2026-11-27T14:30", order: "buy JPM 1 limit=240 tif=cls", field: TIFField, code: 40310000, says: "cls"},
		{at: "2026-11-27T18:59", order: "buy JPM 1 tif=cls", field: TIFField, code: 40310000, says: "cls"},
		{at: "2026-11-27T19:00", order: "buy JPM 1 tif=cls"},
		{at: "2026-11-27T09:29", order: "buy JPM 1 tif=opg", field: TIFField, code: 40310000, says: "opg"},
		{at: "2026-11-28T14:00", order: "buy JPM 1 tif=cls"}, // Saturday
		{at: "2026-11-26T14:00", order: "buy JPM 1 tif=cls"}, // Thanksgiving
		{at: "2026-03-07T12:00", order: "buy ETH/USD 0.1 tif=gtc"},
	} {
		t.Run(c.before+c.setting+c.at+" "+c.order, func(t *testing.T) {
			s := newStageFrom(t, c.at)
			for _, order := range strings.Split(c.before, "; ") {
				if order != "" {
					s.agrees(order, "", 0, "")
				}
			}
			if c.setting != "" {
				s.configureTo(`{"` + c.setting + `":true}`)
			}
			s.agrees(c.order, c.field, c.code, c.says)
		})
	}
}

// configureTo changes the account's configuration at the broker.
func (s *stage) configureTo(body string) {
	s.t.Helper()
	request, err := http.NewRequestWithContext(s.t.Context(), http.MethodPatch, s.address+"/v2/account/configurations", strings.NewReader(body))
	if err != nil {
		s.t.Fatal(err)
	}
	s.broker.Authenticate(request, "")
	response, err := http.DefaultClient.Do(request)
	if err != nil || response.StatusCode != http.StatusOK {
		s.t.Fatalf("%s: %v %v", body, response, err)
	}
	_ = response.Body.Close()
}

func refuses(problems Problems, field Field) bool {
	for _, p := range problems {
		if p.Field == field && p.By == byAlpaca {
			return true
		}
	}
	return false
}

func (s *stage) plan(text string) Plan {
	s.t.Helper()
	k := ticket(s.t, text)
	return Prepare(k, s.facts(k.Symbol))
}

func TestAnOrderIsSentAndSettled(t *testing.T) {
	s := newStage(t)
	entry, err := s.trader.Send(t.Context(), s.plan("buy AAPL 3 limit=230"))
	if err != nil || entry.State != Accepted || entry.OrderID == "" {
		t.Fatalf("%+v %v", entry, err)
	}
	order, err := s.client.OrderByClientID(t.Context(), entry.ID)
	if err != nil || order.ID != entry.OrderID || !order.Qty.Decimal.Equal(decimal.NewFromInt(3)) {
		t.Errorf("%+v %v", order, err)
	}
	if _, err := s.trader.Cancel(t.Context(), order); err != nil {
		t.Fatal(err)
	}
	order, err = s.client.OrderByClientID(t.Context(), entry.ID)
	if err != nil || order.Status != "canceled" {
		t.Fatalf("%+v %v", order, err)
	}
	learned, err := s.trader.Observe([]client.Order{order})
	if err != nil || len(learned) != 2 {
		t.Fatalf("%+v %v", learned, err)
	}
	for _, e := range learned {
		if e.State != Settled || e.Status != "canceled" || e.Reason != "" {
			t.Errorf("%s: %+v", e.Action, e)
		}
	}
}

// The broker's yes to a cancel or a change is no proof: an order that is filled on the way
// wins, and the journal says so.
func TestACancelOrAChangeThatComesTooLateIsReported(t *testing.T) {
	for _, c := range []struct {
		faults   demo.Faults
		canceled string
		reason   string
		replaced string // the new order
		why      string
	}{
		{demo.Faults{Pending: 1}, "canceled", "", "new", ""},
		{demo.Faults{Filled: 1}, "filled", "the order was filled first", "rejected", "the order was filled first"},
	} {
		s := newStageOf(t, demo.Options{Faults: c.faults})
		var orders []client.Order
		for _, order := range []string{"buy AAPL 3 limit=230", "buy KO 3 limit=60"} {
			entry, err := s.trader.Send(t.Context(), s.plan(order))
			if err != nil || entry.State != Accepted {
				t.Fatalf("%+v %v", entry, err)
			}
			s.advance(5 * time.Second)
			o, err := s.client.Order(t.Context(), entry.OrderID)
			if err != nil || o.Status != "new" {
				t.Fatalf("%+v %v", o, err)
			}
			orders = append(orders, o)
		}
		canceled, err := s.trader.Cancel(t.Context(), orders[0])
		if err != nil || canceled.State != Accepted {
			t.Fatalf("%+v %v", canceled, err)
		}
		replaced, err := s.trader.Send(t.Context(), PrepareReplace(orders[1], Change{Limit: dec("61")}, s.facts("KO")))
		if err != nil || replaced.State != Accepted {
			t.Fatalf("%+v %v", replaced, err)
		}
		if _, done, err := s.trader.Proven(t.Context(), replaced); done || err != nil {
			t.Errorf("the change is proven before it is done: %v", err)
		}
		s.advance(5 * time.Second)
		replaced, done, err := s.trader.Proven(t.Context(), replaced)
		if err != nil || !done || replaced.Status != c.replaced || replaced.Reason != c.why {
			t.Errorf("%+v: the change is %v %+v %v", c.faults, done, replaced, err)
		}
		o, err := s.client.Order(t.Context(), orders[0].ID)
		if err == nil {
			_, err = s.trader.Observe([]client.Order{o})
		}
		if err != nil {
			t.Fatal(err)
		}
		if got, err := s.trader.entry(canceled.ID); err != nil || got.State != Settled || got.Status != c.canceled || got.Reason != c.reason {
			t.Errorf("%+v: the cancel is %+v %v", c.faults, got, err)
		}
	}
}

// lossy loses the answer of the first order, before or after it arrives.
type lossy struct {
	Broker
	arrives bool
	sent    int
}

func (l *lossy) SubmitOrder(ctx context.Context, body json.RawMessage) (client.Order, error) {
	l.sent++
	if l.arrives {
		_, _ = l.Broker.SubmitOrder(ctx, body)
	}
	return client.Order{}, &client.Error{Doing: "send the order", Kind: client.ErrUnknownOutcome}
}

func TestALostAnswerIsLookedUpAndBlocksItsLike(t *testing.T) {
	for _, arrives := range []bool{true, false} {
		s := newStage(t)
		broker := &lossy{Broker: s.client, arrives: arrives}
		s.trader.Broker = broker
		entry, err := s.trader.Send(t.Context(), s.plan("buy AAPL 3 limit=230"))
		if !errors.Is(err, client.ErrUnknownOutcome) || entry.State != Unknown {
			t.Fatalf("%+v %v", entry, err)
		}
		var refusal *Refusal
		if _, err := s.trader.Send(t.Context(), s.plan("buy AAPL 5 limit=229")); !errors.As(err, &refusal) || broker.sent != 1 {
			t.Fatalf("a second order goes beside it: %v", err)
		}
		if _, err := s.trader.Send(t.Context(), s.plan("buy MSFT 1 limit=400")); errors.As(err, &refusal) {
			t.Errorf("another instrument is blocked: %v", err)
		}
		settled, err := s.trader.Settle(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if arrives && (len(settled) != 2 || settled[0].State != Accepted) {
			t.Errorf("it arrived, and %+v is known", settled)
		}
		if !arrives && len(settled) != 0 {
			t.Errorf("it did not arrive, and %+v is known", settled)
		}
		open, err := s.trader.Unsettled()
		if err != nil || !arrives && len(open) != 2 || arrives && len(open) != 0 {
			t.Errorf("%+v is open: %v", open, err)
		}
		if !arrives {
			if err := s.trader.Dismiss(entry.ID); err != nil {
				t.Fatal(err)
			}
			if _, err := s.trader.Send(t.Context(), s.plan("buy AAPL 5 limit=229")); errors.As(err, &refusal) {
				t.Errorf("it blocks after it was dismissed: %v", err)
			}
		}
	}
}

func TestADismissedOrderThatTurnsUpIsReported(t *testing.T) {
	s := newStage(t)
	s.trader.Broker = &lossy{Broker: s.client, arrives: true}
	entry, _ := s.trader.Send(t.Context(), s.plan("buy AAPL 3 limit=230"))
	if err := s.trader.Dismiss(entry.ID); err != nil {
		t.Fatal(err)
	}
	orders, _, err := s.client.OpenOrders(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	learned, err := s.trader.Observe(orders)
	if err != nil || len(learned) != 1 || learned[0].ID != entry.ID || learned[0].State != Accepted {
		t.Errorf("%+v %v", learned, err)
	}
}

func TestARefusalOfTheBrokerIsKept(t *testing.T) {
	s := newStage(t)
	plan := s.plan("buy AAPL 3 limit=230")
	plan.Problems = nil
	plan.Order.LimitPrice = dec("230.001")
	entry, err := s.trader.Send(t.Context(), plan)
	if !errors.Is(err, client.ErrRejected) || entry.State != Refused || !strings.Contains(entry.Reason, "sub-penny") {
		t.Errorf("%+v %v", entry, err)
	}
}

// TestLegsOfAFilledBracketAreWorking however the broker lists them: no other order may
// hold the same shares or trade with them.
func TestLegsOfAFilledBracketAreWorking(t *testing.T) {
	for _, nesting := range []demo.Nesting{demo.LegsByThemselves, demo.LegsFlat, demo.LegsUnderParent} {
		s, price := newStageOf(t, demo.Options{Nesting: nesting}), decimal.NewFromInt
		id, err := s.broker.Place("paper", demo.Ticket{
			Symbol: "KO", Side: "buy", Type: "limit", TimeInForce: "gtc", Qty: price(4), Limit: price(60), TakeProfit: price(600), StopLoss: price(5),
		})
		if err == nil {
			err = s.broker.Fill("paper", id, price(4), price(60))
		}
		if err != nil {
			t.Fatal(err)
		}
		f := s.facts("KO")
		if taken := f.taken("sell", client.Decimal{}); taken.Decimal.String() != "4" {
			t.Errorf("%d: two exits for 4 take %s", nesting, taken.Decimal)
		}
		if legs := f.working(); len(legs) != 2 || len(GoesWith(legs[0], f.Orders)) != 1 || legs[0].Class != Bracket || legs[1].Side != "sell" || f.MoreOpen || f.MoreToday {
			t.Errorf("%d: working are %+v", nesting, legs)
		}
	}
}

// TestOrdersThatAreNotAllKnownRefuse: neither a check nor a limit is passed by those
// that were read.
func TestOrdersThatAreNotAllKnownRefuse(t *testing.T) {
	s := newStage(t)
	for _, order := range []string{"buy KO 1", "sell KO 1"} {
		f := s.facts("KO")
		f.MoreOpen = true
		refused := Prepare(ticket(t, order), f).Problems.Refusals()
		if len(refused) != 1 || !strings.Contains(refused[0].Text, "more than 2000 orders are open") {
			t.Errorf("%s: %v", order, refused)
		}
	}
	today := func(f *Facts) { f.MoreToday = true }
	if got := s.try("buy KO 1", today); got != "" {
		t.Errorf("without a limit: %q", got)
	}
	s.trader.Limits.MaxOrdersPerDay = 1_000_000
	if got := s.try("buy KO 1", today); !strings.Contains(got, "cannot be counted") {
		t.Errorf("with one: %q", got)
	}
}

// Prices and limits are in dollars: against the buying power of an account in another
// currency nothing can be checked.
func TestOrdersOfAnAccountInAnotherCurrencyAreRefused(t *testing.T) {
	s := newStage(t)
	for currency, sendable := range map[string]bool{"USD": true, "": true, "EUR": false} {
		facts := s.facts("AAPL")
		facts.Account.Currency = currency
		if plan := Prepare(ticket(t, "buy AAPL 1 limit=200"), facts); plan.Problems.Sendable() != sendable {
			t.Errorf("%q: %v", currency, plan.Problems)
		}
	}
}

// TestOptionsAreRefused: quipu trades none yet, and its rules say so of every order. The
// demo refuses them as Alpaca does where they break one of its rules.
func TestOptionsAreRefused(t *testing.T) {
	for _, c := range []struct {
		at, setting, order string
		code               int
		says               string
	}{
		{order: "buy CALL 1"},
		{order: "buy CALL 1 limit=12.50"},
		{order: "sell CALL 2 limit=20"}, // both that are held
		{order: "buy CALL 1 limit=12 tif=gtc", code: 42210000, says: "option time_in_force"},
		{order: "buy CALL 1 limit=12 tif=ioc", code: 42210000, says: "option time_in_force"},
		{order: "sell CALL 1 stop=5", code: 42210000, says: "order type"},
		{order: "sell CALL 1 stop=5 stoplimit=4", code: 42210000, says: "order type"},
		{order: "sell CALL 1 trail=1", code: 42210000, says: "order type"},
		{order: "buy CALL 0.5 limit=12", code: 42210000, says: "whole contracts"},
		{order: "buy CALL $500", code: 42210000, says: "whole contracts"},
		{order: "buy CALL 1 limit=12 extended", code: 42210000, says: "simple orders in regular hours"},
		{order: "buy CALL 1 limit=12 profit=20 loss=5", code: 42210000, says: "simple orders"},
		{order: "sell CALL 3 limit=20", code: 40310000, says: "insufficient qty"},
		{order: "buy CALL 100 limit=12", code: 40310000, says: "insufficient options buying power"},
		{at: "2026-03-09T18:00", order: "buy CALL 1", code: 42210000, says: "only allowed during market hours"},
		{at: "2026-03-09T18:00", order: "buy CALL 1 limit=12"},
		{setting: `{"max_options_trading_level":1}`, order: "buy CALL 1 limit=12", code: 40310000, says: "not eligible for level2"},
		{setting: `{"max_options_trading_level":0}`, order: "sell CALL 1 limit=20"}, // closing is always possible
	} {
		t.Run(c.setting+c.at+" "+c.order, func(t *testing.T) {
			s := newStageFrom(t, c.at)
			if c.setting != "" {
				s.configureTo(c.setting)
			}
			k := ticket(t, strings.Replace(c.order, "CALL", s.call(), 1))
			refused := Prepare(k, s.facts(k.Symbol)).Problems.Refusals()
			if !slices.ContainsFunc(refused, func(p Problem) bool { return p.Field == SymbolField && p.By == byQuipu }) {
				t.Errorf("Check says %v", refused)
			}
			order := client.OrderRequest{Symbol: k.Symbol, Side: k.Side, Type: k.Type, TimeInForce: k.TIF, LimitPrice: k.Limit, StopPrice: k.Stop,
				TrailPrice: k.TrailPrice, ExtendedHours: k.ExtendedHours, Qty: client.Known(k.Size.Value)}
			if k.Size.Unit == Dollars {
				order.Qty, order.Notional = client.Decimal{}, client.Known(k.Size.Value)
			}
			if k.TakeProfit.Valid {
				order.Class, order.TakeProfit, order.StopLoss = Bracket, &client.TakeProfit{LimitPrice: k.TakeProfit}, &client.StopLoss{StopPrice: k.StopLoss}
			}
			body, err := json.Marshal(order)
			if err != nil {
				t.Fatal(err)
			}
			_, answer := s.client.SubmitOrder(t.Context(), body)
			var e *client.Error
			if c.code == 0 && answer != nil || c.code != 0 && (!errors.As(answer, &e) || e.Code != c.code || !strings.Contains(e.Message, c.says)) {
				t.Errorf("the broker says %v", answer)
			}
		})
	}
}

// call is the symbol of the contract that the account holds two of.
func (s *stage) call() string {
	s.t.Helper()
	positions, err := s.client.Positions(s.t.Context())
	if err != nil {
		s.t.Fatal(err)
	}
	for _, p := range positions {
		if p.AssetClass == market.Option {
			return p.Symbol
		}
	}
	s.t.Fatal("no contract is held")
	return ""
}
