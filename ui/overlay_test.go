package ui

import (
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"quipu/client"
	"quipu/config"
	"quipu/format"
	"quipu/state"
	"quipu/ui/theme"
)

func TestColumnsAreChosenAndRemembered(t *testing.T) {
	var kept []state.State
	keeps := func(p *Parts) {
		withToken("paper")(p)
		p.SaveState = func(_ int, s state.State) error { kept = append(kept, s); return nil }
	}
	tell(t, telling{width: 138, height: 36, change: keeps}, func(s *story) {
		s.portfolio()
		s.sees("Weight", "Avg cost")
		s.press("c")
		s.sees("Columns of Positions", "✓ Qty")
		s.seesNot("Trend")
		s.press("down", " ")
		s.press("esc")
		s.seesNot("Avg cost")
		s.press("o", "O", "2")
	})
	last := kept[len(kept)-1].Accounts["paper"]
	table := last.Tables["positions"]
	if last.Tab != "orders" || len(table.Hidden) != 1 || table.Hidden[0] != "Avg cost" || table.Sorted != "Weight" || !table.Ascending {
		t.Errorf("kept %+v", last)
	}
	tell(t, telling{width: 138, height: 36, change: func(p *Parts) { keeps(p); p.State = kept[len(kept)-1] }}, func(s *story) {
		s.broker.publish(sampleSnapshot())
		s.passes(200 * time.Millisecond)
		s.sees("Open ·")
		s.press("1")
		s.sees("Weight ▲")
		s.seesNot("Avg cost")
	})
}

func TestReasonForUnsavedStateIsShown(t *testing.T) {
	tell(t, telling{change: func(p *Parts) { p.StateNotice = "What quipu remembered could not be used (it is damaged)." }}, func(s *story) {
		s.sees("could not be used (it is damaged)")
	})
}

func TestPaletteFindsAndRunsCommands(t *testing.T) {
	tell(t, telling{width: 100, height: 40, change: withToken("paper")}, func(s *story) {
		s.portfolio()
		s.press(":")
		s.sees("Show positions", "Theme contrast")
		s.types("shord")
		s.sees("Show orders")
		s.seesNot("Theme contrast")
		s.press("enter")
		s.sees("Open ·")
		s.press(":")
		s.types("zzzz")
		s.sees("No such command.")
		s.press("enter", "esc", ":")
		s.types("quit")
		s.press("enter")
		if !s.hasEnded() {
			t.Error("it goes on")
		}
	})
}

// Every command of the palette runs on every tab.
func TestEveryCommandRuns(t *testing.T) {
	m := everyView(t.Context())["portfolio"]
	for tab := range tabs {
		m = changed(m, func(a *account) { a.portfolio.tab = tab })
		for _, c := range m.current().commands() {
			var out effects
			next := changed(m, func(a *account) {
				*a, _ = c.run(*a)
				out = a.out
			})
			if out.page != nil {
				next, _ = out.page(next)
			}
			if lines := next.screen(); len(lines) != next.height {
				t.Errorf("after %q: %d rows", c.name, len(lines))
			}
		}
	}
}

