// Package confirm decides which key press confirms a change of the account: a single
// one, by a person who has had the question on the screen for a moment. Keys that were
// typed ahead, repeated or pasted do not.
package confirm

import (
	"time"

	tea "charm.land/bubbletea/v2"
)

const (
	lookTime = 300 * time.Millisecond // how long the question has been on the screen
	// Quiet is how long no other key is pressed before and after the one that confirms.
	Quiet      = 100 * time.Millisecond
	repeatTime = time.Second // the slowest repetition of a key that is held down
)

// Input is a key press or a paste as it was read from the terminal.
type Input struct {
	Msg    tea.Msg
	At     time.Time // when it was read; zero never confirms
	Packet uint64    // counts the readings of the terminal, 0 where they are not known
}

// History is what was typed last.
type History struct {
	Count  int // of key presses and pastes
	last   Input
	before Input
}

// Next is the history after an input.
func (h History) Next(in Input) History {
	return History{Count: h.Count + 1, last: in, before: h.last}
}

// Gate is when a question was written to the terminal. The zero Gate lets nothing
// through.
type Gate struct {
	of    string // the question, and the window that it was drawn for
	mark  int    // that was asked for last
	first bool   // the first of the two marks was written
	since time.Time
}

// Show is the gate once the question on the screen is of; "" is none. ask reports that
// its mark has to be written.
func (g Gate) Show(of string) (next Gate, ask bool) {
	if of == g.of {
		return g, false
	}
	return Gate{of: of, mark: g.mark + 1}, of != ""
}

// Mark is the sequence that is to be written now.
func (g Gate) Mark() string { return markOf(g.mark) }

// Written takes note of a mark that was written. Bubble Tea writes sequences before the
// view, so that only the second mark, which is asked for after the first was written,
// follows the view. ask reports that the next mark has to be written.
func (g Gate) Written(w Written) (next Gate, ask bool) {
	switch {
	case w.Mark != g.mark || g.of == "" || !g.since.IsZero():
		return g, false
	case !g.first:
		g.first, g.mark = true, g.mark+1
		return g, true
	}
	g.since = w.At
	return g, false
}

// Allows reports whether the latest input may confirm. The caller waits for Quiet and
// asks then whether another one has followed.
func (g Gate) Allows(h History) bool {
	in, before := h.last, h.before
	press, is := in.Msg.(tea.KeyPressMsg)
	if !is || press.IsRepeat || g.since.IsZero() || in.At.Sub(g.since) < lookTime {
		return false
	}
	if before.Msg == nil {
		return true
	}
	last, pressed := before.Msg.(tea.KeyPressMsg)
	same := pressed && last.Code == press.Code
	gap := in.At.Sub(before.At)
	alone := in.Packet == 0 || in.Packet != before.Packet
	return alone && gap >= Quiet && (!same || gap >= repeatTime)
}

// Open reports whether the question is on the screen still.
func (g Gate) Open() bool { return !g.since.IsZero() }

// Alone reports whether the latest input was typed by itself, as far as can be told
// when it arrives: not pasted, and not in one packet with the one before.
func (h History) Alone() bool {
	_, is := h.last.Msg.(tea.KeyPressMsg)
	return is && (h.last.Packet == 0 || h.last.Packet != h.before.Packet)
}

// Repeats reports whether the latest input is the key before it once more, as of one
// that is held down.
func (h History) Repeats() bool {
	press, is := h.last.Msg.(tea.KeyPressMsg)
	before, was := h.before.Msg.(tea.KeyPressMsg)
	return is && (press.IsRepeat || was && before.Code == press.Code && h.last.At.Sub(h.before.At) < repeatTime)
}
