package config

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/pelletier/go-toml/v2"

	"quipu/safe"
)

// fileLimit is the largest config file that is read, in bytes.
const fileLimit = 1 << 20

// readFile gives the file's values as text, by key. A file that nobody named
// may be missing. It says where tokens and secrets go, so that a file which
// others can write is refused whatever it holds.
func readFile(path string, named bool) (map[string]string, error) {
	if path == "" {
		return nil, nil
	}
	data, stat, err := readTrusted(path)
	switch {
	case errors.Is(err, fs.ErrNotExist) && !named:
		return nil, nil
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("%s: there is no such file", path)
	case err != nil:
		return nil, err
	}
	values, err := parse(data)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	if values["client_secret"] != "" {
		if err := private(path, stat); err != nil {
			return nil, err
		}
	}
	return values, nil
}

// readTrusted gives the text of a file that the user or root alone can write.
func readTrusted(path string) ([]byte, fs.FileInfo, error) {
	data, stat, err := readWhole(path)
	if err == nil {
		err = safe.TrustedFile(path, stat)
	}
	if real, resolved := filepath.EvalSymlinks(path); err == nil && resolved == nil {
		err = safe.TrustedFolder(filepath.Dir(real)) // a link's own folder was checked above
	}
	return data, stat, err
}

// readWhole gives the text and what the opened file is. It looks before it
// opens, since opening a pipe waits for whoever writes to it.
func readWhole(path string) ([]byte, fs.FileInfo, error) {
	if stat, err := os.Stat(path); err == nil && !stat.Mode().IsRegular() {
		return nil, nil, fmt.Errorf("%s: is not a regular file", path)
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, nil, unreadable(path, err)
	}
	defer func() { _ = file.Close() }()
	stat, err := file.Stat()
	if err != nil {
		return nil, nil, unreadable(path, err)
	}
	data, err := io.ReadAll(io.LimitReader(file, fileLimit+1))
	switch {
	case err != nil:
		return nil, nil, unreadable(path, err)
	case len(data) > fileLimit:
		return nil, nil, fmt.Errorf("%s: is larger than 1 MiB", path)
	}
	return data, stat, nil
}

func unreadable(path string, err error) error {
	return fmt.Errorf("%s: cannot be read: %w", path, safe.Reason(err))
}

// parse reads TOML into text by key. Its errors name the line or the key; of
// several faults it names the first by the alphabet.
func parse(data []byte) (map[string]string, error) {
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf")) // what Windows' editors begin a file with
	var raw map[string]any
	if err := toml.Unmarshal(data, &raw); err != nil {
		return nil, notTOML(err)
	}
	values := make(map[string]string, len(raw))
	for _, key := range slices.Sorted(maps.Keys(raw)) {
		f, known := Find(key)
		if !known {
			return nil, fmt.Errorf("%s is not a setting: want one of %s", safe.Line(key, 60), strings.Join(keysOf(), ", "))
		}
		text, err := asText(f, raw[key])
		if err != nil {
			return nil, fmt.Errorf("%s: %w", key, err)
		}
		values[key] = text
	}
	return values, nil
}

// notTOML names the line where the reader knows it.
func notTOML(err error) error {
	const want = `not valid TOML: want lines like theme = "dark", each key once`
	var at *toml.DecodeError
	if errors.As(err, &at) {
		row, _ := at.Position()
		return fmt.Errorf("line %d is %s", row, want)
	}
	return errors.New("is " + want)
}

// asText accepts a string for every key, true and false for a switch, a number
// for a number, and a list of strings for a list.
func asText(f Setting, value any) (string, error) {
	switch v := value.(type) {
	case string:
		return v, nil
	case bool:
		if f.Bool {
			return fmt.Sprint(v), nil
		}
	case int64:
		if f.Number {
			return strconv.FormatInt(v, 10), nil
		}
	case float64: // the shortest text that means it, as it was written
		if f.Number {
			return strconv.FormatFloat(v, 'f', -1, 64), nil
		}
	case []any:
		if words, ok := asWords(v); ok && f.List {
			return strings.Join(words, " "), nil
		}
	}
	switch {
	case f.Bool:
		return "", errors.New("want true or false")
	case f.Number:
		return "", errors.New("want a number, like 2500")
	case f.Default == "":
		return "", errors.New("want a string in quotes")
	default:
		return "", errors.New(`want a string in quotes, like "` + f.Default + `"`)
	}
}

func asWords(list []any) ([]string, bool) {
	words := make([]string, len(list))
	for i, item := range list {
		word, ok := item.(string)
		if !ok {
			return nil, false
		}
		words[i] = word
	}
	return words, true
}

func keysOf() []string {
	keys := make([]string, len(table))
	for i, f := range table {
		keys[i] = f.Key
	}
	return keys
}