func TestAlertsFireOnceAndNotify(t *testing.T) {
	var kept state.State
	tell(t, telling{width: 138, height: 36, desktop: true, change: func(p *Parts) {
		withToken("paper")(p)
		p.SaveState = func(_ int, s state.State) error { kept = s; return nil }
	}}, func(s *story) {
		s.portfolio()
		s.press("!", "n")
		s.types("AAPL > 125")
		s.press("enter")
		s.press("n")
		s.types("AAPL < 500")
		s.press("enter")
		s.sees("It is already at $120.00")
		s.press("esc")
		s.seesNot("already") // what was refused is gone with it
		s.sees("Price and day alerts fire once, order alerts every time, only while quipu is open.")
		s.press("n")
		s.types("day < -2%")
		s.press("enter", "b", "d")
		s.sees("AAPL ≥ $125.00", "day P&L ≤ -2.00%", "the bell and a desktop notice", "now $120.00")
		s.press("esc")
		s.seesNot("Alert:")
		snapshot := sampleSnapshot()
		snapshot.Positions[0].CurrentPrice = d("125")
		s.broker.publish(snapshot)
		s.passes(200 * time.Millisecond)
		s.sees("Alert: AAPL ≥ $125.00: now $125.00")
		if raw := s.screen.raw.String(); strings.Count(raw, "desktop[") != 1 || !strings.Contains(raw, "\a\x1b]9;desktop[quipu PAPER|AAPL ≥ $125.00: now $125.00]\a") {
			t.Errorf("heard %q", raw[max(len(raw)-300, 0):])
		}
		s.passes(15 * time.Second)
		s.broker.publish(snapshot)
		s.passes(200 * time.Millisecond)
		s.seesNot("Alert:")
		s.press("!")
		s.sees("fired")
		s.press("enter", "esc")
		s.broker.publish(snapshot)
		s.passes(200 * time.Millisecond)
		s.sees("Alert: AAPL")
		s.press("!", "x", "x")
		s.sees("None yet")
	})
	if len(kept.Alerts) != 0 || !kept.Bell || !kept.Desktop {
		t.Errorf("kept %+v", kept)
	}
}

// A deposit changes no P&L card and fires no alert on the day.
func TestMoneyThatWasMovedIsNoProfitOfTheDay(t *testing.T) {
	tell(t, telling{width: 138, height: 36, change: func(p *Parts) {
		withToken("paper")(p)
		p.State.Alerts = []state.Alert{{ID: 1, Account: "paper", On: onDay, Above: true, Level: d("0.01").Decimal}}
	}}, func(s *story) {
		snapshot := sampleSnapshot()
		snapshot.Account.Equity, snapshot.Account.LastEquity, snapshot.Account.IntradayAdjustments = d("20000"), d("10000"), d("10000")
		s.broker.publish(snapshot)
		s.passes(200 * time.Millisecond)
		s.sees("$20,000.00", "$0.00", "0.00%")
		s.seesNot("Alert:", "+$10,000.00")
	})
}

// The account's result of the day names the close that it counts from where it is not of
// the present day, and fires no alert then.
func TestResultOfAnEarlierDayIsNotCalledTheDays(t *testing.T) {
	for asOf, want := range map[string]struct{ label, alert string }{
		"1999-12-30": {"Day P&L", "Alert: day P&L ≥ +1.00%: now +1.08%"}, // it is the evening of the 31st
		"1999-12-29": {"P&L since 29 Dec", ""}, "1999-12-31": {"P&L since 31 Dec", ""},
	} {
		tell(t, telling{width: 138, height: 36, change: func(p *Parts) {
			withToken("paper")(p)
			p.State.Alerts = []state.Alert{{ID: 1, Account: "paper", On: onDay, Above: true, Level: d("0.01").Decimal}}
		}}, func(s *story) {
			for _, date := range []string{"1999-12-29", "1999-12-30", "1999-12-31"} {
				s.broker.days = append(s.broker.days, client.TradingDay{Date: date})
			}
			snapshot := sampleSnapshot()
			snapshot.Account.BalanceAsOf = asOf
			s.broker.publish(snapshot)
			s.passes(2 * time.Second)
			s.broker.publish(snapshot)
			s.passes(2 * time.Second)
			s.sees(want.label, "+1.08%", want.alert)
			if want.alert != "" {
				return
			}
			s.seesNot("Alert:")
			s.press("!")
			s.sees("last +1.08% since")
			s.resize(60, 20)
			s.press("esc")
			s.sees("since " + format.ShortDate(time.Date(1999, 12, map[string]int{"1999-12-29": 29, "1999-12-31": 31}[asOf], 12, 0, 0, 0, time.UTC), time.Now()))
		})
	}
}

