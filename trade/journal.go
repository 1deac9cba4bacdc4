package trade

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/gofrs/flock"

	"quipu/safe"
)

const (
	rotateAt     = 10 << 20 // bytes from which a journal starts a new file
	lockPatience = 5 * time.Second
)

// Journal is what was sent, or was about to be sent, for one account at one
// broker: an append-only file of JSON lines. Several programs may use it at
// once, and one program from several goroutines.
type Journal struct {
	path string
	now  func() time.Time
	stop func(point string) // a test stops here; nil outside tests
	turn *flock.Flock       // between programs

	mu      sync.Mutex // guards what follows, and goes before turn
	entries map[string]*Entry
	order   []string    // ids in the order of their intents
	read    int64       // bytes of the file that entries hold
	file    os.FileInfo // that they were read from; nil before the first reading
	torn    bool        // a cut line was removed and not told yet
}

// OpenJournal opens the journal of an account number at a broker's origin
// (https://host), and makes folder and file where there is none. Errors: the
// folder cannot be written, ErrDamaged.
func OpenJournal(dir, account, origin string, now func() time.Time) (*Journal, error) {
	if account == "" || origin == "" {
		return nil, errors.New("a journal needs an account number and the broker's address")
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	path := filepath.Join(dir, fileName(account, origin))
	j := &Journal{path: path, now: now, turn: flock.New(path+".lock", flock.SetPermissions(0o600))}
	return j, j.exclusively(func() error {
		file, err := j.open()
		if err != nil {
			return err
		}
		err = errors.Join(file.Sync(), file.Close())
		safe.SyncFolder(dir)
		return err
	})
}

// fileName is unique for each account and origin, and readable.
func fileName(account, origin string) string {
	sum := sha256.Sum256([]byte(account + "\n" + origin))
	return fmt.Sprintf("journal-%.40s-%s.jsonl", safe.FileWord(account), hex.EncodeToString(sum[:4]))
}

// Journals gives the numbers of the accounts that have a journal for a broker's origin
// in a folder, as far as the names of the files tell them.
func Journals(dir, origin string) []string {
	paths, _ := filepath.Glob(filepath.Join(dir, "journal-*.jsonl"))
	var all []string
	for _, path := range paths {
		name := filepath.Base(path)
		account := strings.TrimPrefix(name[:max(0, strings.LastIndexByte(name, '-'))], "journal-")
		if account != "" && name == fileName(account, origin) {
			all = append(all, account)
		}
	}
	return all
}

// Path is where the journal is.
func (j *Journal) Path() string { return j.path }

// Torn reports, once, that the last line was cut short and removed: nothing had
// been sent for it, or its answer is looked up again.
func (j *Journal) Torn() bool {
	j.mu.Lock()
	defer j.mu.Unlock()
	told := j.torn
	j.torn = false
	return told
}

// Entries gives all entries, those of other programs too, the oldest first.
func (j *Journal) Entries() (all []Entry, err error) {
	err = j.exclusively(func() error { all = j.all(); return nil })
	return all, err
}

func (j *Journal) all() []Entry {
	all := make([]Entry, len(j.order))
	for i, id := range j.order {
		all[i] = *j.entries[id]
	}
	return all
}

// Begin writes an intent to the disk, and that it is about to be sent, if allow
// agrees to it with the entries that there are. No other program writes
// meanwhile. Without an error the caller sends what intent says, once. An id of which
// nothing left may be used again. Errors: a *Refusal where the id may have left.
func (j *Journal) Begin(intent Intent, allow func([]Entry) error) error {
	return j.exclusively(func() error {
		if intent.ID == "" {
			return errors.New("an intent needs an id")
		}
		if e, known := j.entries[intent.ID]; known && e.State != NotSent {
			return asRefusal(Problems{{Field: IDField, By: byQuipu, Text: "the journal has an order with this id already, which is " + string(e.State)}})
		}
		if err := allow(j.all()); err != nil {
			return err
		}
		if err := j.rotate(); err != nil {
			return err
		}
		at := j.now().UTC()
		j.reach("before the intent")
		if err := j.append(record{At: at, ID: intent.ID, State: Intended, Intent: &intent}); err != nil {
			return err
		}
		j.reach("after the intent")
		return j.append(record{At: at, ID: intent.ID, State: Sent})
	})
}

// Learn writes down what is known about an entry now. An entry that is final
// stays as it is: a late answer of another program tells nothing new.
func (j *Journal) Learn(id string, state State, orderID, status, reason string) error {
	_, err := j.note(id, state, orderID, status, reason)
	return err
}

// note is Learn, and reports whether it was news.
func (j *Journal) note(id string, state State, orderID, status, reason string) (news bool, err error) {
	err = j.exclusively(func() error {
		entry, known := j.entries[id]
		if !known {
			return fmt.Errorf("the journal has no entry %q", id)
		}
		if !entry.State.mayBecome(state) || entry.State == state && entry.Status == status {
			return nil
		}
		news = true
		return j.append(record{At: j.now().UTC(), ID: id, State: state, OrderID: orderID, Status: status, Reason: reason})
	})
	return news, err
}

// mayBecome keeps a weaker knowledge from replacing a stronger one.
func (s State) mayBecome(next State) bool {
	switch s {
	case Settled, Refused, NotSent:
		return false
	case Accepted:
		return next == Accepted || next == Settled
	case Dismissed: // found after all
		return next == Accepted || next == Settled
	}
	return next != Intended && next != Sent
}

// reach is where a test may stop the program.
func (j *Journal) reach(point string) {
	if j.stop != nil {
		j.stop(point)
	}
}
