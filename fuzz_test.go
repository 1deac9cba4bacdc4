package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var fuzzTarget = regexp.MustCompile(`(?m)^func (Fuzz\w+)\(`)

// What fuzzing has found is kept: go test runs it again.
func TestEveryFuzzTargetHasACorpus(t *testing.T) {
	targets := 0
	err := filepath.WalkDir(".", func(path string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		source, err := os.ReadFile(path) //nolint:gosec // a file of the repository
		if err != nil {
			return err
		}
		for _, name := range fuzzTarget.FindAllStringSubmatch(string(source), -1) {
			targets++
			corpus := filepath.Join(filepath.Dir(path), "testdata", "fuzz", name[1])
			if inputs, err := os.ReadDir(corpus); err != nil || len(inputs) == 0 {
				t.Errorf("%s of %s has no corpus: packaging/fuzz.sh 1m %s finds one", name[1], path, name[1])
			}
		}
		return nil
	})
	if err != nil || targets == 0 {
		t.Errorf("%d targets, %v", targets, err)
	}
}
