//go:build unix

package main

import (
	"fmt"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

const fonts = "/usr/share/fonts/truetype/dejavu"

// script writes a shell script to play.
func script(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "script")
	if err := os.WriteFile(path, []byte("#!/bin/sh\n"+text), 0o700); err != nil {
		t.Fatal(err)
	}
	return path
}

func started(t *testing.T, text, theme string) *player {
	t.Helper()
	p, err := play(t.Context(), script(t, text), scene{columns: 40, rows: 4, theme: theme})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.end)
	return p
}

func (p *player) must(t *testing.T, texts ...string) {
	t.Helper()
	steps, err := parseSteps(texts)
	if err != nil {
		t.Fatal(err)
	}
	for i, s := range steps {
		if err := p.do(s); err != nil {
			t.Fatalf("%s: %v\n%s", texts[i], err, p.text())
		}
	}
}

// A small program on the real pty, to two pictures.
func TestTake(t *testing.T) {
	face, err := loadFace(fonts)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	s := scene{columns: 40, rows: 4, theme: "dark", steps: []string{
		"wait:ready", "shot:before", "type:abc", "key:enter", "wait:got abc", "sleep:1ms", "gone:nothing of this"}}
	text := "printf '\\033[31mready\\033[0m '\nread line\nprintf '\\033[2J\\033[H\\033[41mgot %s' \"$line\"\nread line\n"
	pic, err := take(t.Context(), script(t, text), s, face, dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := write(filepath.Join(dir, "after.png"), pic.data); err != nil {
		t.Fatal(err)
	}
	red := map[string]bool{}
	for _, name := range []string{"before", "after"} {
		file, err := os.Open(filepath.Join(dir, name+".png"))
		if err != nil {
			t.Fatal(err)
		}
		img, err := png.Decode(file)
		_ = file.Close()
		if err != nil || img.Bounds().Dx() != 40*cellWidth+2*margin || img.Bounds().Dy() != 4*cellHeight+2*margin {
			t.Fatalf("%s: %v, %v", name, img.Bounds(), err)
		}
		red[name] = img.At(margin+1, margin+1) == coloursOf("dark").basic[1]
	}
	if red["before"] || !red["after"] {
		t.Errorf("on red ground: %v", red)
	}
}

// The terminal answers for the colour of the ground that the picture has.
func TestTerminalAnswersWithTheScenesGround(t *testing.T) {
	for _, theme := range []string{"dark", "light"} {
		p := started(t, "stty raw -echo\nprintf '\\033]11;?\\007'\ndd bs=1 count=23 2>/dev/null | tr '\\033\\007' '<>'\nprintf ' end'\nsleep 60\n", theme)
		p.must(t, "wait:end")
		c := coloursOf(theme).background
		if want := fmt.Sprintf("<]11;rgb:%02x%02x/%02x%02x/%02x%02x", c.R, c.R, c.G, c.G, c.B, c.B); !strings.Contains(p.text(), want) {
			t.Errorf("%s: the answer was %q, want %q", theme, p.text(), want)
		}
	}
}

func TestEnvironmentIsItsOwn(t *testing.T) {
	t.Setenv("SSH_CONNECTION", "a b c d")
	t.Setenv("QUIPU_REFRESH", "1s")
	p := started(t, "echo \"[$SSH_CONNECTION$QUIPU_REFRESH] $TERM $COLORTERM\"\n[ \"$HOME\" = \"$PWD\" ] && echo home\nread line\n", "dark")
	p.must(t, "wait:[] xterm-256color truecolor", "wait:home")
	if p.home == os.Getenv("HOME") {
		t.Error("the home is the developer's")
	}
}

func TestCursor(t *testing.T) {
	p := started(t, "printf 'ab'\nread line\nprintf '\\033[?25l\\033[1;1Hhidden'\nread line\n", "dark")
	p.must(t, "wait:ab")
	face, err := loadFace(fonts)
	if err != nil {
		t.Fatal(err)
	}
	at := func() bool { return p.shoot(face, 0).img.RGBAAt(margin+2*cellWidth+1, margin+1) == p.look.foreground }
	if !at() {
		t.Error("the cursor is not behind the text")
	}
	p.must(t, "key:enter", "wait:hidden")
	if p.cursor.shown {
		t.Error("the cursor is shown though it was hidden")
	}
}

func TestWaitEndsWithTheProgram(t *testing.T) {
	p := started(t, "echo short\n", "dark")
	p.must(t, "wait:short")
	err := p.do(step{verb: "wait", what: "more"})
	if err == nil || !strings.Contains(err.Error(), "ended before that") {
		t.Errorf("got %v", err)
	}
}

func TestEndLeavesNothing(t *testing.T) {
	p, err := play(t.Context(), script(t, "trap '' TERM HUP\necho up\nwhile :; do read line || exit; done\n"), scene{columns: 20, rows: 2, theme: "dark"})
	if err != nil {
		t.Fatal(err)
	}
	p.must(t, "wait:up")
	p.end()
	if err := syscall.Kill(p.cmd.Process.Pid, 0); err == nil {
		t.Error("the program still runs")
	}
	if _, err := os.Stat(p.home); err == nil {
		t.Error("its home is still there")
	}
}

func TestMissingFontNamesThePackage(t *testing.T) {
	_, err := loadFace(t.TempDir())
	if err == nil || !strings.Contains(err.Error(), "fonts-dejavu-core") {
		t.Errorf("got %v", err)
	}
}

func TestBadCommandLines(t *testing.T) {
	for says, args := range map[string][]string{
		"dark or light":      {"-theme", "blue"},
		"fonts-dejavu-core":  {"-font-dir", t.TempDir()},
		"columns and rows":   {"-binary", "x", "-out", "x.png", "-size", "big"},
		"no scene nightmare": {"-binary", "x", "nightmare"},
		"step \"dance\"":     {"-binary", "x", "-out", "x.png", "-step", "dance"},
	} {
		if err := run(t.Context(), args); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%v: %v, want %q", args, err, says)
		}
	}
}
