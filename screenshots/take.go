package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// texts is the folder of what the pictures say, beside them.
const texts = "text"

// take plays a scene and gives its picture: of the step "shot", or of the end.
// A step "shot:NAME" writes NAME.png into dir. Frames make it a GIF,
// where each key is shown on the frame before it.
func take(ctx context.Context, binary string, s scene, face *face, dir string) (picture, error) {
	steps, err := parseSteps(s.steps)
	if err != nil {
		return picture{}, err
	}
	p, err := play(ctx, binary, s)
	if err != nil {
		return picture{}, err
	}
	defer p.end()
	var shots []shot
	moves := false
	for i, step := range steps {
		switch {
		case step.verb == "frame":
			shots, moves = append(shots, p.shoot(face, step.time)), true
		case step.verb != "shot":
			if moves && step.verb == "key" {
				shots = append(shots, press(shots[len(shots)-1], step.name, face, p.look))
			}
			err = p.do(step)
		case step.what != "":
			var aside picture
			if aside, err = develop([]shot{p.shoot(face, 0)}, false); err == nil {
				err = write(filepath.Join(dir, step.what+".png"), aside.data)
			}
		default:
			shots = []shot{p.shoot(face, 0)}
		}
		if err != nil {
			return picture{}, fmt.Errorf("step %s: %w\n%s", s.steps[i], err, p.text())
		}
	}
	if len(shots) == 0 {
		shots = append(shots, p.shoot(face, 0))
	}
	return develop(shots, moves)
}

// keep writes a picture and, beside it, what it says. One that shows nothing new
// but what passes, like the QR code of another sign-in, stays as it is: so a
// second run changes no byte.
func keep(s scene, pic picture) (changed bool, err error) {
	mark, err := markOf(s.picture())
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return false, err
	}
	if err := os.MkdirAll(texts, 0o755); err != nil { //nolint:gosec // part of the repository
		return false, err
	}
	if err := write(filepath.Join(texts, s.name+".txt"), []byte(pic.said)); err != nil || mark == pic.mark {
		return false, err
	}
	return true, write(s.picture(), pic.data)
}

func write(path string, data []byte) error {
	return os.WriteFile(path, data, 0o644) //nolint:gosec // pictures are for everybody
}
