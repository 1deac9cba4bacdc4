package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// texts is the folder of what the pictures say, beside them.
const texts = "text"

// betweenFrames stands between what two frames say.
const betweenFrames = "\f\n"

// take plays a scene and writes its picture to path: at the step "shot", or
// when all steps are done. A step "shot:NAME" writes NAME.png beside it. Frames
// make it a GIF. What it says is given, for the folder of texts.
func take(ctx context.Context, binary string, s scene, face *face, path string) (string, error) {
	steps, err := parseSteps(s.steps)
	if err != nil {
		return "", err
	}
	p, err := play(ctx, binary, s)
	if err != nil {
		return "", err
	}
	defer p.end()
	said := ""
	var frames []frame
	for i, step := range steps {
		switch {
		case step.verb == "frame":
			frames = append(frames, frame{p.draw(face), p.said(), step.time})
		case step.verb != "shot":
			err = p.do(step)
		case step.what != "":
			err = p.save(face, filepath.Join(filepath.Dir(path), step.what+".png"))
		default:
			said, err = p.said(), p.save(face, path)
		}
		if err != nil {
			return "", fmt.Errorf("step %s: %w\n%s", s.steps[i], err, p.text())
		}
	}
	switch {
	case len(frames) > 0:
		said = saidBy(frames)
		return said, writeGIF(path, frames, digest(said))
	case said != "":
		return said, nil
	default:
		return p.said(), p.save(face, path)
	}
}

func saidBy(frames []frame) string {
	all := make([]string, len(frames))
	for i, f := range frames {
		all[i] = f.said
	}
	return strings.Join(all, betweenFrames)
}

// keep writes what a picture says beside it.
func keep(name, said string) error {
	if err := os.MkdirAll(texts, 0o755); err != nil { //nolint:gosec // part of the repository
		return err
	}
	return os.WriteFile(filepath.Join(texts, name+".txt"), []byte(said), 0o644) //nolint:gosec // part of the repository
}
