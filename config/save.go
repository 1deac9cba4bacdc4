package config

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"quipu/safe"
)

// SaveApp writes the OAuth app to the config file at path and leaves every
// other key and comment as it is. The folder is made 0700, the file 0600; it
// is written beside and renamed, so that it is never half there. A file that
// is a link, not regular or somebody else's is refused.
func SaveApp(path, clientID string, secret safe.Secret) error {
	if err := errors.Join(word(clientID), word(secret.Reveal())); err != nil || clientID == "" || secret.Empty() {
		return errors.New("the client id and secret are not as Alpaca shows them")
	}
	old, err := present(path)
	if err != nil {
		return err
	}
	text, err := withApp(old, clientID, secret.Reveal())
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fmt.Errorf("make the folder of %s: %w", path, reason(err))
	}
	return replaceFile(path, text)
}

// present reads what is there; nothing is fine.
func present(path string) ([]byte, error) {
	stat, err := os.Lstat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case err != nil:
		return nil, fmt.Errorf("%s: cannot be read: %w", path, reason(err))
	case !stat.Mode().IsRegular():
		return nil, fmt.Errorf("%s: is not a regular file; quipu writes to no other", path)
	}
	if err := ours(path, stat); err != nil {
		return nil, err
	}
	text, _, err := readWhole(path)
	return text, err
}

// withApp sets the two keys in the text of a config file. The result is read
// back: it must say what it should and all else as before.
func withApp(old []byte, clientID, secret string) ([]byte, error) {
	before, err := parse(old)
	if err != nil {
		return nil, fmt.Errorf("mend it first: %w", err)
	}
	text := setKey(setKey(string(old), "client_secret", secret), "client_id", clientID)
	want := maps.Clone(before)
	want["client_id"], want["client_secret"] = clientID, secret
	after, err := parse([]byte(text))
	if err != nil || !maps.Equal(after, want) {
		return nil, errors.New("cannot be changed without losing something: set client_id and client_secret there by hand")
	}
	return []byte(text), nil
}

// setKey replaces the value of a top-level key and leaves what follows on its
// line, or puts a line first. A value of another shape is not found: then the
// key stands twice, which reading it back refuses.
func setKey(text, key, value string) string {
	quoted, err := quote(value)
	if err != nil {
		return text
	}
	existing := regexp.MustCompile(`(?m)^[ \t]*["']?` + key + `["']?[ \t]*=[ \t]*("(?:[^"\\\n]|\\.)*"|'[^'\n]*')`)
	if at := existing.FindStringSubmatchIndex(text); at != nil {
		return text[:at[2]] + quoted + text[at[3]:]
	}
	return key + " = " + quoted + "\n" + text
}

// quote writes a TOML basic string; JSON's escapes are among TOML's.
func quote(value string) (string, error) {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	err := encoder.Encode(value)
	return strings.TrimSpace(b.String()), err
}

// replaceFile writes beside path and renames.
func replaceFile(path string, text []byte) (err error) {
	beside, err := os.CreateTemp(filepath.Dir(path), ".config-*.toml") // 0600 from the start
	if err != nil {
		return fmt.Errorf("write beside %s: %w", path, reason(err))
	}
	defer func() {
		if err != nil {
			_ = os.Remove(beside.Name())
			err = fmt.Errorf("write %s: %w", path, reason(err))
		}
	}()
	_, err = beside.Write(text)
	err = errors.Join(err, beside.Sync(), beside.Close())
	if err != nil {
		return err
	}
	return os.Rename(beside.Name(), path)
}
