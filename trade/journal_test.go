package trade

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"quipu/client"
)

const (
	testAccount = "PA3QUIPU0007"
	testOrigin  = "https://paper-api.alpaca.markets"
)

var noon = time.Date(2026, 11, 27, 17, 0, 0, 0, time.UTC)

func openTestJournal(t *testing.T, dir string) *Journal {
	t.Helper()
	j, err := OpenJournal(dir, testAccount, testOrigin, func() time.Time { return noon })
	if err != nil {
		t.Fatal(err)
	}
	return j
}

func anIntent(id string) Intent {
	return Intent{ID: id, Action: Submit, Symbol: "AAPL", Side: "buy", Qty: dec("1"), Body: json.RawMessage(`{"client_order_id":"` + id + `"}`)}
}

func dec(text string) client.Decimal {
	d, err := client.ParseDecimal(text)
	if err != nil {
		panic(err)
	}
	return d
}

func always([]Entry) error { return nil }

func statesOf(t *testing.T, j *Journal) string {
	t.Helper()
	all, err := j.Entries()
	if err != nil {
		t.Fatal(err)
	}
	words := make([]string, len(all))
	for i, e := range all {
		words[i] = e.ID + " " + string(e.State)
	}
	return strings.Join(words, ", ")
}

func TestJournalKeepsWhatBecameOfAnOrder(t *testing.T) {
	dir := t.TempDir()
	j := openTestJournal(t, dir)
	if err := j.Begin(anIntent("a"), always); err != nil {
		t.Fatal(err)
	}
	if got := statesOf(t, j); got != "a sent" {
		t.Errorf("before the answer: %s", got)
	}
	if err := j.Learn("a", Accepted, "o1", "new", ""); err != nil {
		t.Fatal(err)
	}
	all, err := openTestJournal(t, dir).Entries()
	if err != nil || len(all) != 1 {
		t.Fatal(all, err)
	}
	e := all[0]
	if e.State != Accepted || e.OrderID != "o1" || e.Status != "new" || !e.At.Equal(noon) || string(e.Body) != `{"client_order_id":"a"}` || !e.Qty.Decimal.Equal(dec("1").Decimal) {
		t.Errorf("%+v", e)
	}
	info, err := os.Stat(j.Path())
	if err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("%v %v", info.Mode(), err)
	}
}

func TestJournalRefusesAnIdTwice(t *testing.T) {
	j := openTestJournal(t, t.TempDir())
	if err := j.Begin(anIntent("a"), always); err != nil {
		t.Fatal(err)
	}
	for _, id := range []string{"a", ""} {
		if j.Begin(anIntent(id), always) == nil {
			t.Errorf("%q was taken", id)
		}
	}
}

// TestAnIDOfWhichNothingLeftMayBeUsedAgain, and one that may have left never.
func TestAnIDOfWhichNothingLeftMayBeUsedAgain(t *testing.T) {
	dir := t.TempDir()
	j := openTestJournal(t, dir)
	if err := errors.Join(j.Begin(anIntent("a"), always), j.Learn("a", NotSent, "", "", "no connection"), j.Begin(anIntent("b"), always), j.Begin(anIntent("a"), always)); err != nil {
		t.Fatal(err)
	}
	for _, journal := range []*Journal{j, openTestJournal(t, dir)} {
		if got := statesOf(t, journal); got != "b sent, a sent" {
			t.Error(got)
		}
		if all, err := journal.Entries(); err != nil || all[1].Reason != "" {
			t.Errorf("%+v %v", all, err)
		}
	}
	for _, state := range []State{Sent, Unknown, Accepted, Settled, Refused, Dismissed} {
		id := "c " + string(state)
		if err := errors.Join(j.Begin(anIntent(id), always), j.Learn(id, state, "", "", "")); err != nil {
			t.Fatal(err)
		}
		if err := j.Begin(anIntent(id), always); !errors.As(err, new(*Refusal)) || !strings.Contains(err.Error(), string(state)) {
			t.Errorf("after %s: %v", state, err)
		}
	}
}

func TestWhatIsNotAllowedLeavesNoTrace(t *testing.T) {
	j := openTestJournal(t, t.TempDir())
	no := errors.New("no")
	if err := j.Begin(anIntent("a"), func([]Entry) error { return no }); !errors.Is(err, no) {
		t.Error(err)
	}
	if got := statesOf(t, j); got != "" {
		t.Error(got)
	}
}

