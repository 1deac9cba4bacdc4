package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"image"
	"image/color"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/charmbracelet/x/vt"
	"github.com/creack/pty"
	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"
	"github.com/shopspring/decimal"

	"quipu/auth"
	"quipu/config"
	"quipu/demo"
	"quipu/ui"
)

// patience bounds a wait that hangs; nothing is timed by it.
const patience = time.Minute

var build = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "quipu-acceptance-")
	if err != nil {
		return "", err
	}
	binary := filepath.Join(dir, "quipu")
	out, err := exec.Command("go", "build", "-o", binary, ".").CombinedOutput() //nolint:noctx // bounded by the test's own deadline
	if err != nil {
		return "", errors.New(string(out))
	}
	return binary, nil
})

func TestMain(m *testing.M) {
	if os.Getenv(panicking) != "" {
		os.Exit(panicInACommand())
	}
	if os.Getenv(soaking) != "" {
		os.Exit(soak())
	}
	code := m.Run()
	if binary, err := build(); err == nil {
		_ = os.RemoveAll(filepath.Dir(binary))
	}
	os.Exit(code)
}

// session is the built program on a real pty, read by a virtual terminal.
type session struct {
	t    *testing.T
	cmd  *exec.Cmd
	tty  *os.File
	mu   sync.Mutex
	term *vt.SafeEmulator
	raw  strings.Builder
	read chan struct{} // closed when the output ended
}

// start runs quipu with a home of its own and an environment that says nothing
// but what the test says.
func start(t *testing.T, width, height int, environ []string, args ...string) *session {
	t.Helper()
	binary, err := build()
	if err != nil {
		t.Fatal(err)
	}
	return startBinary(t, binary, width, height, append([]string{"QUIPU_REDIRECT_URL=" + freeRedirect(t)}, environ...), args...)
}

// freeRedirect is a redirect address of the test's own: the default one may be
// in use by a quipu that somebody works with.
func freeRedirect(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return fmt.Sprintf("http://localhost:%d/callback", l.Addr().(*net.TCPAddr).Port)
}

func startBinary(t *testing.T, binary string, width, height int, environ []string, args ...string) *session {
	t.Helper()
	s := spawn(t, binary, width, height, environ, args...)
	// The first screen is there before the keys are read; what switches
	// bracketed paste on reads them.
	s.until("a program that reads keys", func() bool {
		s.mu.Lock()
		defer s.mu.Unlock()
		return strings.Contains(s.raw.String(), "\x1b[?2004h")
	})
	return s
}

// spawn runs a program on a terminal of its own.
func spawn(t *testing.T, binary string, width, height int, environ []string, args ...string) *session {
	t.Helper()
	s := &session{t: t, cmd: exec.CommandContext(t.Context(), binary, args...), term: vt.NewSafeEmulator(width, height), read: make(chan struct{})}
	s.cmd.Env = append([]string{"HOME=" + t.TempDir(), "TERM=xterm-256color", "PATH=" + os.Getenv("PATH"), "DISPLAY=:none"}, environ...)
	tty, err := pty.StartWithSize(s.cmd, &pty.Winsize{Cols: uint16(width), Rows: uint16(height)})
	if err != nil {
		t.Fatal(err)
	}
	s.tty = pollable(t, tty)
	go s.readOutput()
	// What the terminal answers (its colours, its modes) goes back.
	go func() { _, _ = io.Copy(s.tty, s.term) }()
	t.Cleanup(func() {
		_ = s.cmd.Process.Kill()
		_ = s.tty.Close()
		s.hangUp()
	})
	return s
}

// hangUp ends what the terminal answers. Its own Close races with Read.
func (s *session) hangUp() {
	if pipe, ok := s.term.InputPipe().(io.Closer); ok {
		_ = pipe.Close()
	}
}

// pollable gives a file whose Close ends a Read that is under way: the
// terminal is gone only when nobody reads it any more.
func pollable(t *testing.T, tty *os.File) *os.File {
	t.Helper()
	fd, err := syscall.Dup(int(tty.Fd()))
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(syscall.SetNonblock(fd, true), tty.Close()); err != nil {
		t.Fatal(err)
	}
	return os.NewFile(uintptr(fd), "pty")
}

