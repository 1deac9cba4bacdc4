package main

import (
	"context"
	"fmt"
	"path/filepath"
)

// take plays a scene and writes its picture to path: at the step "shot", or
// when all steps are done. A step "shot:NAME" writes NAME.png beside it.
func take(ctx context.Context, binary string, s scene, face *face, path string) error {
	steps, err := parseSteps(s.steps)
	if err != nil {
		return err
	}
	p, err := play(ctx, binary, s)
	if err != nil {
		return err
	}
	defer p.end()
	taken := false
	for i, step := range steps {
		switch {
		case step.verb != "shot":
			err = p.do(step)
		case step.what != "":
			err = p.save(face, filepath.Join(filepath.Dir(path), step.what+".png"))
		default:
			taken, err = true, p.save(face, path)
		}
		if err != nil {
			return fmt.Errorf("step %s: %w\n%s", s.steps[i], err, p.text())
		}
	}
	if taken {
		return nil
	}
	return p.save(face, path)
}
