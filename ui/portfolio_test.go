package ui

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"charm.land/lipgloss/v2"

	"quipu/app"
	"quipu/client"
)

// portfolio opens the view on the sample account.
func (s *story) portfolio() {
	s.t.Helper()
	s.broker.publish(sampleSnapshot())
	s.passes(200 * time.Millisecond)
	s.sees("PA3QUIPU7")
}

// The banner names the refused credential.
func TestBannerNamesTheCredentialOfTheEnvironment(t *testing.T) {
	for kind, noun := range map[app.Kind]string{app.EnvironmentToken: "token", app.KeyPair: "key pair"} {
		a := account{session: session{keys: true, credential: app.Credential{Kind: kind}}}
		a.portfolio.update.State = client.Refused
		if got := a.banner(); !strings.HasPrefix(got, "Alpaca refused the "+noun+" of the environment.") {
			t.Errorf("%s: %q", kind, got)
		}
	}
}

func TestPortfolioWide(t *testing.T) {
	tell(t, telling{width: 164, height: 36, change: withToken("paper")}, func(s *story) {
		s.portfolio()
		s.sees("$124,552.52", "▲ +$1,335.01", "+1.08%", "market open", "closes in 2 h 13 m", "157 of 200 calls left",
			"AAPL 18 Dec 26 250 C", "3.141592653", "BTC/USD", "0.000123456", "$0.7999", "-$2,982.00", "sell 5 @ $130.00", "sell 3 stop $440.00", "1 position has no price")
		s.golden()
	})
}

func TestPortfolioSizes(t *testing.T) {
	for _, size := range [][2]int{{40, 12}, {62, 24}, {80, 24}, {100, 30}, {200, 60}} {
		t.Run(fmt.Sprintf("%dx%d", size[0], size[1]), func(t *testing.T) {
			tell(t, telling{width: size[0], height: size[1], change: withToken("paper")}, func(s *story) {
				s.portfolio()
				s.golden()
			})
		})
	}
}

func TestLiveDiffersInWordAndFrame(t *testing.T) {
	tell(t, telling{width: 100, height: 30, change: func(p *Parts) {
		p.Settings.Account = "live"
		withToken("live")(p)
	}}, func(s *story) {
		s.press("enter")
		s.portfolio()
		lines := strings.Split(s.screen.text(), "\n")
		if !strings.Contains(lines[0], "LIVE · REAL MONEY") || !strings.Contains(lines[29], "LIVE · REAL MONEY") {
			t.Errorf("no frame:\n%s", s.screen.text())
		}
		s.golden()
	})
}

func TestSortKeepsTheCursorOnItsRow(t *testing.T) {
	tell(t, telling{width: 138, height: 36, change: withToken("paper")}, func(s *story) {
		s.portfolio()
		s.sees("Value ▼")
		if got := s.order(); got != "AAPL 18 BRK.B SIRI AAPL BTC/USD TSLA HALT" {
			t.Errorf("by value: %s", got)
		}
		s.press("O")
		s.sees("Value ▲")
		if got := s.order(); got != "TSLA BTC/USD AAPL SIRI BRK.B AAPL 18 HALT" {
			t.Errorf("by value, reversed: %s", got)
		}
		s.press("o", "o")
		s.sees("Total P&L ▼")
		if got := s.order(); got != "AAPL 18 BRK.B AAPL TSLA BTC/USD SIRI HALT" {
			t.Errorf("by total P&L: %s", got)
		}
	})
}

// order gives the symbols from top to bottom.
func (s *story) order() string {
	var found []string
	for _, line := range strings.Split(s.screen.text(), "\n") {
		for _, symbol := range []string{"AAPL 18", "AAPL ", "BRK.B", "BTC/USD", "SIRI", "TSLA", "HALT"} {
			if strings.HasPrefix(line, " "+symbol) {
				found = append(found, strings.TrimSpace(symbol))
				break
			}
		}
	}
	return strings.Join(found, " ")
}

