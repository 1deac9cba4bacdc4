package confirm

import (
	"bytes"
	"strconv"
	"time"
)

// Written reports that a mark was written to the terminal.
type Written struct {
	Mark int
	At   time.Time
}

// A mark is an application program command, which terminals ignore: nothing is shown
// where it is not taken out.
const (
	markStart = "\x1b_quipu;"
	markEnd   = "\x1b\\"
)

func markOf(n int) string { return markStart + strconv.Itoa(n) + markEnd }

// Cut gives what is to be written without the marks in it, and the marks.
func Cut(p []byte) (rest []byte, marks []int) {
	for {
		at := bytes.Index(p, []byte(markStart))
		if at < 0 {
			break
		}
		end := bytes.Index(p[at:], []byte(markEnd))
		if end < 0 {
			break
		}
		if n, err := strconv.Atoi(string(p[at+len(markStart) : at+end])); err == nil {
			marks = append(marks, n)
		}
		rest, p = append(rest, p[:at]...), p[at+end+len(markEnd):]
	}
	if rest == nil {
		return p, marks
	}
	return append(rest, p...), marks
}
