package cli

import (
	"os"
	"testing"

	tea "charm.land/bubbletea/v2"

	"quipu/ui/confirm"
)

// Keys that the terminal gave at once have the same packet, others have not.
func TestInputIsStampedWithItsPacket(t *testing.T) {
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _, _ = read.Close(), write.Close() }()
	in := &packets{File: read}
	next := func(text string) uint64 {
		if _, err := write.WriteString(text); err != nil {
			t.Fatal(err)
		}
		if n, err := in.Read(make([]byte, 64)); err != nil || n != len(text) {
			t.Fatalf("read %d, %v", n, err)
		}
		stamped, is := in.stamp(tea.KeyPressMsg{Code: 'y', Text: "y"}).(confirm.Input)
		if !is || stamped.At.IsZero() {
			t.Fatalf("stamped %+v", stamped)
		}
		return stamped.Packet
	}
	first, second := next("yy"), next("y")
	if again := in.stamp(tea.PasteMsg{Content: "y"}).(confirm.Input).Packet; first == 0 || first == second || again != second {
		t.Errorf("packets %d, %d, %d", first, second, again)
	}
	if size, is := in.stamp(tea.WindowSizeMsg{Width: 1}).(tea.WindowSizeMsg); !is || size.Width != 1 {
		t.Error("a size is changed")
	}
}

// The output reports a mark when all that came before it was written, and writes none.
func TestOutputReportsMarksAndWritesNone(t *testing.T) {
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _, _ = read.Close(), write.Close() }()
	out := newFirstFrame(write)
	var reported []int
	out.report(func(marks []int) { reported = append(reported, marks...) })
	gate, _ := confirm.Gate{}.Show("q")
	text := "view" + gate.Mark() + "more"
	if n, err := out.Write([]byte(text)); n != len(text) || err != nil {
		t.Fatalf("wrote %d of %d, %v", n, len(text), err)
	}
	got := make([]byte, 64)
	n, _ := read.Read(got)
	if string(got[:n]) != "viewmore" || len(reported) != 1 || reported[0] != 1 {
		t.Errorf("wrote %q, reported %v", got[:n], reported)
	}
}
