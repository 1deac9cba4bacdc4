// Screenshots takes pictures of the real program: a pseudo terminal runs it, a
// virtual terminal reads it, and the cells are drawn with a font from Debian.
//
//	go run .                     all scenes, into this folder
//	go run . portfolio-dark      one of them
//	go run . -out x.png -size 130x45 -theme light -step wait:Paper -- --demo
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
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
	var steps list
	flags.Var(&steps, "step", "wait:TEXT, gone:TEXT, key:NAME, type:TEXT or sleep:TIME; repeat it")
	if err := flags.Parse(args); err != nil {
		return err
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
	if *out != "" {
		s := scene{theme: *look, args: flags.Args(), steps: steps}
		if _, err := fmt.Sscanf(*size, "%dx%d", &s.columns, &s.rows); err != nil {
			return fmt.Errorf("-size %s: want columns and rows, like 130x45", *size)
		}
		return take(ctx, *binary, s, face, *out)
	}
	return takeAll(ctx, *binary, face, flags.Args())
}

// takeAll takes the scenes of those names, or all of them.
func takeAll(ctx context.Context, binary string, face *face, names []string) error {
	taken := 0
	for _, s := range scenes {
		if len(names) > 0 && !slices.Contains(names, s.name) {
			continue
		}
		if err := take(ctx, binary, s, face, s.name+".png"); err != nil {
			return fmt.Errorf("%s: %w", s.name, err)
		}
		fmt.Println(s.name + ".png")
		taken++
	}
	if taken == 0 {
		return errors.New("there is no scene of that name")
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

// take plays a scene and writes its last screen.
func take(ctx context.Context, binary string, s scene, face *face, path string) error {
	p, err := play(ctx, binary, s)
	if err != nil {
		return err
	}
	defer p.end()
	for _, step := range s.steps {
		if err := p.do(step); err != nil {
			return fmt.Errorf("step %s: %w\n%s", step, err, p.text())
		}
	}
	return p.draw(face, path)
}
