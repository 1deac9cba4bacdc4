package main

import (
	"strings"

	"github.com/charmbracelet/x/vt"
)

// What the bench looks for on the screen. It says nothing of where it stands,
// so that views may change around it.
const (
	onConnect   = "Live"     // a way to choose
	onPortfolio = "Symbol"   // the title of the table's first column
	keyPairWay  = "API keys" // the way in that needs no sign-in
	chosenMark  = "❯"        // before the way under the cursor
)

// screen is what stands on the virtual terminal.
type screen struct {
	term    *vt.SafeEmulator
	reverse uint8 // the attribute of a cell in reversed colours
}

func newScreen(width, height int) screen {
	// The emulator's attributes are constants of a package that is none of
	// ours: a cell that was written in reverse knows its own.
	sample := vt.NewEmulator(1, 1)
	_, _ = sample.WriteString("\x1b[7mx")
	return screen{term: vt.NewSafeEmulator(width, height), reverse: sample.CellAt(0, 0).Style.Attrs}
}

// line is one row's text, with blanks for empty cells.
func (s screen) line(y int) string {
	var b strings.Builder
	for x := range s.term.Width() {
		switch cell := s.term.CellAt(x, y); {
		case cell == nil || cell.Content == "":
			b.WriteByte(' ')
		default:
			b.WriteString(cell.Content)
		}
	}
	return b.String()
}

// text is the whole screen.
func (s screen) text() string {
	rows := make([]string, s.term.Height())
	for y := range rows {
		rows[y] = strings.TrimRight(s.line(y), " ")
	}
	return strings.TrimRight(strings.Join(rows, "\n"), "\n")
}

// find gives the first row that shows text, -1 where none does.
func (s screen) find(text string) int {
	for y := range s.term.Height() {
		if strings.Contains(s.line(y), text) {
			return y
		}
	}
	return -1
}

func shows(text string) func(screen) bool {
	return func(s screen) bool { return s.find(text) >= 0 }
}

// cursor is the row under the table's cursor: its symbol, "" where no row is
// marked. The mark is reversed colours or a background over most of the row.
func (s screen) cursor() string {
	for y := range s.term.Height() {
		marked := 0
		for x := range s.term.Width() {
			if cell := s.term.CellAt(x, y); cell != nil && (cell.Style.Attrs&s.reverse != 0 || cell.Style.Bg != nil) {
				marked++
			}
		}
		if marked > s.term.Width()*2/3 {
			symbol, _, _ := strings.Cut(strings.TrimSpace(s.line(y)), "  ")
			return symbol
		}
	}
	return ""
}

// titles is the row that names the columns and shows which one sorts.
func (s screen) titles() string {
	if y := s.find(onPortfolio); y >= 0 {
		return s.line(y)
	}
	return ""
}
