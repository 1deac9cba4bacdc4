//go:build unix

package main

import (
	"strings"
	"testing"
)

// The same text in another colour is another picture: portfolio-light is none of
// portfolio-dark's.
func TestSaidKnowsTheColours(t *testing.T) {
	said := func(text, theme string) string {
		p := started(t, "printf '"+text+"done'\nread line\n", theme)
		p.must(t, "wait:done")
		return p.said()
	}
	plain := said("", "dark")
	for name, other := range map[string]string{
		"theme": said("", "light"), "ink": said(`\033[31m`, "dark"), "ground": said(`\033[41m`, "dark"), "weight": said(`\033[1m`, "dark"), "line": said(`\033[4m`, "dark"),
	} {
		if text, _, _ := strings.Cut(other, "colours"); text != "done\n" || other == plain {
			t.Errorf("%s: %q is like %q", name, other, plain)
		}
	}
	if again := said("", "dark"); again != plain {
		t.Errorf("the same is %q, then %q", plain, again)
	}
}

// A port and a code are said to be there, and not which.
func TestSaidLeavesOutWhatPasses(t *testing.T) {
	said := func(port, code string) (string, int) {
		p := started(t, "printf '● waiting on localhost:"+port+"  \\033[30;48;2;255;255;255m"+code+"\\033[0m end'\nread line\n", "dark")
		p.must(t, "wait:end")
		p.mu.Lock()
		defer p.mu.Unlock()
		text, passes := p.says()
		return text, len(passes)
	}
	one, places := said("17865", "▀▄")
	other, _ := said("43210", "  ")
	if one != other || !strings.Contains(one, "localhost:port  ## end") {
		t.Errorf("%q and %q", one, other)
	}
	if want := len("localhost:17865") + len("##"); places != want {
		t.Errorf("it passes at %d places, want %d", places, want)
	}
}

// A second run changes no byte, though the code is another.
func TestKeepLeavesAPictureOfTheSame(t *testing.T) {
	t.Chdir(t.TempDir())
	s := scene{name: "code"}
	first := plain(white, black, spot, "##\n")
	first.passes = append(first.passes, spot)
	for i, step := range []struct {
		shot    shot
		changes bool
	}{
		{first, true},
		{func() shot { s := plain(white, rgb(0x123456), spot, "##\n"); s.passes = first.passes; return s }(), false},
		{plain(white, rgb(0x123456), spot, "##\n"), true},
		{plain(white, rgb(0x123456), spot, "other\n"), true},
	} {
		pic, err := develop([]shot{step.shot}, false)
		if err != nil {
			t.Fatal(err)
		}
		if changed, err := keep(s, pic); err != nil || changed != step.changes {
			t.Errorf("%d: changed %v, want %v (%v)", i, changed, step.changes, err)
		}
	}
}