func (s *session) readOutput() {
	defer close(s.read)
	buf := make([]byte, 32<<10)
	for {
		n, err := s.tty.Read(buf)
		s.mu.Lock()
		s.raw.Write(buf[:n])
		_, _ = s.term.Write(buf[:n])
		s.mu.Unlock()
		if err != nil {
			return
		}
	}
}

func (s *session) text() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.term.String()
}

// await waits until the screen shows text.
func (s *session) await(text string) {
	s.t.Helper()
	s.until(text, func() bool { return strings.Contains(s.text(), text) })
}

func (s *session) until(what string, holds func() bool) {
	s.t.Helper()
	for end := time.Now().Add(patience); !holds(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			s.t.Fatalf("%s: not on the screen:\n%s", what, s.text())
		}
	}
}

func (s *session) types(keys string) {
	s.t.Helper()
	if _, err := io.WriteString(s.tty, keys); err != nil {
		s.t.Fatal(err)
	}
}

// ends waits for the program's end and gives its exit code.
func (s *session) ends() int {
	s.t.Helper()
	done := make(chan error, 1)
	go func() { done <- s.cmd.Wait() }()
	select {
	case <-done:
	case <-time.After(patience):
		s.t.Fatalf("the program does not end:\n%s", s.text())
	}
	<-s.read
	return s.cmd.ProcessState.ExitCode()
}

// restored checks that the terminal is as it was: the main screen, a cursor,
// no paste or mouse mode, and a line discipline that echoes.
func (s *session) restored() {
	s.t.Helper()
	if s.term.IsAltScreen() {
		s.t.Error("the alternate screen was not left")
	}
	raw := s.raw.String()
	if n := strings.Count(raw, "\x1b[?1049h"); n != 1 {
		s.t.Errorf("the alternate screen was entered %d times: the cursor's place is lost", n)
	}
	for on, off := range map[string]string{"\x1b[?25l": "\x1b[?25h", "\x1b[?2004h": "\x1b[?2004l", "\x1b[?1049h": "\x1b[?1049l"} {
		if strings.Contains(raw, on) && strings.LastIndex(raw, off) < strings.LastIndex(raw, on) {
			s.t.Errorf("mode %q was not switched off", on)
		}
	}
}

// readQR reads the code back from the cells of the emulated screen, as a
// phone's camera would: with another picture when one cannot be read. The
// screen may be half drawn at first, and the decoder misses one in two hundred
// good pictures.
func (s *session) readQR() string {
	s.t.Helper()
	var read string
	s.until("a code that can be read", func() bool {
		for _, module := range []int{4, 3, 5, 8} {
			if text, err := decodeQR(s.picture(module)); err == nil {
				read = text
				return true
			}
		}
		return false
	})
	return read
}

func decodeQR(img image.Image) (string, error) {
	bitmap, err := gozxing.NewBinaryBitmapFromImage(img)
	if err != nil {
		return "", err
	}
	result, err := qrcode.NewQRCodeReader().Decode(bitmap, nil)
	if err != nil {
		return "", err
	}
	return result.GetText(), nil
}

// picture draws the screen with modules of that many pixels.
func (s *session) picture(module int) image.Image {
	s.mu.Lock()
	defer s.mu.Unlock()
	width, height := s.term.Width(), s.term.Height()
	img := image.NewGray(image.Rect(0, 0, width*module, height*2*module))
	for y := range height {
		for x := range width {
			top, bottom := s.halves(x, y)
			for dy := range 2 * module {
				shade := top
				if dy >= module {
					shade = bottom
				}
				for dx := range module {
					img.SetGray(x*module+dx, y*2*module+dy, shade)
				}
			}
		}
	}
	return img
}

// halves gives the shades of a cell's upper and lower half on a dark terminal.
func (s *session) halves(x, y int) (top, bottom color.Gray) {
	fg, bg := color.Gray{Y: 0xcc}, color.Gray{Y: 0x11}
	cell := s.term.CellAt(x, y)
	if cell == nil {
		return bg, bg
	}
	if c := cell.Style.Fg; c != nil {
		fg = color.GrayModel.Convert(c).(color.Gray)
	}
	if c := cell.Style.Bg; c != nil {
		bg = color.GrayModel.Convert(c).(color.Gray)
	}
	switch cell.Content {
	case "▀":
		return fg, bg
	case "▄":
		return bg, fg
	default:
		return bg, bg
	}
}

