package trade

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"runtime"
	"slices"
	"time"

	"quipu/safe"
)

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
		if known && r.Intent != nil { // its id is used again: see Begin
			j.order = slices.DeleteFunc(j.order, func(id string) bool { return id == r.ID })
			known = false
		}
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
	if err == nil { // whoever writes it decides what the limits count
		err = safe.TrustedFile(j.path, info)
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
