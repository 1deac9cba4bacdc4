//go:build unix

package main

import (
	"image"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// Every picture says what the program draws now, carries the mark of that, and
// has the pixels that were drawn for it.
func TestPicturesAreOfTheProgramAsItIs(t *testing.T) {
	binary, remove, err := build(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(remove)
	for _, s := range scenes {
		t.Run(s.name, func(t *testing.T) {
			data, err := os.ReadFile(filepath.Join(texts, s.name+".txt"))
			if err != nil {
				t.Fatalf("%v: go -C screenshots run . %s", err, s.name)
			}
			text := string(data)
			mark, err := markOf(s.picture())
			ofText, ofPixels, _ := strings.Cut(mark, " ")
			if err != nil || ofText != digest(text) {
				t.Errorf("%s was not taken with its text (%v): go -C screenshots run . %s", s.picture(), err, s.name)
			}
			seen := decoded(t, s.picture())
			passes := replay(t, binary, s, strings.Split(text, betweenFrames))
			if len(seen) != len(passes) {
				t.Fatalf("%s has %d frames, its scene %d", s.picture(), len(seen), len(passes))
			}
			for i := range seen {
				seen[i].passes = passes[i]
			}
			if ofPixels != drawn(seen) {
				t.Errorf("%s is not as it was drawn: go -C screenshots run . %s", s.picture(), s.name)
			}
		})
	}
}

// replay plays a scene, compares what is said at each frame, or at its end, and
// gives where that passes. What is still on its way is waited for.
func replay(t *testing.T, binary string, s scene, want []string) (passes [][]image.Rectangle) {
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
	next := func() string {
		if len(want) == 0 {
			t.Fatal("there are more frames than texts")
		}
		text := want[0]
		want = want[1:]
		return text
	}
	for i, step := range steps {
		if step.verb == "frame" {
			passes = append(passes, p.comesTo(t, next()))
			continue
		}
		if s.moves && step.verb == "key" {
			if text := next(); text != keySaid(step.name) {
				t.Fatalf("the picture shows %q where the key %s is pressed", text, step.name)
			}
			passes = append(passes, passes[len(passes)-1])
		}
		if err := p.do(step); err != nil {
			t.Fatalf("step %d: %v\n%s", i, err, p.text())
		}
	}
	if len(want) > 0 {
		t.Errorf("%d texts are left over", len(want))
	}
	return passes
}

func (p *player) comesTo(t *testing.T, want string) (passes []image.Rectangle) {
	t.Helper()
	var got string
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		p.mu.Lock()
		got, passes = p.says()
		p.mu.Unlock()
		if got == want {
			return passes
		}
	}
	is, was := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range max(len(is), len(was)) {
		a, b := at(is, i), at(was, i)
		if a != b {
			t.Errorf("line %d\n  drawn:   %s\n  picture: %s", i+1, a, b)
		}
	}
	return passes
}

func at(lines []string, i int) string {
	if i < len(lines) {
		return lines[i]
	}
	return "(none)"
}

// They are looked at over slow lines, and every retake stays in the history.
func TestPicturesAreSmall(t *testing.T) {
	stills := int64(0)
	for _, s := range scenes {
		info, err := os.Stat(s.picture())
		switch {
		case err != nil:
			t.Error(err)
		case s.moves && info.Size() > 1<<20:
			t.Errorf("%s has %d bytes, more than a megabyte", s.picture(), info.Size())
		case !s.moves:
			stills += info.Size()
		}
	}
	if stills > 3<<20 {
		t.Errorf("the still ones have %d bytes, more than three megabytes", stills)
	}
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
