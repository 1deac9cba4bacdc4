package main

import (
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
)

// row is one measured budget.
type row struct {
	What    string    `json:"what"`
	Most    float64   `json:"at_most"`
	Unit    string    `json:"unit"`
	Judged  statistic `json:"judged"`
	Median  *float64  `json:"median,omitempty"`
	P99     *float64  `json:"p99,omitempty"` // only where it is what is judged
	Worst   *float64  `json:"worst,omitempty"`
	Samples int       `json:"samples"`
	Verdict string    `json:"verdict"`
	Note    string    `json:"note,omitempty"`
}

const (
	within      = "within"
	overBudget  = "over"
	notMeasured = "not measured"
)

// judge holds a figure against its budget.
func judge(s spec, f figure) row {
	r := row{What: s.what, Most: s.most, Unit: s.unit, Judged: s.judged, Samples: len(f.samples), Verdict: notMeasured, Note: f.note}
	if f.skipped != "" || len(f.samples) == 0 {
		r.Note = f.skipped
		return r
	}
	middle, most := median.of(f.samples), max(worst.of(f.samples), f.worst)
	r.Median, r.Worst = &middle, &most
	judged := middle
	switch s.judged {
	case p99:
		judged = p99.of(f.samples)
		r.P99 = &judged
	case worst:
		judged = most
	}
	r.Verdict = within
	if judged > s.most {
		r.Verdict = overBudget
	}
	return r
}

// report is what one run of the bench says.
type report struct {
	Machine string    `json:"machine"`
	At      time.Time `json:"at"`
	Quick   bool      `json:"quick,omitempty"`
	Rows    []row     `json:"rows"`
}

func (r report) over() bool {
	for _, row := range r.Rows {
		if row.Verdict == overBudget {
			return true
		}
	}
	return false
}

func (r report) print(w io.Writer, asJSON bool) error {
	if asJSON {
		encoder := json.NewEncoder(w)
		encoder.SetIndent("", "  ")
		return encoder.Encode(r)
	}
	_, err := io.WriteString(w, r.markdown())
	return err
}

func (r report) markdown() string {
	var b strings.Builder
	b.WriteString("| what | at most | median | worst | verdict | how |\n|---|---:|---:|---:|---|---|\n")
	for _, row := range r.Rows {
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s | %s |\n",
			row.What, with(row.Most, row.Unit), number(row.Median), row.tail(), row.verdict(), row.how())
	}
	fmt.Fprintf(&b, "\n%s · %s\n", r.Machine, r.At.Format("2 January 2006 15:04 MST"))
	if r.Quick {
		b.WriteString("\nShort windows (-quick): rough figures, not to judge by.\n")
	}
	return b.String()
}

// verdict stands out where there is something to do.
func (r row) verdict() string {
	if r.Verdict == overBudget {
		return "**" + r.Verdict + "**"
	}
	return r.Verdict
}

// tail is the worst, behind the percentile where that is what counts.
func (r row) tail() string {
	if r.P99 != nil {
		return "p99 " + number(r.P99) + ", " + number(r.Worst)
	}
	if r.Samples == 1 && r.Worst != nil && *r.Worst == *r.Median {
		return ""
	}
	return number(r.Worst)
}

func (r row) how() string {
	var words []string
	if r.Samples > 1 {
		words = append(words, strconv.Itoa(r.Samples)+" samples")
	}
	if r.Note != "" {
		words = append(words, r.Note)
	}
	return strings.Join(words, ", ")
}

// with is a number with its unit; the per cent sign needs no more words.
func with(v float64, unit string) string { return number(&v) + " " + unit }

// number shows what can be told apart: two decimals below ten, one below a
// hundred, thousands with a comma.
func number(v *float64) string {
	switch {
	case v == nil:
		return ""
	case *v == float64(int64(*v)) && *v < 1000 && *v > -1000:
		return strconv.FormatInt(int64(*v), 10)
	case *v < 10:
		return strconv.FormatFloat(*v, 'f', 2, 64)
	case *v < 100:
		return strconv.FormatFloat(*v, 'f', 1, 64)
	default:
		return thousands(int64(*v + 0.5))
	}
}

func thousands(n int64) string {
	text := strconv.FormatInt(n, 10)
	for at := len(text) - 3; at > 0; at -= 3 {
		text = text[:at] + "," + text[at:]
	}
	return text
}