func TestOldFiguresFireNoAlert(t *testing.T) {
	tell(t, telling{width: 138, height: 36, change: func(p *Parts) {
		withToken("paper")(p)
		p.State.Alerts = []state.Alert{{ID: 1, Account: "paper", On: onDay, Above: true, Level: d("0.01").Decimal}, {ID: 2, Account: "live", On: onDay, Above: true}}
	}}, func(s *story) {
		snapshot := sampleSnapshot()
		s.broker.updates <- client.Update{Snapshot: &snapshot, State: client.Stale, Err: errDown}
		s.passes(200 * time.Millisecond)
		s.seesNot("Alert:")
		s.portfolio()
		s.sees("Alert: day P&L ≥ +1.00%: now +1.08%")
	})
}

func TestParseAlert(t *testing.T) {
	for text, want := range map[string]string{
		"aapl > 200": "AAPL ≥ $200.00", "BTC/USD<60,000.5": "BTC/USD ≤ $60,000.50", "SHIBUSD > 0.00001234": "SHIBUSD ≥ $0.00001234", "day < -2%": "day P&L ≤ -2.00%", "Day >= 1.5 %": "day P&L ≥ +1.50%",
		" orders ": "any order event", "SIRI > $0.8": "SIRI ≥ $0.8000",
		"BRK.A > $12,345,678.90": "BRK.A ≥ $12,345,678.90", "SPY > 1,234": "SPY ≥ $1,234.00",
	} {
		a, err := parseAlert(text)
		if err != nil || alertWords(a) != want {
			t.Errorf("%q is %q (%v)", text, alertWords(a), err)
		}
	}
	for _, text := range []string{"", "AAPL", "AAPL 200", "> 5", "AAPL > ", "AAPL > lots", "AAPL > -5", "day < 2", "A B > 5", "AAPL > 1e999999", strings.Repeat("A", 40) + " > 1"} {
		if a, err := parseAlert(text); err == nil {
			t.Errorf("%q was taken for %q", text, alertWords(a))
		}
	}
}

// A comma may be meant as a decimal point: 600,5 is not six thousand and five.
func TestACommaInAnAlertGroupsThousandsOrIsRefused(t *testing.T) {
	for _, text := range []string{
		"SPY > 600,5", "SPY > 600,50", "SPY > 0,500", "SPY > 1,2345", "SPY > 12,34,567", "SPY > 1234,567", "SPY > 1,234,5", "SPY > ,5", "SPY > 5,", "SPY > 1.234,50", "SPY > 1,,234", "day < -2,5%",
	} {
		if a, err := parseAlert(text); !errors.Is(err, errComma) {
			t.Errorf("%q is %q (%v)", text, alertWords(a), err)
		}
	}
}

func TestMouse(t *testing.T) {
	tell(t, telling{width: 138, height: 36, change: withToken("paper")}, func(s *story) {
		s.portfolio()
		m := func(x, y int) {
			s.program.Send(tea.MouseClickMsg{X: x, Y: y, Button: tea.MouseLeft})
			s.passes(100 * time.Millisecond)
		}
		row := s.lineOf("TSLA")
		m(5, row)
		m(5, row)
		s.sees("short 12")
		s.press("esc")
		title := s.lineOf("Symbol")
		column := strings.Index(strings.Split(s.screen.text(), "\n")[title], "Chg %")
		m(column+2, title)
		s.sees("Chg % ▼")
		m(column+2, title)
		s.sees("Chg % ▲")
		m(20, s.lineOf("1 Positions"))
		s.sees("Open ·")
		s.program.Send(tea.MouseWheelMsg{Button: tea.MouseWheelDown})
		s.passes(100 * time.Millisecond)
		m(500, 500)
		m(0, 0)
		s.sees("Open ·")
	})
}

