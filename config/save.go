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
// other key and comment as it is. It makes the folder with mode 0700 and the
// file with mode 0600, replaces the file atomically, and refuses a link, a file
// that is not regular, and one that others may write or replace.
func SaveApp(path, clientID string, secret safe.Secret) error {
	if err := errors.Join(word(clientID), word(secret.Reveal())); err != nil || clientID == "" || secret.Empty() {
		return errors.New("the client id and secret are not as Alpaca shows them")
	}
	old, err := readExisting(path)
	if err != nil {
		return err
	}
	text, err := withApp(old, clientID, secret.Reveal())
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return safe.WriteFile(path, text, 0o600)
}

// readExisting gives the text of the config file, nil where there is none.
func readExisting(path string) ([]byte, error) {
	stat, err := os.Lstat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		if err := safe.TrustedFolder(filepath.Dir(path)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
		return nil, nil
	case err != nil:
		return nil, fmt.Errorf("%s: cannot be read: %w", path, safe.Reason(err))
	case !stat.Mode().IsRegular():
		return nil, fmt.Errorf("%s: is not a regular file; quipu writes to no other", path)
	}
	text, _, err := readTrusted(path)
	return text, err
}

// withApp sets the two keys in the text of a config file. It parses the result
// and refuses one in which another value has changed.
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

// setKey replaces the value of a top-level key and keeps the rest of its line,
// or adds a line at the top. It does not find a value that spans lines: the key
// is then there twice, which withApp refuses.
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
