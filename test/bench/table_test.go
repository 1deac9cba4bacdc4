package main

import (
	"bytes"
	"encoding/json"
	"regexp"
	"testing"
	"time"
)

func TestVerdicts(t *testing.T) {
	spread := append(upTo(98), 500, 600) // median 50.5, p99 500, worst 600
	for _, c := range []struct {
		judged statistic
		most   float64
		figure figure
		want   string
	}{
		{median, 51, figure{samples: spread}, within},
		{median, 50, figure{samples: spread}, overBudget},
		{p99, 500, figure{samples: spread}, within},
		{p99, 499, figure{samples: spread}, overBudget},
		{worst, 600, figure{samples: spread}, within},
		{worst, 599, figure{samples: spread}, overBudget},
		{worst, 700, figure{samples: spread, worst: 701}, overBudget},
		{median, 51, figure{samples: spread, worst: 701}, within},
		{median, 51, figure{skipped: noProc}, notMeasured},
		{median, 51, figure{}, notMeasured},
	} {
		if r := judge(spec{most: c.most, judged: c.judged}, c.figure); r.Verdict != c.want {
			t.Errorf("%s at most %v: %s, want %s", c.judged, c.most, r.Verdict, c.want)
		}
	}
}

func sampleReport() report {
	return report{
		Machine: "a machine", At: time.Date(2026, 11, 23, 15, 4, 0, 0, time.UTC), Quick: true,
		Rows: []row{
			judge(spec{"keys", 60, "ms", p99}, figure{samples: upTo(201), note: "by hand"}),
			judge(spec{"bytes", 1500, "bytes", median}, figure{samples: []float64{1499.5}}),
			judge(spec{"memory", 25, "MB", median}, figure{skipped: noProc}),
		},
	}
}

func TestMarkdown(t *testing.T) {
	want := `| what | at most | median | worst | verdict | how |
|---|---:|---:|---:|---|---|
| keys | 60 ms | 101 | p99 199, 201 | **over** | 201 samples, by hand |
| bytes | 1,500 bytes | 1,500 |  | within |  |
| memory | 25 MB |  |  | not measured | needs /proc |

a machine · 23 November 2026 15:04 UTC

Short windows (-quick): rough figures, not to judge by.
`
	if got := sampleReport().markdown(); got != want {
		t.Errorf("the table is\n%s", got)
	}
}

func TestJSON(t *testing.T) {
	var out bytes.Buffer
	if err := sampleReport().print(&out, true); err != nil {
		t.Fatal(err)
	}
	var back report
	if err := json.Unmarshal(out.Bytes(), &back); err != nil {
		t.Fatal(err)
	}
	if len(back.Rows) != 3 || *back.Rows[0].P99 != 199 || back.Rows[2].Median != nil || !back.over() {
		t.Errorf("read back: %+v", back)
	}
}

func TestNumbers(t *testing.T) {
	for v, want := range map[float64]string{0: "0", 0.034: "0.03", 5: "5", 9.876: "9.88", 23.14: "23.1", 999.6: "1,000", 1234567: "1,234,567", -3.25: "-3.25"} {
		if got := number(&v); got != want {
			t.Errorf("%v is shown as %s, want %s", v, got, want)
		}
	}
}

// Every row has a name of its own, and -only finds it.
func TestRowsAreChosenByName(t *testing.T) {
	seen := map[string]bool{}
	for _, s := range scenarios(true) {
		for _, r := range s.rows {
			if seen[r.what] {
				t.Errorf("%s is there twice", r.what)
			}
			seen[r.what] = true
			if chosen := choose(scenarios(true), regexp.MustCompile("^"+regexp.QuoteMeta(r.what)+"$")); len(chosen) != 1 || chosen[0].name != s.name {
				t.Errorf("%s chooses %v", r.what, chosen)
			}
		}
	}
	if left := choose(scenarios(false), regexp.MustCompile("no such row")); len(left) != 0 {
		t.Errorf("nothing chooses %v", left)
	}
}

func TestScreenFindsTheCursor(t *testing.T) {
	s := newScreen(20, 5)
	_, _ = s.term.WriteString("Symbol        Value\r\n AAPL           600\r\n\x1b[7m BRK B          100 \x1b[m\r\n\x1b[7mlive\x1b[m")
	if got := s.cursor(); got != "BRK B" {
		t.Errorf("the cursor is on %q", got)
	}
	if s.titles() == "" || s.find("AAPL") != 1 || s.find("MSFT") != -1 {
		t.Errorf("the screen reads\n%s", s.text())
	}
}