func TestMouseIsLeftToTheTerminalWhereItIsTurnedOff(t *testing.T) {
	for on, want := range map[bool]tea.MouseMode{true: tea.MouseModeCellMotion, false: tea.MouseModeNone} {
		m := everyView(t.Context())["portfolio"]
		m.parts.Settings.Mouse = on
		if got := m.View().MouseMode; got != want {
			t.Errorf("on %v: mode %v", on, got)
		}
	}
	if m := everyView(t.Context())["plain link"]; m.View().MouseMode != tea.MouseModeNone {
		t.Error("the link cannot be selected")
	}
}

// lineOf gives the row of the screen that begins with text.
func (s *story) lineOf(text string) int {
	s.t.Helper()
	for y, line := range strings.Split(s.screen.text(), "\n") {
		if strings.HasPrefix(strings.TrimSpace(line), text) {
			return y
		}
	}
	s.t.Fatalf("no row begins with %q:\n%s", text, s.screen.text())
	return -1
}

func TestAlertOnASymbolThatIsNotThere(t *testing.T) {
	tell(t, telling{width: 138, height: 36, change: withToken("paper")}, func(s *story) {
		s.broker.assets = []client.Asset{{Symbol: "MSFT", Name: "Microsoft", Class: "us_equity", Status: "active", Tradable: true}}
		s.portfolio()
		s.press("!", "n")
		s.types("ZZZZQ > 5")
		s.press("enter")
		s.sees("The broker has no symbol ZZZZQ", "None yet")
		s.press("n")
		s.types("MSFT > 500")
		s.press("enter")
		s.sees("MSFT ≥ $500.00")
	})
}

func TestAnAlertOnAPairIsSetInEitherForm(t *testing.T) {
	tell(t, telling{width: 138, height: 36, change: granted(all)}, func(s *story) {
		s.broker.assets = []client.Asset{{Symbol: "ETH/USD", Name: "Ethereum", Class: "crypto", Status: "active", Tradable: true}}
		s.broker.latest = map[string]client.Latest{"ETH/USD": {Price: d("2000")}}
		s.portfolio()
		s.press("!", "n")
		s.types("ethusd > 2100")
		s.press("enter")
		s.passes(5 * time.Second)
		s.seesNot("The broker has no symbol")
		s.sees("ETH/USD ≥ $2,100.00")
		s.broker.latest = map[string]client.Latest{"ETH/USD": {Price: d("2050")}}
		s.passes(10 * time.Second)
		s.sees("$2,050.00") // of the pair, as market data names it
	})
}

// In a narrow window words leave by meaning: none of them is cut.
func TestNothingIsCutMidWordInANarrowWindow(t *testing.T) {
	history := sampleHistory()
	history.BaseValueAt = "1999-12-30"
	tell(t, telling{width: 60, height: 20, change: withToken("paper")}, func(s *story) {
		s.broker.history = &history
		s.portfolio()
		s.press("e")
		s.passes(time.Second)
		s.sees("low $123,217.00   high $124,552.52   from $123,217.51\n")
		s.resize(80, 24)
		s.sees("previous close $123,217.51")
		s.resize(40, 20)
		s.press("esc", "!", "n")
		s.types("AAPL > 125")
		s.press("enter", "n")
		s.types("AAPL > 1")
		s.press("enter")
		s.sees("AAPL ≥ $125.00   now $120.00", "It is already at $120.00")
		s.seesNot("…")
	})
}

func TestHelpScrolls(t *testing.T) {
	tell(t, telling{width: 54, height: 20, change: withToken("paper")}, func(s *story) {
		s.portfolio()
		s.press("?")
		s.sees("Keys", "more ↓", "↑ ↓ scroll")
		s.seesNot("New York (market)")
		s.press("pgdown", "pgdown", "down")
		s.sees("quit immediately", "New York (market)")
		s.seesNot("more ↓", "  Keys")
		s.press("up")
		s.sees("more ↓")
		s.press("esc", "?")
		s.sees("Keys")
		s.resize(130, 45)
		s.sees("Keys", "New York (market)")
		s.seesNot("scroll")
	})
}