func TestFilter(t *testing.T) {
	tell(t, telling{width: 138, height: 36, change: withToken("paper")}, func(s *story) {
		s.portfolio()
		s.press("/")
		s.types("aap")
		s.sees("2 of 7", "$3,160.00")
		s.seesNot("SIRI")
		s.press("enter", "p")
		s.sees("/AAP", "•••••", "2 of 7")
		s.press("esc")
		s.sees("SIRI", "7 positions")
		s.press("/")
		s.types("zzz")
		s.sees("No position matches ZZZ.")
		s.press("esc")
		s.sees("SIRI")
	})
}

func TestPrivacyHidesAmountsAndKeepsPercentages(t *testing.T) {
	tell(t, telling{width: 138, height: 36, change: withToken("paper")}, func(s *story) {
		s.portfolio()
		s.press("p")
		s.seesNot("124,552", "1,335", "3.141592653", "2,560", "245,432", "122,086", "+$140.00")
		s.sees("•••••", "+1.08%", "+23.67%", "$120.00")
		s.golden()
	})
}

func TestLastFiguresStayWhenACallFails(t *testing.T) {
	tell(t, telling{width: 138, height: 36, change: withToken("paper")}, func(s *story) {
		s.portfolio()
		snapshot := sampleSnapshot()
		snapshot.At = time.Now()
		s.broker.updates <- client.Update{
			Snapshot: &snapshot, State: client.Stale, Err: &client.Error{Doing: "read positions", Kind: client.ErrRateLimited, Status: 429},
			Since: time.Now().Add(-42 * time.Second), Next: time.Now().Add(18 * time.Second),
		}
		s.passes(100 * time.Millisecond)
		s.sees("stale 42 s", "429 too many requests", "next try in 18 s", "$124,552.52", "BRK.B")
		s.passes(5 * time.Second)
		s.sees("stale 46 s", "next try in 13 s")
	})
}

func TestFirstReadThatFailsSaysWhy(t *testing.T) {
	tell(t, telling{width: 138, height: 36, change: withToken("paper")}, func(s *story) {
		s.broker.updates <- client.Update{State: client.Stale, Err: &client.Error{Doing: "read the account", Kind: client.ErrUnreachable, Err: errDown}, Next: time.Now().Add(4 * time.Second)}
		s.passes(100 * time.Millisecond)
		s.sees("no connection", "next try in")
	})
}

func TestRefusedTokenKeepsTheOldFiguresAndOffersSignIn(t *testing.T) {
	tokens := &fakeTokens{}
	tell(t, telling{width: 138, height: 36, change: func(p *Parts) {
		withToken("paper")(p)
		tokens = p.Tokens.(*fakeTokens)
	}}, func(s *story) {
		s.portfolio()
		snapshot := sampleSnapshot()
		s.broker.updates <- client.Update{Snapshot: &snapshot, State: client.Refused, Err: &client.Error{Kind: client.ErrUnauthorized, Status: 401}, Since: time.Now()}
		s.passes(100 * time.Millisecond)
		s.sees("Alpaca no longer accepts this token", "enter sign in again", "$124,552.52")
		s.seesNot("r refresh", "retry", "enter detail")
		if s.broker.judged != 1 || tokens.deletes != 0 {
			t.Errorf("judged %d times, the screen itself deleted %d", s.broker.judged, tokens.deletes)
		}
		s.press("j", "/")
		s.types("a")
		s.press("enter", "enter")
		s.sees("Sign in to Alpaca", "Scan the code")
		s.press("esc")
		s.sees("Alpaca no longer accepts this token: sign in again. esc shows its last figures.")
		s.press("esc")
		s.sees("$124,552.52", "no longer accepts", "/A")
		s.press("enter")
		s.login.approve()
		s.passes(3 * time.Second)
		s.seesNot("no longer accepts")
		s.broker.publish(sampleSnapshot())
		s.passes(200 * time.Millisecond)
		s.sees("/A", "$124,552.52", "enter detail") // the same view, alive again
		if s.broker.followed != 2 || tokens.held["paper"].Access.Reveal() != "tok-secret" {
			t.Errorf("followed %d times", s.broker.followed)
		}
	})
}

