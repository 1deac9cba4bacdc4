//go:build unix

package trade

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// What others can write, they decide: the limits count the entries of the journal.
func TestAJournalThatOthersCanWriteSendsNothing(t *testing.T) {
	for name, open := range map[string]func(j *Journal) error{
		"the file":   func(j *Journal) error { return os.Chmod(j.Path(), 0o666) },
		"its folder": func(j *Journal) error { return os.Chmod(filepath.Dir(j.Path()), 0o770) },
	} {
		dir := filepath.Join(t.TempDir(), "journal")
		j := openTestJournal(t, dir)
		if err := j.Begin(anIntent("one"), always); err != nil {
			t.Fatal(err)
		}
		if err := open(j); err != nil {
			t.Fatal(err)
		}
		if err := j.Begin(anIntent("two"), always); err == nil || !strings.Contains(err.Error(), "others may write") {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := OpenJournal(dir, testAccount, testOrigin, j.now); err == nil || !strings.Contains(err.Error(), "chmod go-w") {
			t.Errorf("%s: opened again: %v", name, err)
		}
	}
}