// browse follows the address as a person with a browser does: opens the page,
// presses Approve, and goes where it leads. It gives the last page.
func browse(t *testing.T, address string) string {
	t.Helper()
	client := &http.Client{Timeout: patience}
	defer client.CloseIdleConnections()
	page := get(t, client, address)
	hidden := regexp.MustCompile(`name="consent" value="([^"]+)"`).FindStringSubmatch(page)
	action := regexp.MustCompile(`action="([^"]+)"`).FindStringSubmatch(page)
	if hidden == nil || action == nil {
		t.Fatalf("no form on the page:\n%s", page)
	}
	base, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	target, err := base.Parse(action[1])
	if err != nil {
		t.Fatal(err)
	}
	response, err := client.PostForm(target.String(), url.Values{"consent": {hidden[1]}, "decision": {"approve"}})
	if err != nil {
		t.Fatal(err)
	}
	return pageOf(t, response)
}

func get(t *testing.T, client *http.Client, address string) string {
	t.Helper()
	response, err := client.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	return pageOf(t, response)
}

func pageOf(t *testing.T, response *http.Response) string {
	t.Helper()
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	if response.StatusCode != http.StatusOK {
		t.Fatalf("%s: %s", response.Status, body)
	}
	if q := response.Request.URL.RawQuery; strings.Contains(q, "code=") {
		t.Errorf("the code stayed in the address bar: %s", q)
	}
	return string(body)
}

// From the code on the screen to the equity on the screen, as a person goes.
func TestSignInByTheCodeOnTheScreen(t *testing.T) {
	s := start(t, 130, 45, nil, "--demo", "--demo-seed", "7", "--refresh", "1s")
	s.await("❯ Paper")
	s.types("\r")
	s.await("waiting on")
	address := s.readQR()
	if !strings.Contains(address, "/oauth/authorize?") {
		t.Fatalf("the code says %q", address)
	}
	page := browse(t, address)
	if !strings.Contains(strings.ToLower(page), "signed in") {
		t.Errorf("the browser ends on:\n%s", page)
	}
	s.await("Signed in.")
	s.await("Buying power")
	s.await("BTC/USD")
	s.types("q")
	if code := s.ends(); code != 0 {
		t.Errorf("exit code %d", code)
	}
	s.restored()
}

// What changes at the broker is on the screen within two refreshes: counted in
// reads of the positions, not in time. A third may have been under way.
func TestChangeIsOnTheScreenWithinTwoRefreshes(t *testing.T) {
	b, err := demo.Start(t.Context(), demo.Options{StaticMarket: true})
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	s := start(t, 138, 45, []string{
		"QUIPU_API_URL=" + b.URL, "APCA_API_KEY_ID=" + b.KeyID, "APCA_API_SECRET_KEY=" + b.KeySecret.Reveal(),
	}, "--refresh", "1s")
	s.await("API key pair")
	s.types("\x1b[B\x1b[B\x1b[B\r")
	s.await("SPY")
	reads := func() int { return b.Calls()["GET /v2/positions"] }
	if err := b.SetPrice("SPY", decimal.RequireFromString("777.77")); err != nil {
		t.Fatal(err)
	}
	before := reads()
	s.await("$777.77")
	if n := reads() - before; n > 3 {
		t.Errorf("on the screen after %d reads", n)
	}
	s.types("q")
	s.ends()
}

// The market moves, so within two refreshes some price on the screen does.
func TestFiguresMove(t *testing.T) {
	s := start(t, 130, 45, nil, "--demo", "--refresh", "1s")
	s.await("❯ Paper")
	s.types("\r")
	s.await("a approve")
	s.types("a")
	s.await("BTC/USD")
	first := s.text()
	s.until("another figure", func() bool { return s.text() != first })
	s.types("q")
	s.ends()
}

func TestSignalsRestoreTheTerminal(t *testing.T) {
	for number, code := range map[syscall.Signal]int{syscall.SIGTERM: 143, syscall.SIGHUP: 129, syscall.SIGINT: 130} {
		t.Run(number.String(), func(t *testing.T) {
			s := start(t, 100, 40, nil, "--demo")
			s.await("❯ Paper")
			s.types("\r")
			s.await("waiting on")
			if err := s.cmd.Process.Signal(number); err != nil {
				t.Fatal(err)
			}
			if got := s.ends(); got != code {
				t.Errorf("exit code %d, want %d", got, code)
			}
			s.restored()
		})
	}
}

