package main

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
)

// patience bounds a wait for a text.
const patience = 30 * time.Second

// step is one thing that is done to the program.
type step struct {
	verb string // wait, gone, still, key, type, sleep, frame or shot
	what string // for key what is sent, for shot the picture's name or ""
	name string // of the key
	time time.Duration
}

// keys by name, as an xterm sends them; any other single character is itself.
var keys = map[string]string{
	"enter": "\r", "esc": "\x1b", "tab": "\t", "shift+tab": "\x1b[Z", "space": " ", "backspace": "\x7f", "delete": "\x1b[3~",
	"up": "\x1b[A", "down": "\x1b[B", "right": "\x1b[C", "left": "\x1b[D", "home": "\x1b[H", "end": "\x1b[F",
	"pgup": "\x1b[5~", "pgdown": "\x1b[6~",
}

// parseStep reads one of
//
//	wait:TEXT    until the text is on the screen
//	gone:TEXT    until it is not
//	key:NAME     enter, esc, up, ctrl+c … or one character
//	type:TEXT    as it stands
//	sleep:TIME   like 200ms
//	still:TIME   until the screen has not changed for so long
//	frame:TIME   the screen as it is, for so long, into the moving picture;
//	             a key:NAME right behind it is shown on it
//	shot         take the picture now; shot:NAME takes another one, NAME.png
func parseStep(text string) (step, error) {
	verb, what, _ := strings.Cut(text, ":")
	s, err := step{verb: verb, what: what}, error(nil)
	switch verb {
	case "shot":
		return s, nil
	case "wait", "gone", "type":
	case "key":
		s.name = what
		s.what, err = keySequence(what)
	case "sleep", "still", "frame":
		s.time, err = time.ParseDuration(what)
	default:
		return s, fmt.Errorf("step %q: want wait:TEXT, gone:TEXT, key:NAME, type:TEXT, sleep:TIME, still:TIME, frame:TIME or shot", text)
	}
	if err == nil && what == "" {
		err = errors.New("want something behind the colon")
	}
	if err != nil {
		return s, fmt.Errorf("step %q: %w", text, err)
	}
	return s, nil
}

// parseSteps reads them all, so that a mistake shows before anything starts.
func parseSteps(texts []string) ([]step, error) {
	steps := make([]step, len(texts))
	for i, text := range texts {
		var err error
		if steps[i], err = parseStep(text); err != nil {
			return nil, err
		}
	}
	return steps, nil
}

func keySequence(name string) (string, error) {
	if sequence, known := keys[name]; known {
		return sequence, nil
	}
	if letter, found := strings.CutPrefix(name, "ctrl+"); found && len(letter) == 1 && letter[0] >= 'a' && letter[0] <= 'z' {
		return string(rune(letter[0] - 'a' + 1)), nil
	}
	if len([]rune(name)) == 1 {
		return name, nil
	}
	known := make([]string, 0, len(keys))
	for name := range keys {
		known = append(known, name)
	}
	slices.Sort(known)
	return "", fmt.Errorf("want one character, ctrl+a to ctrl+z or one of %s", strings.Join(known, ", "))
}

// do carries out one step; a shot is the caller's.
func (p *player) do(s step) error {
	switch s.verb {
	case "wait":
		return p.until(func(text string) bool { return strings.Contains(text, s.what) })
	case "gone":
		return p.until(func(text string) bool { return !strings.Contains(text, s.what) })
	case "sleep":
		time.Sleep(s.time)
	case "still":
		return p.rest(s.time)
	case "key", "type":
		_, err := io.WriteString(p.tty, s.what)
		return err
	}
	return nil
}

// until waits for the screen, for as long as the program can still change it.
func (p *player) until(holds func(string) bool) error {
	for deadline := time.Now().Add(patience); ; time.Sleep(20 * time.Millisecond) {
		over := p.over()
		switch {
		case holds(p.text()):
			return nil
		case over:
			return errors.New("the program ended before that; the screen shows")
		case time.Now().After(deadline):
			return fmt.Errorf("that did not happen in %v; the screen shows", patience)
		}
	}
}

// rest waits until what is said of the screen has been the same for so long.
func (p *player) rest(long time.Duration) error {
	before, since := "", time.Now()
	for deadline := time.Now().Add(patience); ; time.Sleep(20 * time.Millisecond) {
		if now := p.said(); now != before {
			before, since = now, time.Now()
		}
		switch {
		case time.Since(since) >= long:
			return nil
		case time.Now().After(deadline):
			return fmt.Errorf("it did not come to rest in %v; the screen shows", patience)
		}
	}
}

// over reports whether the program's last output is read.
func (p *player) over() bool {
	select {
	case <-p.ended:
		return true
	default:
		return false
	}
}
