// Screenshots takes pictures of the real program: a pseudo terminal runs it, a
// virtual terminal reads it, and the cells are drawn with a font from Debian.
//
//	go -C screenshots run .                  all scenes, into this folder
//	go -C screenshots run . portfolio-dark   one of them
//	go run . -out x.png -size 130x45 -theme light -step wait:Paper -- --demo
//	go run . -binary /usr/bin/vim -out x.png -step type:ihello
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

func main() {
	if err := run(context.Background(), os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "screenshots:", err)
		os.Exit(1)
	}
}

// list is a flag that may be given several times.
type list []string

func (l *list) String() string         { return strings.Join(*l, " ") }
func (l *list) Set(value string) error { *l = append(*l, value); return nil }

func run(ctx context.Context, args []string) error {
	flags := flag.NewFlagSet("screenshots", flag.ContinueOnError)
	binary := flags.String("binary", "", "the built program (default: built from the folder above)")
	fonts := flags.String("font-dir", "/usr/share/fonts/truetype/dejavu", "folder of DejaVuSansMono.ttf and DejaVuSansMono-Bold.ttf")
	out := flags.String("out", "", "take one picture into this file, of the command after --")
	size := flags.String("size", "130x45", "columns and rows of that picture")
	look := flags.String("theme", "dark", "dark or light terminal of that picture")
	var steps, env list
	flags.Var(&steps, "step", "wait:TEXT, gone:TEXT, key:NAME, type:TEXT, sleep:TIME, still:TIME, shot or shot:NAME; repeat it")
	flags.Var(&env, "env", "NAME=VALUE for the program; repeat it")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *look != "dark" && *look != "light" {
		return fmt.Errorf("-theme %s: want dark or light", *look)
	}
	face, err := loadFace(*fonts)
	if err != nil {
		return err
	}
	if *binary == "" {
		built, remove, err := build(ctx)
		if err != nil {
			return err
		}
		defer remove()
		*binary = built
	}
	if *binary, err = filepath.Abs(*binary); err != nil { // the program runs in a folder of its own
		return err
	}
	if *out != "" {
		s := scene{theme: *look, env: env, args: flags.Args(), steps: steps}
		if s.columns, s.rows, err = parseSize(*size); err != nil {
			return err
		}
		pic, err := take(ctx, *binary, s, face, filepath.Dir(*out))
		if err != nil {
			return err
		}
		return write(*out, pic.data)
	}
	return takeAll(ctx, *binary, face, flags.Args())
}

// parseSize reads columns and rows of a terminal.
func parseSize(text string) (columns, rows int, err error) {
	across, down, _ := strings.Cut(text, "x")
	columns, err = strconv.Atoi(across)
	rows, rowsErr := strconv.Atoi(down)
	if err != nil || rowsErr != nil || columns < 1 || rows < 1 || columns > 500 || rows > 500 {
		return 0, 0, fmt.Errorf("-size %s: want columns and rows, like 130x45, at most 500x500", text)
	}
	return columns, rows, nil
}

// takeAll takes the scenes of those names, or all of them.
func takeAll(ctx context.Context, binary string, face *face, names []string) error {
	for _, name := range names {
		if !slices.ContainsFunc(scenes, func(s scene) bool { return s.name == name }) {
			return fmt.Errorf("there is no scene %s: see scenes.go", name)
		}
	}
	for _, s := range scenes {
		if len(names) > 0 && !slices.Contains(names, s.name) {
			continue
		}
		pic, err := take(ctx, binary, s, face, ".")
		changed := false
		if err == nil {
			changed, err = keep(s, pic)
		}
		switch {
		case err != nil:
			return fmt.Errorf("%s: %w", s.name, err)
		case changed:
			fmt.Println(s.picture())
		default:
			fmt.Println(s.picture(), "stays as it was")
		}
	}
	return nil
}

// build builds the program from the folder above.
func build(ctx context.Context) (binary string, remove func(), err error) {
	dir, err := os.MkdirTemp("", "quipu-screenshots-")
	if err != nil {
		return "", nil, err
	}
	remove = func() { _ = os.RemoveAll(dir) }
	binary = filepath.Join(dir, "quipu")
	cmd := exec.CommandContext(ctx, "go", "build", "-o", binary, ".")
	cmd.Dir = ".."
	if output, err := cmd.CombinedOutput(); err != nil {
		remove()
		return "", nil, fmt.Errorf("build quipu: %w\n%s", err, output)
	}
	return binary, remove, nil
}
