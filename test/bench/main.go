// Bench measures the built program from outside, as a person and an operating
// system see it: on a pseudo terminal, against the embedded broker, which runs
// in this process so that its work is not counted as quipu's.
//
//	go -C test run ./bench                     every budget, in under six minutes
//	go -C test run ./bench -quick              short windows: to see that it runs, not to judge by
//	go -C test run ./bench -only 'key|first'   the rows whose name matches
//	go -C test run ./bench -long 30m           and whether it grows over that time
//
// It prints a Markdown table and ends with 0 also when a budget is missed:
// a busy machine must not turn a build red. With -strict it ends with 1.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"regexp"
	"syscall"
	"time"

	"quipu/test/program"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP)
	err := run(ctx, os.Args[1:], os.Stdout)
	stop()
	switch {
	case errors.Is(err, flag.ErrHelp):
	case err != nil:
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// bench is what every scenario needs to know.
type bench struct {
	binary string
	dir    string // temporary, for the homes of the programs
	quick  bool
	long   time.Duration
	tell   func(format string, args ...any) // progress, for the person who waits
}

// over picks a length: a short one with -quick.
func over[T any](b *bench, full, quick T) T {
	if b.quick {
		return quick
	}
	return full
}

var errOverBudget = errors.New("a budget is missed")

func run(ctx context.Context, args []string, out io.Writer) error {
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	binary := flags.String("binary", "", "the built program (default: built from this module)")
	only := flags.String("only", "", "measure the rows whose name this regular expression matches")
	asJSON := flags.Bool("json", false, "print JSON instead of Markdown")
	strict := flags.Bool("strict", false, "end with 1 when a budget is missed")
	b := &bench{tell: func(format string, args ...any) { fmt.Fprintf(os.Stderr, format+"\n", args...) }}
	flags.BoolVar(&b.quick, "quick", false, "short windows: the figures are rough")
	flags.DurationVar(&b.long, "long", 0, "also run for this long and see whether it grows, at least 3m")
	if err := flags.Parse(args); err != nil {
		return err
	}
	wanted, err := regexp.Compile("(?i)" + *only)
	if err != nil {
		return fmt.Errorf("-only: %w", err)
	}
	if flags.NArg() > 0 {
		return fmt.Errorf("%q is not understood; see -help", flags.Arg(0))
	}
	if b.long != 0 && b.long < 3*time.Minute {
		return fmt.Errorf("-long %v is too short to see anything grow: want at least 3m", b.long)
	}
	chosen := choose(scenarios(b.long > 0), wanted)
	if len(chosen) == 0 {
		return fmt.Errorf("-only %s matches no row", *only)
	}
	if b.dir, err = os.MkdirTemp("", "quipu-bench-"); err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(b.dir) }()
	if b.binary, err = binaryFor(ctx, b, *binary); err != nil {
		return err
	}
	rows, failed := measure(ctx, b, chosen, wanted)
	if ctx.Err() != nil {
		return errors.New("interrupted")
	}
	report := report{Machine: machine(b.binary), At: time.Now(), Quick: b.quick, Rows: rows}
	if err := report.print(out, *asJSON); err != nil {
		return err
	}
	if failed == nil && *strict && report.over() {
		return errOverBudget
	}
	return failed
}

// binaryFor gives the absolute path of the binary to measure, building it where
// none was named.
func binaryFor(ctx context.Context, b *bench, named string) (string, error) {
	if named != "" {
		path, err := filepath.Abs(named)
		if err != nil {
			return "", err
		}
		if _, err := os.Stat(path); err != nil {
			return "", fmt.Errorf("-binary: %w", err)
		}
		return path, nil
	}
	b.tell("building quipu")
	path := filepath.Join(b.dir, "quipu")
	return path, program.Build(ctx, path)
}