func TestWeakerKnowledgeReplacesNoStronger(t *testing.T) {
	for _, c := range []struct{ first, then, want State }{
		{Unknown, Accepted, Accepted},
		{Unknown, Refused, Refused},
		{Unknown, Dismissed, Dismissed},
		{Accepted, Unknown, Accepted},
		{Accepted, Settled, Settled},
		{Settled, Unknown, Settled},
		{Settled, Accepted, Settled},
		{Refused, Unknown, Refused},
		{Dismissed, Unknown, Dismissed},
		{Dismissed, Accepted, Accepted},
	} {
		j := openTestJournal(t, t.TempDir())
		err := errors.Join(j.Begin(anIntent("a"), always), j.Learn("a", c.first, "", "", ""), j.Learn("a", c.then, "", "", ""))
		if got := statesOf(t, j); err != nil || got != "a "+string(c.want) {
			t.Errorf("%s, then %s: %s, %v", c.first, c.then, got, err)
		}
	}
	if openTestJournal(t, t.TempDir()).Learn("b", Accepted, "", "", "") == nil {
		t.Error("an entry that is not there was changed")
	}
}

// TestTwoProgramsShareAJournal lets both count: each limit has to see what the
// other began.
func TestTwoProgramsShareAJournal(t *testing.T) {
	dir := t.TempDir()
	const most = 5
	var all sync.WaitGroup
	for p := range 4 {
		j := openTestJournal(t, dir)
		all.Go(func() {
			for i := range 5 {
				_ = j.Begin(anIntent(fmt.Sprintf("%d-%d", p, i)), func(entries []Entry) error {
					if len(entries) >= most {
						return errors.New("enough")
					}
					return nil
				})
			}
		})
	}
	all.Wait()
	entries, err := openTestJournal(t, dir).Entries()
	if err != nil || len(entries) != most {
		t.Errorf("%d entries, %v", len(entries), err)
	}
}

func TestACutLineIsRepairedAndReported(t *testing.T) {
	for name, tail := range map[string]string{
		"half a line":   `{"sum":"01234567","entry":{"v":1,"id":"b","st`,
		"zeros":         "\x00\x00\x00\x00\x00\x00",
		"a wrong sum":   `{"sum":"01234567","entry":{"v":1,"id":"b","state":"intended"}}` + "\n",
		"half a letter": "\xc3",
	} {
		dir := t.TempDir()
		j := openTestJournal(t, dir)
		if err := errors.Join(j.Begin(anIntent("a"), always), appendTo(j.Path(), tail)); err != nil {
			t.Fatal(err)
		}
		again := openTestJournal(t, dir)
		if got := statesOf(t, again); got != "a sent" || !again.Torn() || again.Torn() {
			t.Errorf("%s: %s", name, got)
		}
		if err := again.Begin(anIntent("c"), always); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if got := statesOf(t, openTestJournal(t, dir)); got != "a sent, c sent" {
			t.Errorf("%s: %s", name, got)
		}
	}
}

// TestACutLineMayHideThatAnOrderWasSent: what is cut after an intent could be
// the line that says it was sent.
func TestACutLineMayHideThatAnOrderWasSent(t *testing.T) {
	dir := t.TempDir()
	j := openTestJournal(t, dir)
	if err := j.Begin(anIntent("a"), always); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(j.Path())
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(j.Path(), text[:len(text)-9], 0o600); err != nil {
		t.Fatal(err)
	}
	if got := statesOf(t, openTestJournal(t, dir)); got != "a unknown" {
		t.Error(got)
	}
}

func TestADamagedJournalSendsNothing(t *testing.T) {
	dir := t.TempDir()
	j := openTestJournal(t, dir)
	if err := errors.Join(j.Begin(anIntent("a"), always), j.Begin(anIntent("b"), always)); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(j.Path())
	if err != nil {
		t.Fatal(err)
	}
	damaged := strings.Replace(string(text), `"buy"`, `"boy"`, 1)
	if err := os.WriteFile(j.Path(), []byte(damaged), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := OpenJournal(dir, testAccount, testOrigin, time.Now); !errors.Is(err, ErrDamaged) {
		t.Errorf("it opens: %v", err)
	}
}

// TestAJournalOfANewerQuipuIsKept: a line that is whole is not one that was cut.
func TestAJournalOfANewerQuipuIsKept(t *testing.T) {
	dir := t.TempDir()
	j := openTestJournal(t, dir)
	newer := []byte(`{"v":2,"id":"b","state":"sent"}`)
	text := `{"sum":"` + checksum(newer) + `","entry":` + string(newer) + "}\n"
	if err := errors.Join(j.Begin(anIntent("a"), always), appendTo(j.Path(), text)); err != nil {
		t.Fatal(err)
	}
	if _, err := OpenJournal(dir, testAccount, testOrigin, time.Now); !errors.Is(err, ErrDamaged) {
		t.Errorf("it opens: %v", err)
	}
	if kept, err := os.ReadFile(j.Path()); err != nil || !strings.HasSuffix(string(kept), text) {
		t.Errorf("the line is gone: %v", err)
	}
}

func appendTo(path, text string) error {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return err
	}
	_, err = file.WriteString(text)
	return errors.Join(err, file.Close())
}

