package trade

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
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
		return errors.Join(file.Sync(), file.Close(), syncFolder(dir))
	})
}

var unfit = regexp.MustCompile(`[^A-Za-z0-9.-]+`)

// fileName is unique for each account and origin, and readable.
func fileName(account, origin string) string {
	sum := sha256.Sum256([]byte(account + "\n" + origin))
	word := unfit.ReplaceAllString(account, "_")
	return fmt.Sprintf("journal-%.40s-%s.jsonl", word, hex.EncodeToString(sum[:4]))
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
// meanwhile. Without an error the caller sends what intent says, once.
func (j *Journal) Begin(intent Intent, allow func([]Entry) error) error {
	return j.exclusively(func() error {
		if _, known := j.entries[intent.ID]; known || intent.ID == "" {
			return fmt.Errorf("the journal knows the id %q already", intent.ID)
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
	return j.exclusively(func() error {
		entry, known := j.entries[id]
		if !known {
			return fmt.Errorf("the journal has no entry %q", id)
		}
		if !entry.State.mayBecome(state) || entry.State == state && entry.Status == status {
			return nil
		}
		return j.append(record{At: j.now().UTC(), ID: id, State: state, OrderID: orderID, Status: status, Reason: reason})
	})
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

// exclusively runs do while no other program and no other goroutine uses the
// journal, with all entries read.
func (j *Journal) exclusively(do func() error) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	if err := j.wait(); err != nil {
		return err
	}
	defer func() { _ = j.turn.Unlock() }()
	if err := j.refresh(); err != nil {
		return err
	}
	return do()
}

// wait takes the lock between programs. One that holds it for longer than a
// write takes has stopped.
func (j *Journal) wait() error {
	ctx, cancel := context.WithTimeout(context.Background(), lockPatience)
	defer cancel()
	held, err := j.turn.TryLockContext(ctx, 5*time.Millisecond)
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return errors.New("another quipu holds the journal and does not go on")
	case err != nil:
		return fmt.Errorf("the journal cannot be locked: %w", safe.Reason(err))
	case !held:
		return errors.New("the journal cannot be locked")
	}
	return nil
}

// refresh reads what was written since the last reading, and repairs a line
// that was cut short. An intent that is not marked as sent, while nobody holds
// the lock, is of a program that ended between the two.
func (j *Journal) refresh() error {
	info, err := os.Stat(j.path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		j.forget()
		return nil
	case err != nil:
		return err
	case j.file == nil || !os.SameFile(j.file, info) || info.Size() < j.read:
		j.forget()
	}
	file, err := j.open()
	if err != nil {
		return err
	}
	defer func() { _ = file.Close() }()
	text, err := io.ReadAll(io.NewSectionReader(file, j.read, info.Size()-j.read))
	if err != nil {
		return err
	}
	records, size, err := decodeAll(text)
	if err != nil {
		return err
	}
	cut := size < len(text)
	if cut {
		if err := errors.Join(file.Truncate(j.read+int64(size)), file.Sync()); err != nil {
			return err
		}
		j.torn = true
	}
	j.take(records)
	j.read, j.file = j.read+int64(size), info
	return j.endUnsent(cut)
}

func (j *Journal) forget() {
	j.entries, j.order, j.read, j.file = map[string]*Entry{}, nil, 0, nil
}

func (j *Journal) take(records []record) {
	for _, r := range records {
		entry, known := j.entries[r.ID]
		if !known {
			entry = new(Entry)
			j.entries[r.ID], j.order = entry, append(j.order, r.ID)
		}
		entry.apply(r)
	}
}

// endUnsent says of intents that nothing was sent for them. Where the line that
// was cut could have said that one was sent, that is not known.
func (j *Journal) endUnsent(cut bool) error {
	ended := record{At: j.now().UTC(), State: NotSent, Reason: "quipu ended before it was sent"}
	if cut {
		ended.State, ended.Reason = Unknown, "the line that would say it is damaged"
	}
	for _, id := range j.order {
		if j.entries[id].State != Intended {
			continue
		}
		ended.ID = id
		if err := j.append(ended); err != nil {
			return err
		}
	}
	return nil
}

// append writes a record to the disk, whole or not at all.
func (j *Journal) append(r record) error {
	r.Version = journalVersion
	text, err := encode(r)
	if err != nil {
		return err
	}
	file, err := j.open()
	if err != nil {
		return err
	}
	_, err = file.WriteAt(text, j.read)
	if err == nil {
		err = file.Sync()
	}
	if err != nil {
		return errors.Join(fmt.Errorf("the journal cannot be written: %w", safe.Reason(err)), file.Truncate(j.read), file.Close())
	}
	j.read += int64(len(text))
	if j.file, err = file.Stat(); err != nil {
		return errors.Join(err, file.Close())
	}
	j.take([]record{r})
	return file.Close()
}

// open opens the file, which has to be the user's own.
func (j *Journal) open() (*os.File, error) {
	file, err := os.OpenFile(j.path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("the journal cannot be opened: %w", err)
	}
	info, err := file.Stat()
	if err == nil && (!info.Mode().IsRegular() || !safe.Owned(info)) {
		err = fmt.Errorf("the journal %s is not a file of yours", j.path)
	}
	if err == nil && info.Mode().Perm()&0o077 != 0 && runtime.GOOS != "windows" {
		err = file.Chmod(0o600)
	}
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return file, nil
}

// rotate starts a new file where the old one is large. The new one holds what
// is not settled and what is younger than two days; the old one is kept once.
func (j *Journal) rotate() error {
	if j.read < rotateAt {
		return nil
	}
	old := j.path + ".old"
	if err := os.Remove(old); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := os.Link(j.path, old); err != nil {
		return fmt.Errorf("the journal cannot be rotated: %w", err)
	}
	var text []byte
	recent := j.now().Add(-48 * time.Hour)
	for _, id := range slices.Clone(j.order) {
		entry := j.entries[id]
		if !entry.State.Open() && entry.State != Accepted && entry.At.Before(recent) {
			continue
		}
		line, err := encode(entry.record())
		if err != nil {
			return err
		}
		text = append(text, line...)
	}
	if err := safe.WriteFile(j.path, text, 0o600); err != nil {
		return err
	}
	return j.refresh()
}

// reach is where a test may stop the program.
func (j *Journal) reach(point string) {
	if j.stop != nil {
		j.stop(point)
	}
}

func syncFolder(dir string) error {
	folder, err := os.Open(dir)
	if err != nil {
		return err
	}
	_ = folder.Sync() // some systems cannot
	return folder.Close()
}