func TestHelpOfTheAlertsListsWhatWorksThere(t *testing.T) {
	tell(t, telling{width: 100, height: 30, change: withToken("paper")}, func(s *story) {
		s.portfolio()
		s.press("!", "?")
		s.sees("n       new", "b       bell", "ctrl+c")
		s.seesNot("shift+tab", "1-4", "PgDn", "first", "move")
		s.press("esc")
		for range 2 {
			s.press("n")
			s.types("orders")
			s.press("enter")
		}
		s.press("?")
		s.sees("↑ ↓     move", "x       delete")
	})
}

func TestColumnsOfferToShowAllOnlyWhileSomeAreHidden(t *testing.T) {
	tell(t, telling{width: 100, height: 30, change: withToken("paper")}, func(s *story) {
		s.portfolio()
		s.press("c")
		s.sees("space show or hide")
		s.seesNot("show all")
		s.press("space")
		s.sees("a show all")
		s.press("a")
		s.seesNot("show all")
	})
}

// The key that goes on stays longer than those that go back.
func TestNarrowFooterKeepsTheFirstKeyAndTheHelp(t *testing.T) {
	all := []key.Binding{keys.Continue, keys.SignOut, keys.Back, keys.Help}
	for width, want := range map[int][]key.Binding{
		80: all,
		56: {keys.Continue, keys.Back, keys.Help},
		38: {keys.Continue, keys.Help},
		20: {keys.Help},
	} {
		if got := fitKeys(all, width); !reflect.DeepEqual(helpOf(got), helpOf(want)) {
			t.Errorf("%d cells show %v, want %v", width, helpOf(got), helpOf(want))
		}
	}
}

func helpOf(all []key.Binding) (help []key.Help) {
	for _, b := range all {
		help = append(help, b.Help())
	}
	return help
}

// No view lists a key twice.
func TestNoKeyHasTwoMeanings(t *testing.T) {
	for name, m := range everyView(t.Context()) {
		means := map[string]string{}
		listed := m.bindings(inHelp)
		listed = append(listed, keys.Suspend, keys.Interrupt)
		for _, b := range listed {
			for _, pressed := range b.Keys() {
				if other, taken := means[pressed]; taken {
					t.Errorf("%s: %s is %q and %q", name, pressed, other, b.Help().Desc)
				}
				means[pressed] = b.Help().Desc
			}
		}
	}
}

// Where nothing can be sent, the keys of trading open nothing: they say why, or do
// nothing at all.
func TestKeysOfTradingOpenNothingWhereNothingCanBeSent(t *testing.T) {
	views := everyView(t.Context())
	for _, name := range []string{"portfolio", "orders", "activity", "lists", "detail"} {
		m := views[name]
		if s := m.current().session; s.access.Broker == nil {
			t.Fatalf("%s has no account", name)
		}
		before := m.View().Content
		for _, pressed := range []string{"s", "b", "x", "m", "K", "S"} {
			after := play(m, pressed)
			told := after.current().portfolio.message != ""
			if told != (len(after.current().portfolio.sent) == 0 && strings.Contains("sb", pressed) && name != "orders" && name != "activity") {
				t.Errorf("%s: %s tells %q", name, pressed, after.current().portfolio.message)
			}
			after = changed(after, func(a *account) { a.portfolio.message = "" })
			if after.View().Content != before {
				t.Errorf("%s: %s does something", name, pressed)
			}
		}
	}
}

// Every theme of the settings has its own colours: an unknown name gives auto.
func TestEveryAcceptedThemeIsDrawn(t *testing.T) {
	for _, name := range config.Accepted("theme") {
		own := false
		for _, dark := range []bool{true, false} {
			own = own || !reflect.DeepEqual(theme.New(name, dark), theme.New("auto", dark))
		}
		if own != (name != "auto") {
			t.Errorf("%s: colours of its own: %t", name, own)
		}
	}
}