// A 403 may come from a proxy: the token is kept, and r tries it again.
func TestForbiddenAccountCanBeRetried(t *testing.T) {
	tokens := &fakeTokens{}
	tell(t, telling{width: 80, height: 24, change: func(p *Parts) {
		withToken("paper")(p)
		tokens = p.Tokens.(*fakeTokens)
	}}, func(s *story) {
		s.portfolio()
		snapshot := sampleSnapshot()
		refuse := func(status int) {
			s.broker.seq++
			s.broker.updates <- client.Update{
				Seq: s.broker.seq, Snapshot: &snapshot, State: client.Refused, Since: time.Now(),
				Err: &client.Error{Kind: client.ErrUnauthorized, Status: status},
			}
			s.passes(100 * time.Millisecond)
		}
		refuse(403)
		s.sees("Press r to retry, enter to sign in again.", "r retry   enter sign in again", "$124,552.52")
		s.seesNot("enter detail")
		s.press("r")
		s.sees("Retrying…")
		refuse(403)
		s.sees("Alpaca refused it again.")
		s.press("r")
		s.broker.publish(snapshot)
		s.passes(100 * time.Millisecond)
		s.sees("Alpaca accepts the sign-in again.", "enter detail")
		s.seesNot("Press r")
		if s.broker.refreshed != 2 || tokens.deletes != 0 {
			t.Errorf("asked %d times, dropped the token %d times", s.broker.refreshed, tokens.deletes)
		}
		refuse(403)
		s.press("r")
		refuse(401)
		s.sees("no longer accepts this token")
		if s.broker.judged != 1 || tokens.deletes != 0 {
			t.Errorf("judged %d times, the screen itself deleted %d", s.broker.judged, tokens.deletes)
		}
	})
}

// After a 401 that a second check does not confirm, the account is read again and the
// figures stay.
func TestUnconfirmed401KeepsTheAccountOpen(t *testing.T) {
	tell(t, telling{width: 100, height: 30, change: withToken("paper")}, func(s *story) {
		s.portfolio()
		s.broker.verdict = &app.Verdict{}
		snapshot := sampleSnapshot()
		snapshot.At = time.Now()
		s.broker.updates <- client.Update{Snapshot: &snapshot, State: client.Refused, Err: &client.Error{Kind: client.ErrUnauthorized, Status: 401}, Since: time.Now()}
		s.passes(100 * time.Millisecond)
		if s.broker.followed != 2 {
			t.Fatalf("followed %d times", s.broker.followed)
		}
		s.broker.updates <- client.Update{State: client.Connecting}
		s.passes(100 * time.Millisecond)
		s.sees("$124,552.52", "enter detail")
		s.seesNot("no longer accepts", "sign in again")
		s.broker.publish(snapshot)
		s.passes(100 * time.Millisecond)
		s.sees("$124,552.52")
	})
}

func TestBannerReportsABlockedAccount(t *testing.T) {
	tell(t, telling{width: 100, height: 30, change: withToken("paper")}, func(s *story) {
		snapshot := sampleSnapshot()
		snapshot.Account.TradingBlocked = client.KnownFlag(true)
		s.broker.publish(snapshot)
		s.passes(100 * time.Millisecond)
		s.sees("Trading is blocked by the broker")
	})
}

func TestUnknownIsNeverZero(t *testing.T) {
	tell(t, telling{width: 138, height: 36, change: withToken("paper")}, func(s *story) {
		snapshot := sampleSnapshot()
		snapshot.Account = client.Account{Number: "PA3QUIPU7", Status: "SOMETHING_NEW"}
		for i := range snapshot.Positions {
			snapshot.Positions[i] = client.Position{AssetID: snapshot.Positions[i].AssetID, Symbol: snapshot.Positions[i].Symbol}
		}
		s.broker.publish(snapshot)
		s.passes(100 * time.Millisecond)
		s.sees("something_new", "—")
		s.seesNot("$0.00", "+0.00%")
	})
}

func TestHugeNumbersAreNotCut(t *testing.T) {
	tell(t, telling{width: 80, height: 24, change: withToken("paper")}, func(s *story) {
		snapshot := sampleSnapshot()
		snapshot.Positions[0].UnrealizedPL = d("-123456789012345678901234567890.12")
		snapshot.Positions[1].UnrealizedPL = d("999999999999.99")
		s.broker.publish(snapshot)
		s.passes(100 * time.Millisecond)
		s.sees("▼ -$1.234e29", "▲ +$999,999,999,999.99")
	})
}

