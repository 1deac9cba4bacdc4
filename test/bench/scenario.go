package main

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
)

// spec is one row of the table before it is measured.
type spec struct {
	what string
	most float64 // the budget, in unit
	unit string
	// judged is what is held against the budget: a median forgives a busy
	// machine, a percentile or a limit does not.
	judged statistic
}

// figure is what a scenario found for one spec, in its unit.
type figure struct {
	samples []float64
	worst   float64 // where it is known better than the largest sample; 0 otherwise
	note    string
	skipped string // why there is nothing, in words
}

// scenario is one run of the program and the rows that it fills: starting it
// anew for every row would take longer than anybody waits.
type scenario struct {
	name string
	rows []spec
	run  func(context.Context, *bench) ([]figure, error)
}

func scenarios(long bool) []scenario {
	all := []scenario{
		{"first frame", []spec{
			{"first frame after exec", 50, "ms", median},
			{"first frame after exec, --demo", 50, "ms", median},
		}, firstFrames},
		{"data", []spec{
			{"data on screen after the API answered", 50, "ms", median},
		}, dataOnScreen},
		{"rest", []spec{
			{"bytes to the terminal with nothing changing", 5, "bytes/s", median},
			{"CPU at rest", 0.5, "% of a core", median},
			{"calls to the API a minute", 60, "calls", worst},
		}, atRest},
		{"moving", []spec{
			{"bytes to the terminal per refresh, 20 rows changing", 1500, "bytes", median},
			{"CPU with 20 positions moving every 3 s", 1, "% of a core", median},
			{"memory at 20 positions", 25, "MB", median},
		}, moving},
		{"many", []spec{
			{"key to paint with 10,000 positions", 60, "ms", p99},
			{"memory at 10,000 positions", 60, "MB", median},
		}, many},
	}
	if long {
		all = append(all, scenario{"long", []spec{
			{"memory gained over a long run", 10, "%", median},
			{"threads gained over a long run", 2, "threads", median},
		}, longRun})
	}
	return all
}

// choose gives the scenarios that fill a wanted row.
func choose(all []scenario, wanted *regexp.Regexp) []scenario {
	return slices.DeleteFunc(all, func(s scenario) bool {
		return !slices.ContainsFunc(s.rows, func(r spec) bool { return wanted.MatchString(r.what) })
	})
}

// measure runs the scenarios. One that fails leaves words in its rows and does
// not cost the others theirs.
func measure(ctx context.Context, b *bench, chosen []scenario, wanted *regexp.Regexp) ([]row, error) {
	var rows []row
	var failed []error
	for _, s := range chosen {
		b.tell("measuring: %s", s.name)
		figures, err := s.run(ctx, b)
		if ctx.Err() != nil {
			return rows, ctx.Err()
		}
		if err != nil {
			failed = append(failed, fmt.Errorf("%s: %w", s.name, err))
			figures = slices.Repeat([]figure{{skipped: "failed, see below"}}, len(s.rows))
		}
		for i, r := range s.rows {
			if wanted.MatchString(r.what) {
				rows = append(rows, judge(r, figures[i]))
			}
		}
	}
	return rows, errors.Join(failed...)
}
