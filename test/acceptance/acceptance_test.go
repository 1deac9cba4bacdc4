//go:build unix

package acceptance

import (
	"crypto/rand"
	"io"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"syscall"
	"testing"

	"github.com/shopspring/decimal"

	"quipu/cli"
	"quipu/demo"
	"quipu/test/emulator"
	"quipu/test/program"
)

// From the code on the screen to the equity on the screen, as a person goes.
func TestSignInByTheCodeOnTheScreen(t *testing.T) {
	s := start(t, 130, 45, nil, "--demo", "--demo-seed", "7", "--refresh", "1s")
	s.Await("❯ Paper")
	s.Types("\r")
	s.Await("waiting on")
	address := s.ReadQR()
	if !strings.Contains(address, "/oauth/authorize?") {
		t.Fatalf("the code says %q", address)
	}
	page := browse(t, address)
	if !strings.Contains(strings.ToLower(page), "signed in") {
		t.Errorf("the browser ends on:\n%s", page)
	}
	s.Await("Signed in.")
	s.Await("Buying power")
	s.Await("BTC/USD")
	s.Types("q")
	if code := s.Ends(); code != 0 {
		t.Errorf("exit code %d", code)
	}
	s.Restored()
}

// What changes at the broker is on the screen within two refreshes: counted in
// reads of the positions, not in time. A third may have been under way.
func TestChangeIsOnTheScreenWithinTwoRefreshes(t *testing.T) {
	b := startBroker(t)
	s := start(t, 138, 45, keyed(b), "--refresh", "1s")
	s.Await("API keys")
	s.Types("\x1b[B\x1b[B\x1b[B\r")
	s.Await("SPY")
	reads := func() int { return b.Calls()["GET /v2/positions"] }
	if err := b.SetPrice("SPY", decimal.RequireFromString("777.77")); err != nil {
		t.Fatal(err)
	}
	before := reads()
	s.Await("$777.77")
	if n := reads() - before; n > 3 {
		t.Errorf("on the screen after %d reads", n)
	}
	s.Types("q")
	s.Ends()
}

// The market moves, so within two refreshes some price on the screen does.
func TestFiguresMove(t *testing.T) {
	s := start(t, 130, 45, nil, "--demo", "--refresh", "1s")
	s.Await("❯ Paper")
	s.Types("\r")
	s.Await("a approve")
	s.Types("a")
	s.Await("BTC/USD")
	first := s.Text()
	s.Until("another figure", func() bool { return s.Text() != first })
	s.Types("q")
	s.Ends()
}

func TestSignalsRestoreTheTerminal(t *testing.T) {
	for number, code := range map[syscall.Signal]int{syscall.SIGTERM: 143, syscall.SIGHUP: 129, syscall.SIGINT: 130, syscall.SIGQUIT: 131} {
		t.Run(number.String(), func(t *testing.T) {
			s := start(t, 100, 40, nil, "--demo")
			s.Await("❯ Paper")
			s.Types("\r")
			s.Await("waiting on")
			if err := s.Cmd.Process.Signal(number); err != nil {
				t.Fatal(err)
			}
			if got := s.Ends(); got != code {
				t.Errorf("exit code %d, want %d", got, code)
			}
			s.Restored()
		})
	}
}

func TestControlCEnds(t *testing.T) {
	s := start(t, 100, 40, nil, "--demo")
	s.Await("❯ Paper")
	s.Types("\x03")
	if got := s.Ends(); got != 130 {
		t.Errorf("exit code %d, want 130", got)
	}
	s.Restored()
}

// A dropped connection closes the terminal under the program.
func TestTerminalThatGoesAway(t *testing.T) {
	s := start(t, 100, 40, nil, "--demo")
	s.Await("❯ Paper")
	if err := s.HangUp(); err != nil {
		t.Fatal(err)
	}
	if got := s.Ends(); got == 0 {
		t.Error("the program says that all went well")
	}
}

// A key that is pressed while the first screen shows and the terminal still
// edits lines is not lost: there the terminal makes a line feed of enter.
func TestEnterBeforeTheProgramReadsKeys(t *testing.T) {
	s := emulator.Run(t, binary, 130, 45, []string{"QUIPU_REDIRECT_URL=" + program.FreeRedirect(t)}, "--demo")
	s.Types("\r")
	s.Await("waiting on")
	s.Types("\x03")
	s.Ends()
	s.Restored()
}

func TestTinyTerminal(t *testing.T) {
	s := start(t, 20, 5, nil, "--demo")
	s.Await("40×12")
	s.Types("q")
	s.Ends()
	s.Restored()
}

// The demo touches no file of the user's.
func TestDemoLeavesNoFile(t *testing.T) {
	home := t.TempDir()
	s := start(t, 100, 40, []string{"HOME=" + home, "XDG_CONFIG_HOME=" + home + "/c", "XDG_STATE_HOME=" + home + "/s"}, "--demo")
	s.Await("❯ Paper")
	s.Types("\r")
	s.Await("a approve")
	s.Types("a")
	s.Await("Signed in.")
	s.Await("Buying power")
	s.Types("q")
	s.Ends()
	left, err := os.ReadDir(home)
	if err != nil || len(left) != 0 {
		t.Errorf("left behind: %v %v", left, err)
	}
}