func TestEmptyAccount(t *testing.T) {
	tell(t, telling{width: 100, height: 30, change: withToken("paper")}, func(s *story) {
		snapshot := sampleSnapshot()
		snapshot.Positions, snapshot.Orders = nil, nil
		s.broker.publish(snapshot)
		s.passes(100 * time.Millisecond)
		s.sees("No positions. What you buy shows up here.", "0 positions")
		s.press("down", "G", "y", "o", "/")
	})
}

func TestScrolling(t *testing.T) {
	tell(t, telling{width: 100, height: 24, change: withToken("paper")}, func(s *story) {
		snapshot := sampleSnapshot()
		snapshot.Positions = nil
		for i := range 500 {
			snapshot.Positions = append(snapshot.Positions, client.Position{
				AssetID: fmt.Sprint(i), Symbol: fmt.Sprintf("S%03d", i), MarketValue: d(fmt.Sprint(1000 - i)), CurrentPrice: d("1"), UnrealizedPL: d("1"),
			})
		}
		s.broker.publish(snapshot)
		s.passes(100 * time.Millisecond)
		s.sees("S000", "of 500")
		s.press("G")
		s.sees("S499")
		s.press("pgup")
		s.seesNot("S499")
		s.press("g")
		s.sees("S000")
	})
}

func TestRefreshAndPeriods(t *testing.T) {
	tell(t, telling{width: 138, height: 36, change: withToken("paper")}, func(s *story) {
		s.portfolio()
		s.press("r")
		if s.broker.refreshed != 1 {
			t.Errorf("refreshed %d times", s.broker.refreshed)
		}
		s.press("right", "right")
		queries := s.broker.histories
		last := queries[len(queries)-1]
		if last.Period != "1M" || last.Timeframe != "1D" || !last.Continuous {
			t.Errorf("asked for %+v", last)
		}
		s.press("left", "left", "left", "left")
		last = s.broker.histories[len(s.broker.histories)-1]
		if last.Period != "1D" {
			t.Errorf("asked for %+v", last)
		}
	})
}

func TestCurveIsReadAgainEveryMinuteOnly(t *testing.T) {
	tell(t, telling{width: 138, height: 36, change: withToken("paper")}, func(s *story) {
		for range 60 {
			s.broker.publish(sampleSnapshot())
			s.passes(3 * time.Second)
		}
		if n := len(s.broker.histories); n < 3 || n > 4 {
			t.Errorf("%d reads in three minutes", n)
		}
	})
}

func TestLeavingEndsThePoller(t *testing.T) {
	tell(t, telling{width: 138, height: 36, change: withToken("paper")}, func(s *story) {
		s.portfolio()
		s.press("esc")
		s.sees("Press esc again to return to accounts", "$124,552.52")
		s.passes(5 * time.Second)
		s.seesNot("Press esc again")
		s.press("esc") // too late to be meant
		s.sees("Press esc again")
		s.press("esc")
		s.sees("❯ Paper")
		if _, open := <-s.broker.updates; open {
			t.Error("the poller still runs")
		}
	})
}

func TestHelpListsTheKeysThatWork(t *testing.T) {
	tell(t, telling{width: 80, height: 24, change: withToken("paper")}, func(s *story) {
		s.portfolio()
		s.press("?")
		s.sees("Keys", "filter", "PgDn", "ctrl+c")
		s.golden()
		s.press("q")
		if s.hasEnded() {
			t.Fatal("q in the help ended the program")
		}
		s.sees("PA3QUIPU7")
	})
}

func TestResizeStorm(t *testing.T) {
	tell(t, telling{width: 138, height: 36, change: withToken("paper")}, func(s *story) {
		s.portfolio()
		for width := 1; width <= 210; width += 7 {
			for height := 1; height <= 62; height += 9 {
				s.resize(width, height)
			}
		}
		s.resize(20, 5)
		s.sees("quipu needs 40×12")
		s.resize(138, 36)
		s.sees("BRK.B")
	})
}