func TestNoJournalNoOrder(t *testing.T) {
	dir := t.TempDir()
	blocked := filepath.Join(dir, "file")
	if err := os.WriteFile(blocked, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := OpenJournal(filepath.Join(blocked, "journal"), testAccount, testOrigin, time.Now); err == nil {
		t.Error("a journal below a file was opened")
	}
	for _, c := range [][2]string{{"", testOrigin}, {testAccount, ""}} {
		if _, err := OpenJournal(dir, c[0], c[1], time.Now); err == nil {
			t.Errorf("a journal of %q at %q was opened", c[0], c[1])
		}
	}
	j := openTestJournal(t, dir)
	if err := errors.Join(os.Remove(j.Path()), os.Mkdir(j.Path(), 0o700)); err != nil {
		t.Fatal(err)
	}
	if j.Begin(anIntent("a"), always) == nil {
		t.Error("an order began without a journal")
	}
}

func TestAccountsAndBrokersHaveJournalsOfTheirOwn(t *testing.T) {
	names := map[string]bool{}
	for _, account := range []string{"PA1", "PA2", "../PA1", "PA1\x1b"} {
		for _, origin := range []string{testOrigin, "https://api.alpaca.markets"} {
			name := fileName(account, origin)
			if filepath.Base(name) != name || strings.ContainsAny(name, "/\\\x1b") {
				t.Errorf("%q", name)
			}
			names[name] = true
		}
	}
	if len(names) != 8 {
		t.Errorf("%d names", len(names))
	}
}

func TestALargeJournalStartsANewFile(t *testing.T) {
	dir := t.TempDir()
	now := noon
	j, err := OpenJournal(dir, testAccount, testOrigin, func() time.Time { return now })
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(j.Begin(anIntent("settled"), always), j.Learn("settled", Settled, "o1", "filled", ""),
		j.Begin(anIntent("unknown"), always), j.Learn("unknown", Unknown, "", "", "timed out")); err != nil {
		t.Fatal(err)
	}
	large := anIntent("large")
	large.Body = json.RawMessage(`"` + strings.Repeat("x", rotateAt) + `"`)
	if err := errors.Join(j.Begin(large, always), j.Learn("large", Refused, "", "", "too large")); err != nil {
		t.Fatal(err)
	}
	now = noon.Add(72 * time.Hour)
	other := openTestJournal(t, dir) // read before, and has to notice
	if got := statesOf(t, other); got != "settled settled, unknown unknown, large refused" {
		t.Fatal(got)
	}
	if err := j.Begin(anIntent("next"), always); err != nil {
		t.Fatal(err)
	}
	for _, journal := range []*Journal{j, other, openTestJournal(t, dir)} {
		if got := statesOf(t, journal); got != "unknown unknown, next sent" {
			t.Error(got)
		}
	}
	entries, err := j.Entries()
	if err != nil || !entries[0].At.Equal(noon) || entries[0].Reason != "timed out" {
		t.Errorf("%+v %v", entries[0], err)
	}
	if info, err := os.Stat(j.Path()); err != nil || info.Size() > 4096 {
		t.Errorf("%v %v", info.Size(), err)
	}
	if _, err := os.Stat(j.Path() + ".old"); err != nil {
		t.Error(err)
	}
}

// TestAKilledProgramForgetsNothing kills a process at each point on the way to
// sending, and reads what the next one knows.
func TestAKilledProgramForgetsNothing(t *testing.T) {
	if dir, point := os.Getenv("QUIPU_TEST_JOURNAL"), os.Getenv("QUIPU_TEST_POINT"); dir != "" {
		j := openTestJournal(t, dir)
		die := func(at string) {
			if at == point {
				self, _ := os.FindProcess(os.Getpid())
				_ = self.Kill()
				select {}
			}
		}
		j.stop = die
		_ = j.Begin(anIntent("a"), always)
		die("after it was marked as sent")
		_ = j.Learn("a", Accepted, "o1", "new", "")
		die("after the answer")
		return
	}
	for point, want := range map[string]string{
		"before the intent":           "",
		"after the intent":            "a not sent",
		"after it was marked as sent": "a sent",
		"after the answer":            "a accepted",
	} {
		dir := t.TempDir()
		cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestAKilledProgramForgetsNothing$")
		cmd.Env = append(os.Environ(), "QUIPU_TEST_JOURNAL="+dir, "QUIPU_TEST_POINT="+point)
		if err := cmd.Run(); err == nil {
			t.Fatalf("%s: it was not killed", point)
		}
		if got := statesOf(t, openTestJournal(t, dir)); got != want {
			t.Errorf("%s: %q, want %q", point, got, want)
		}
	}
}