func TestControlCEnds(t *testing.T) {
	s := start(t, 100, 40, nil, "--demo")
	s.await("❯ Paper")
	s.types("\x03")
	if got := s.ends(); got != 130 {
		t.Errorf("exit code %d, want 130", got)
	}
	s.restored()
}

// A dropped connection closes the terminal under the program.
func TestTerminalThatGoesAway(t *testing.T) {
	s := start(t, 100, 40, nil, "--demo")
	s.await("❯ Paper")
	if err := s.tty.Close(); err != nil {
		t.Fatal(err)
	}
	if got := s.ends(); got == 0 {
		t.Error("the program says that all went well")
	}
}

func TestTinyTerminal(t *testing.T) {
	s := start(t, 20, 5, nil, "--demo")
	s.await("40×12")
	s.types("q")
	s.ends()
	s.restored()
}

// The demo touches no file of the user's.
func TestDemoLeavesNoFile(t *testing.T) {
	home := t.TempDir()
	s := start(t, 100, 40, []string{"HOME=" + home, "XDG_CONFIG_HOME=" + home + "/c", "XDG_STATE_HOME=" + home + "/s"}, "--demo")
	s.await("❯ Paper")
	s.types("\r")
	s.await("a approve")
	s.types("a")
	s.await("Signed in.")
	s.await("Buying power")
	s.types("q")
	s.ends()
	left, err := os.ReadDir(home)
	if err != nil || len(left) != 0 {
		t.Errorf("left behind: %v %v", left, err)
	}
}

// The same program, told only where its broker is, signs in against a broker
// that runs on its own, and finds its token again the next time.
func TestAgainstABrokerOfItsOwn(t *testing.T) {
	redirect := freeRedirect(t)
	access := serveForTest(t, redirect)
	home := t.TempDir()
	environ := []string{
		"QUIPU_REDIRECT_URL=" + redirect, "HOME=" + home, "QUIPU_API_URL=" + access.URL, "QUIPU_AUTHORIZE_URL=" + access.URL + "/oauth/authorize",
		"QUIPU_TOKEN_URL=" + access.URL + "/oauth/token", "QUIPU_CLIENT_ID=" + access.ClientID,
		"QUIPU_CLIENT_SECRET=" + access.ClientSecret, "QUIPU_TOKEN_STORE=file",
	}
	s := start(t, 130, 45, environ)
	s.await("none yet")
	s.types("\r")
	s.await("waiting on")
	address := s.readQR()
	browse(t, address)
	s.await("BTC/USD")
	s.types("q")
	s.ends()
	if raw := s.raw.String(); strings.Contains(raw, access.ClientSecret) {
		t.Error("the client secret was on the screen")
	}
	again := start(t, 130, 45, environ)
	again.await("BTC/USD")
	again.types("q")
	if code := again.ends(); code != 0 {
		t.Errorf("exit code %d", code)
	}
}

func TestWrongSecretIsOneClearMessage(t *testing.T) {
	redirect := freeRedirect(t)
	access := serveForTest(t, redirect)
	s := start(t, 130, 45, []string{
		"QUIPU_REDIRECT_URL=" + redirect,
		"QUIPU_API_URL=" + access.URL, "QUIPU_AUTHORIZE_URL=" + access.URL + "/oauth/authorize",
		"QUIPU_TOKEN_URL=" + access.URL + "/oauth/token", "QUIPU_CLIENT_ID=" + access.ClientID,
		"QUIPU_CLIENT_SECRET=wrong", "QUIPU_TOKEN_STORE=file",
	})
	s.await("none yet")
	s.types("\r")
	s.await("waiting on")
	address := s.readQR()
	func() {
		// The page says that it failed; what it says is tested with auth.
		client := &http.Client{Timeout: patience}
		defer client.CloseIdleConnections()
		page := get(t, client, address)
		hidden := regexp.MustCompile(`name="consent" value="([^"]+)"`).FindStringSubmatch(page)
		target := strings.SplitN(address, "?", 2)[0]
		if response, err := client.PostForm(target, url.Values{"consent": {hidden[1]}, "decision": {"approve"}}); err == nil {
			response.Body.Close()
		}
	}()
	s.await("client_secret")
	s.await("❯ Paper")
	s.types("q")
	s.ends()
}