func TestColoursAreNotNeeded(t *testing.T) {
	tell(t, telling{width: 138, height: 36, plain: true, change: withToken("paper")}, func(s *story) {
		s.portfolio()
		for y := range 36 {
			for x := range 138 {
				if cell := s.screen.term.CellAt(x, y); cell != nil && (cell.Style.Fg != nil || cell.Style.Bg != nil) {
					t.Fatalf("a colour at %d,%d with NO_COLOR:\n%s", x, y, s.screen.text())
				}
			}
		}
	})
}

// The sums are below their columns, however short the names are.
func TestTotalsStandUnderTheirColumns(t *testing.T) {
	tell(t, telling{width: 138, height: 36, change: withToken("paper")}, func(s *story) {
		snapshot := sampleSnapshot()
		snapshot.Positions = snapshot.Positions[2:3]
		snapshot.Positions[0].Symbol = "F"
		s.broker.publish(snapshot)
		s.passes(100 * time.Millisecond)
		var row, sums string
		for _, line := range strings.Split(s.screen.text(), "\n") {
			if strings.HasPrefix(line, " F ") {
				row = line
			}
			if strings.HasPrefix(line, " 1 position") {
				sums = line
			}
		}
		before := func(line string) int {
			left, _, found := strings.Cut(line, "$1,479.75")
			if !found {
				t.Fatalf("no value in %q", line)
			}
			return lipgloss.Width(left)
		}
		if before(row) != before(sums) {
			t.Errorf("not in one column:\n%s\n%s", row, sums)
		}
	})
}

func TestHeaderShowsASlowRefreshInterval(t *testing.T) {
	tell(t, telling{width: 138, height: 36, change: withToken("paper")}, func(s *story) {
		snapshot := sampleSnapshot()
		snapshot.At, snapshot.Clock.IsOpen = time.Now(), false
		s.broker.updates <- client.Update{Snapshot: &snapshot, State: client.Fresh, Since: time.Now(), Every: 30 * time.Second}
		s.passes(20 * time.Second)
		s.sees("outside regular hours", "opens in 19 h", "every 30 s")
		s.passes(20 * time.Second)
		s.sees("39 s")
	})
}

// Without a count of calls the header has no gap.
func TestHeaderEndsAtTheEdgeWithoutCalls(t *testing.T) {
	tell(t, telling{change: withToken("paper")}, func(s *story) {
		s.portfolio()
		snapshot := sampleSnapshot()
		snapshot.At = time.Now()
		s.broker.updates <- client.Update{Seq: 9, Snapshot: &snapshot, State: client.Fresh, Since: time.Now(), Every: 3 * time.Second}
		s.passes(100 * time.Millisecond)
		if first, _, _ := strings.Cut(s.screen.text(), "\n"); !strings.HasSuffix(first, "   updated now") || len([]rune(first)) != 129 {
			t.Errorf("the header is %q", first)
		}
	})
}

// The tab line names the sort column if a narrow table has dropped it.
func TestHiddenSortColumnIsNamed(t *testing.T) {
	tell(t, telling{width: 60, height: 24, change: withToken("paper")}, func(s *story) {
		s.portfolio()
		s.seesNot("Value")
		s.sees("7 positions by value ▼", "closes in 2 h")
		s.press("O")
		s.sees("7 positions by value ▲")
		s.resize(116, 24)
		s.sees("Value ▲")
		s.seesNot("by value")
	})
}

// The amounts of an account in another currency have no dollar sign on the screen.
func TestAmountsOfAnAccountAreInItsCurrency(t *testing.T) {
	tell(t, telling{width: 138, height: 36, change: withToken("paper")}, func(s *story) {
		snapshot := sampleSnapshot()
		snapshot.Account.Currency = "EUR"
		snapshot.Positions[0].AccountCurrency = "EUR"
		for i := range snapshot.Orders {
			snapshot.Orders[i].AccountCurrency = "EUR"
		}
		s.broker.publish(snapshot)
		s.passes(2 * time.Second)
		s.sees("124,552.52 EUR", "▲ +1,335.01 EUR", "+833.91 EUR", "2,560.00 EUR", "120.00 EUR", "100.00 EUR")
		s.seesNot("$124,552.52", "$245,432.61", "+$833.91", "$2,560.00", "$120.00")
		s.press("2")
		s.sees("130.00 EUR")
		s.seesNot("$130.00")
	})
}
