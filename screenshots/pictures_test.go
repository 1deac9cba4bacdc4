//go:build unix

package main

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

var built = sync.OnceValues(func() (string, error) {
	binary, _, err := build(context.Background()) // TestMain removes it
	return binary, err
})

func TestMain(m *testing.M) {
	code := m.Run()
	if binary, err := built(); err == nil {
		_ = os.RemoveAll(filepath.Dir(binary))
	}
	os.Exit(code)
}

// Every picture says what the program draws now, and carries the mark of it.
func TestPicturesAreOfTheProgramAsItIs(t *testing.T) {
	binary, err := built()
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range scenes {
		t.Run(s.name, func(t *testing.T) {
			data, err := os.ReadFile(filepath.Join(texts, s.name+".txt"))
			if err != nil {
				t.Fatalf("%v: go -C screenshots run . %s", err, s.name)
			}
			text := string(data)
			if mark, err := markOf(s.picture()); err != nil || mark != digest(text) {
				t.Errorf("%s was not taken with its text (%v): go -C screenshots run . %s", s.picture(), err, s.name)
			}
			replay(t, binary, s, strings.Split(text, betweenFrames))
		})
	}
}

// replay plays a scene and compares what is said at each frame, or at its end.
// What is still on its way is waited for.
func replay(t *testing.T, binary string, s scene, want []string) {
	t.Helper()
	steps, err := parseSteps(s.steps)
	if err != nil {
		t.Fatal(err)
	}
	p, err := play(t.Context(), binary, s)
	if err != nil {
		t.Fatal(err)
	}
	defer p.end()
	if !s.moves {
		steps = append(steps, step{verb: "frame"})
	}
	for i, step := range steps {
		switch step.verb {
		case "frame":
			if len(want) == 0 {
				t.Fatal("there are more frames than texts")
			}
			p.comesTo(t, want[0])
			want = want[1:]
		default:
			if err := p.do(step); err != nil {
				t.Fatalf("step %d: %v\n%s", i, err, p.text())
			}
		}
	}
	if len(want) > 0 {
		t.Errorf("%d texts are left over", len(want))
	}
}

func (p *player) comesTo(t *testing.T, want string) {
	t.Helper()
	var got string
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		if got = p.said(); got == want {
			return
		}
	}
	is, was := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range max(len(is), len(was)) {
		a, b := at(is, i), at(was, i)
		if a != b {
			t.Errorf("line %d\n  drawn:   %s\n  picture: %s", i+1, a, b)
		}
	}
}

func at(lines []string, i int) string {
	if i < len(lines) {
		return lines[i]
	}
	return "(none)"
}

// No picture and no text is left of a scene that is gone.
func TestNoPictureIsLeftOver(t *testing.T) {
	var names []string
	for _, s := range scenes {
		names = append(names, s.picture(), filepath.Join(texts, s.name+".txt"))
	}
	for _, pattern := range []string{"*.png", "*.gif", filepath.Join(texts, "*")} {
		found, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range found {
			if !slices.Contains(names, path) {
				t.Errorf("%s is of no scene", path)
			}
		}
	}
}

// The pictures that people look for are there.
func TestScenesThatAreWanted(t *testing.T) {
	for _, name := range []string{"connect", "waiting", "portfolio-dark", "portfolio-light", "orders", "activity", "detail", "portfolio-60", "portfolio-live", "sign-in"} {
		if !slices.ContainsFunc(scenes, func(s scene) bool { return s.name == name }) {
			t.Errorf("there is no scene %s", name)
		}
	}
}