// serveForTest runs quipu broker and reads its line.
func serveForTest(t *testing.T, redirect string) access {
	t.Helper()
	binary, err := build()
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cmd := exec.CommandContext(ctx, binary, "broker", "--listen", "127.0.0.1:0", "--redirect-uri", redirect, "--json")
	cmd.Env = []string{"HOME=" + t.TempDir()}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cancel(); _ = cmd.Wait() })
	line, err := bufio.NewReader(out).ReadBytes('\n')
	if err != nil {
		t.Fatal(err)
	}
	var a access
	if err := json.Unmarshal(line, &a); err != nil {
		t.Fatalf("%v: %s", err, line)
	}
	return a
}

// panicking makes this test binary a program whose sign-in panics.
const panicking = "QUIPU_TEST_PANIC"

func panicInACommand() int {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	tokens, err := auth.OpenStore("memory", "")
	if err != nil {
		return 99
	}
	return outcome(show(ctx, ui.Parts{
		Settings: config.Settings{Account: config.Paper, ClientID: "c"}, Tokens: tokens,
		SignIn: func(context.Context, config.Settings, config.Account) (ui.Attempt, error) { panic("the sky falls") },
	}))
}

func TestPanicRestoresTheTerminal(t *testing.T) {
	s := startBinary(t, os.Args[0], 100, 30, []string{panicking + "=1"})
	s.await("❯ Paper")
	s.types("\r")
	if code := s.ends(); code != exitError {
		t.Errorf("exit code %d", code)
	}
	s.restored()
	if !strings.Contains(s.raw.String(), "the sky falls") {
		t.Error("nobody is told what happened")
	}
}

// keyed gives the environment of a session on a broker with its key pair.
func keyed(b *demo.Broker, more ...string) []string {
	return append([]string{
		"QUIPU_API_URL=" + b.URL, "QUIPU_DATA_URL=" + b.URL, "APCA_API_KEY_ID=" + b.KeyID, "APCA_API_SECRET_KEY=" + b.KeySecret.Reveal(),
	}, more...)
}

// A fill that another program's order gets is on the screen with its words, its
// position and its order, and after a break of the stream so is the next.
func TestAFillArrivesByTheStream(t *testing.T) {
	b, err := demo.Start(t.Context(), demo.Options{StaticMarket: true})
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	s := start(t, 138, 45, keyed(b))
	s.await("API key pair")
	s.types("\x1b[B\x1b[B\x1b[B\r")
	s.await("SPY")
	s.until("the stream is joined", func() bool { return b.Calls()["GET /stream"] > 0 })
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
	s.await("Bought 7 KO at $61.23")
	s.await("157") // of 150 before
	s.types("2")
	s.await("7 of 7")
	b.CutStreams()
	fill("5", "61.24")
	s.await("Bought 5 KO at $61.24")
	s.await("5 of 5")
	s.types("q")
	s.ends()
	s.restored()
}

// What a person arranged is there again in the next run; a file that cannot be
// used is set aside, and that is said.
func TestLayoutIsRemembered(t *testing.T) {
	b, err := demo.Start(t.Context(), demo.Options{StaticMarket: true})
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	home := t.TempDir()
	open := func() *session {
		s := start(t, 138, 45, keyed(b, "HOME="+home))
		s.await("API key pair")
		s.types("\x1b[B\x1b[B\x1b[B\r")
		s.await("Open P&L") // above every tab
		return s
	}
	s := open()
	s.types("3")
	s.await("Note")
	s.types("q")
	s.ends()
	s = open()
	s.await("Note")
	s.types("q")
	s.ends()
	path := filepath.Join(home, ".local", "state", "quipu", "state.json")
	if err := os.WriteFile(path, []byte(`{"version":99}`), 0o600); err != nil {
		t.Fatal(err)
	}
	s = open()
	s.await("a newer quipu wrote it")
	s.await("Avg cost")
	s.types("q")
	s.ends()
	if kept, err := os.ReadFile(path + ".1"); err != nil || string(kept) != `{"version":99}` {
		t.Errorf("%q, %v", kept, err)
	}
}