// The same program, told only where its broker is, signs in against a broker
// that runs on its own, and finds its token again the next time.
func TestAgainstABrokerOfItsOwn(t *testing.T) {
	redirect := program.FreeRedirect(t)
	broker := serveBroker(t, redirect)
	environ := broker.environ("QUIPU_REDIRECT_URL="+redirect, "HOME="+t.TempDir())
	s := start(t, 130, 45, environ)
	s.Await("none yet")
	s.Types("\r")
	s.Await("waiting on")
	address := s.ReadQR()
	browse(t, address)
	s.Await("BTC/USD")
	s.Types("q")
	s.Ends()
	if raw := s.Raw(); strings.Contains(raw, broker.ClientSecret) {
		t.Error("the client secret was on the screen")
	}
	again := start(t, 130, 45, environ)
	again.Await("BTC/USD")
	again.Types("q")
	if code := again.Ends(); code != 0 {
		t.Errorf("exit code %d", code)
	}
}

func TestWrongSecretIsOneClearMessage(t *testing.T) {
	redirect := program.FreeRedirect(t)
	broker := serveBroker(t, redirect)
	broker.ClientSecret = "wrong"
	s := start(t, 130, 45, broker.environ("QUIPU_REDIRECT_URL="+redirect))
	s.Await("none yet")
	s.Types("\r")
	s.Await("waiting on")
	// What the page says of the failure is tested with auth.
	if err := demo.Approve(t.Context(), s.ReadQR(), nil); err != nil {
		t.Fatal(err)
	}
	s.Await("client_secret")
	s.Await("❯ Paper")
	s.Types("q")
	s.Ends()
}

// panicking makes this test binary a quipu that panics while it prepares a sign-in,
// which asks for random numbers.
const panicking = "QUIPU_TEST_PANIC"

func init() { programs[panicking] = panicInACommand }

func panicInACommand() int {
	rand.Reader = panicIn{rand.Reader, "quipu/auth."}
	return cli.Run()
}

// panicIn panics where a package asks for random numbers.
type panicIn struct {
	io.Reader
	name string
}

func (p panicIn) Read(into []byte) (int, error) {
	if strings.Contains(string(debug.Stack()), p.name) {
		panic("the sky falls")
	}
	return p.Reader.Read(into)
}

func TestPanicRestoresTheTerminal(t *testing.T) {
	s := startBinary(t, os.Args[0], 100, 40, []string{panicking + "=1", "QUIPU_REDIRECT_URL=" + program.FreeRedirect(t)}, "--demo")
	s.Await("❯ Paper")
	s.Types("\r")
	if code := s.Ends(); code != exitError {
		t.Errorf("exit code %d", code)
	}
	s.Restored()
	if !strings.Contains(s.Raw(), "the sky falls") {
		t.Error("nobody is told what happened")
	}
}

// A fill that another program's order gets is on the screen with its words, its
// position and its order, and after a break of the stream so is the next.
func TestAFillArrivesByTheStream(t *testing.T) {
	b := startBroker(t)
	s := start(t, 138, 45, keyed(b))
	s.Await("API keys")
	s.Types("\x1b[B\x1b[B\x1b[B\r")
	s.Await("SPY")
	s.Until("the stream is joined", func() bool { return b.Calls()["GET /stream"] > 0 })
	fill := func(qty, price string) {
		t.Helper()
		order, err := b.Place("paper", demo.Ticket{Symbol: "KO", Side: "buy", Type: "limit", Qty: decimal.RequireFromString(qty), Limit: decimal.RequireFromString("1")})
		if err != nil {
			t.Fatal(err)
		}
		if err := b.Fill("paper", order, decimal.RequireFromString(qty), decimal.RequireFromString(price)); err != nil {
			t.Fatal(err)
		}
	}
	fill("7", "61.23")
	s.Await("Bought 7 KO at $61.23")
	s.Await("157") // of 150 before
	s.Types("2")
	s.Await("7 of 7")
	b.CutStreams()
	fill("5", "61.24")
	s.Await("Bought 5 KO at $61.24")
	s.Await("5 of 5")
	s.Types("q")
	s.Ends()
	s.Restored()
}

// What a person arranged is there again in the next run; a file that cannot be
// used is set aside, and that is said.
func TestLayoutIsRemembered(t *testing.T) {
	b := startBroker(t)
	home := t.TempDir()
	open := func() *session {
		s := start(t, 138, 45, keyed(b, "HOME="+home))
		s.Await("API keys")
		s.Types("\x1b[B\x1b[B\x1b[B\r")
		s.Await("Open P&L") // above every tab
		return s
	}
	s := open()
	s.Types("3")
	s.Await("Note")
	s.Types("q")
	s.Ends()
	s = open()
	s.Await("Note")
	s.Types("q")
	s.Ends()
	path := filepath.Join(home, ".local", "state", "quipu", "state.json")
	if err := os.WriteFile(path, []byte(`{"version":99}`), 0o600); err != nil {
		t.Fatal(err)
	}
	s = open()
	s.Await("a newer quipu wrote it")
	s.Await("Avg cost")
	s.Types("q")
	s.Ends()
	if kept, err := os.ReadFile(path + ".1"); err != nil || string(kept) != `{"version":99}` {
		t.Errorf("%q, %v", kept, err)
	}
}

func TestLoginOnATerminalDoesNotShowWhatIsPasted(t *testing.T) {
	redirect := program.FreeRedirect(t)
	_, environ := program.Broker(t, redirect, "QUIPU_REDIRECT_URL="+redirect)
	s := emulator.Run(t, binary, 130, 50, environ, "login")
	s.Await("Approve quipu for your paper account")
	address := landed(t, s.ReadQR())
	s.Types(address + "\r")
	s.Await("Signed in: paper account")
	if code := s.Ends(); code != exitOK {
		t.Errorf("code %d", code)
	}
	if strings.Contains(s.Text(), "code=") {
		t.Errorf("the pasted address is on the screen:\n%s", s.Text())
	}
}
