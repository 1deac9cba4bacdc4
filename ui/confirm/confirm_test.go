package confirm

import (
	"bytes"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
)

var start = time.Date(2026, 11, 20, 17, 0, 0, 0, time.UTC)

// shown is a gate whose question was written at start.
func shown() Gate {
	g, _ := Gate{}.Show("q")
	g, _ = g.Written(Written{Mark: 1, At: start.Add(-time.Minute)})
	g, _ = g.Written(Written{Mark: 2, At: start})
	return g
}

func press(r rune, after time.Duration, packet uint64) Input {
	return Input{Msg: tea.KeyPressMsg{Code: r, Text: string(r)}, At: start.Add(after), Packet: packet}
}

func TestWhichInputConfirms(t *testing.T) {
	repeated := press('y', time.Second, 2)
	repeated.Msg = tea.KeyPressMsg{Code: 'y', Text: "y", IsRepeat: true}
	pasted := press('y', time.Second, 2)
	pasted.Msg = tea.PasteMsg{Content: "y"}
	for _, c := range []struct {
		name   string
		inputs []Input
		want   bool
	}{
		{"a key by itself", []Input{press('y', time.Second, 1)}, true},
		{"a key long after another", []Input{press('a', 0, 1), press('y', time.Second, 2)}, true},
		{"at the last moment that is too early", []Input{press('y', lookTime-1, 1)}, false},
		{"at the first moment", []Input{press('y', lookTime, 1)}, true},
		{"in the packet of another", []Input{press('a', 0, 1), press('y', time.Second, 1)}, false},
		{"where packets are not known", []Input{press('a', 0, 0), press('y', time.Second, 0)}, true},
		{"right after another", []Input{press('a', time.Second, 1), press('y', time.Second+Quiet-1, 2)}, false},
		{"after the same key", []Input{press('y', time.Second, 1), press('y', 2*time.Second-1, 2)}, false},
		{"long after the same key", []Input{press('y', time.Second, 1), press('y', 2*time.Second, 2)}, true},
		{"a repetition", []Input{repeated}, false},
		{"a paste", []Input{pasted}, false},
		{"right after a paste", []Input{pasted, press('y', time.Second+Quiet-1, 3)}, false},
	} {
		var h History
		for _, in := range c.inputs {
			h = h.Next(in)
		}
		if got := shown().Allows(h); got != c.want {
			t.Errorf("%s: %t", c.name, got)
		}
		if (Gate{}).Allows(h) {
			t.Errorf("%s: confirms what was never written", c.name)
		}
	}
	if (shown().Allows(History{})) {
		t.Error("nothing confirms")
	}
}

// Only the second mark follows the view, and marks of another view tell nothing.
func TestGateOpensWithTheSecondMarkOfItsView(t *testing.T) {
	g, ask := Gate{}.Show("q")
	if !ask || g.Open() {
		t.Fatal("no mark is asked for")
	}
	if g, ask = g.Written(Written{Mark: 7, At: start}); ask || g.Open() {
		t.Fatal("another mark counts")
	}
	if g, ask = g.Written(Written{Mark: 1, At: start}); !ask || g.Open() {
		t.Fatal("the first mark opens it")
	}
	if next, _ := g.Show("other"); next.Open() || next.mark == g.mark {
		t.Error("another view takes over the marks")
	}
	if next, ask := g.Show(""); ask || next.Open() {
		t.Error("no view is waited for")
	}
	if g, ask = g.Show("q"); ask {
		t.Error("the same view is asked for twice")
	}
	if g, ask = g.Written(Written{Mark: 2, At: start}); ask || !g.Open() {
		t.Error("the second mark does not open it")
	}
	g, _ = g.Written(Written{Mark: 2, At: start.Add(time.Hour)})
	if !g.Allows(History{}.Next(press('y', time.Second, 1))) {
		t.Error("a late mark closes it")
	}
}

func TestMarksAreCutOutOfWhatIsWritten(t *testing.T) {
	rest, marks := Cut([]byte("a" + markOf(1) + "b\x1b[31mc" + markOf(23) + "d"))
	if string(rest) != "ab\x1b[31mcd" || len(marks) != 2 || marks[0] != 1 || marks[1] != 23 {
		t.Errorf("%q %v", rest, marks)
	}
	for _, text := range []string{"", "plain", "\x1b_other\x1b\\", "\x1b_quipu;5", "\x1b_quipu;x\x1b\\"} {
		if _, marks := Cut([]byte(text)); marks != nil {
			t.Errorf("%q has marks %v", text, marks)
		}
	}
	before := []byte("x" + markOf(1) + "y")
	kept := bytes.Clone(before)
	if Cut(before); !bytes.Equal(before, kept) {
		t.Error("what is written was changed")
	}
}
