package config

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/knadh/koanf/parsers/toml/v2"
	"github.com/knadh/koanf/providers/confmap"
	"github.com/knadh/koanf/v2"
	decoder "github.com/pelletier/go-toml/v2"

	"quipu/safe"
)

// Source is where settings come from.
type Source struct {
	Getenv func(string) string
	Flags  map[string]string // key to value, those that were given
	File   string            // --config; "" is QUIPU_CONFIG, then the XDG place
	NoFile bool              // read none (--demo)
}

// fileLimit is the largest config file that is read, in bytes.
const fileLimit = 1 << 20

// layer is one source's values, by key, and what to call the source.
type layer struct {
	values map[string]string
	name   func(Flag) string
}

// Load gives the settings. Its error is one line that names the file, the
// variable or the flag, and what is accepted; it never holds a secret.
func Load(from Source) (Settings, error) {
	s := Settings{Origin: map[string]string{}}
	var inFile map[string]string
	if !from.NoFile {
		path, named := from.path()
		s.File = path
		var err error
		if inFile, err = readFile(path, named); err != nil {
			return Settings{}, err
		}
	}
	merged, err := merge(&s, []layer{
		{defaults(), func(Flag) string { return "default" }},
		{inFile, func(Flag) string { return s.File }},
		{fromEnvironment(from.Getenv), func(f Flag) string { return f.Env }},
		{from.Flags, func(f Flag) string { return "--" + f.Flag }},
	})
	if err != nil {
		return Settings{}, err
	}
	for _, f := range table {
		text := merged.String(f.Key)
		if text == "" && f.Default == "" {
			continue
		}
		if err := f.take(&s, text); err != nil {
			return Settings{}, refuse(s.Origin[f.Key], f, text, err)
		}
	}
	return s, s.takeKeys(from.Getenv)
}

// path gives the config file, and whether the user named it.
func (from Source) path() (path string, named bool) {
	if from.File != "" {
		return from.File, true
	}
	if named := from.Getenv("QUIPU_CONFIG"); named != "" {
		return named, true
	}
	dir := Dir(from.Getenv)
	if dir == "" {
		return "", false
	}
	return filepath.Join(dir, "config.toml"), false
}

func defaults() map[string]string {
	values := map[string]string{}
	for _, f := range table {
		values[f.Key] = f.Default
	}
	return values
}

func fromEnvironment(getenv func(string) string) map[string]string {
	values := map[string]string{}
	for _, f := range table {
		if text := getenv(f.Env); text != "" {
			values[f.Key] = text
		}
	}
	return values
}

// merge lays the layers over each other, the later above the earlier, and
// notes where each value came from.
func merge(s *Settings, layers []layer) (*koanf.Koanf, error) {
	merged := koanf.New("/")
	for _, l := range layers {
		values := make(map[string]any, len(l.values))
		for _, f := range table {
			text, found := l.values[f.Key]
			if !found {
				continue
			}
			values[f.Key] = text
			s.Origin[f.Key] = l.name(f)
		}
		if err := merged.Load(confmap.Provider(values, ""), nil); err != nil {
			return nil, fmt.Errorf("merge the settings: %w", err)
		}
	}
	return merged, nil
}

// refuse names the place, the key and what is accepted. A secret is not quoted.
func refuse(origin string, f Flag, text string, accepted error) error {
	quoted := fmt.Sprintf("%q", safe.Line(text, 60))
	if f.Key == "client_secret" || errors.Is(accepted, safe.ErrCredentials) {
		quoted = "…"
	}
	switch {
	case strings.HasPrefix(origin, "--"):
		return fmt.Errorf("%s %s: %w", origin, quoted, accepted)
	case origin == f.Env:
		return fmt.Errorf("%s=%s: %w", origin, quoted, accepted)
	default:
		return fmt.Errorf("%s: %s = %s: %w", origin, f.Key, quoted, accepted)
	}
}

// takeKeys takes the key pair of the environment, by the SDK's names.
func (s *Settings) takeKeys(getenv func(string) string) error {
	const idName, secretName = "APCA_API_KEY_ID", "APCA_API_SECRET_KEY"
	id, secret := getenv(idName), getenv(secretName)
	switch {
	case id == "" && secret != "":
		return errors.New(secretName + " is set, " + idName + " is not: set both or neither")
	case id != "" && secret == "":
		return errors.New(idName + " is set, " + secretName + " is not: set both or neither")
	case word(id) != nil:
		return errors.New(idName + ": " + word(id).Error())
	case word(secret) != nil:
		return errors.New(secretName + ": " + word(secret).Error())
	}
	s.KeyID, s.KeySecret = id, safe.NewSecret(secret)
	return nil
}

// readFile gives the file's values as text, by key. A file that nobody named
// may be missing.
func readFile(path string, named bool) (map[string]string, error) {
	if path == "" {
		return nil, nil
	}
	data, err := readWhole(path)
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
		if err := private(path); err != nil {
			return nil, err
		}
	}
	return values, nil
}

func readWhole(path string) ([]byte, error) {
	stat, err := os.Stat(path)
	switch {
	case err != nil && errors.Is(err, fs.ErrNotExist):
		return nil, err
	case err != nil:
		return nil, fmt.Errorf("%s: cannot be read: %w", path, reason(err))
	case !stat.Mode().IsRegular():
		return nil, fmt.Errorf("%s: is not a regular file", path)
	case stat.Size() > fileLimit:
		return nil, fmt.Errorf("%s: is larger than 1 MiB", path)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("%s: cannot be read: %w", path, reason(err))
	}
	return data, nil
}

// reason drops the path that an error of the file system repeats.
func reason(err error) error {
	var pathErr *fs.PathError
	if errors.As(err, &pathErr) {
		return pathErr.Err
	}
	return err
}

// parse reads TOML into text by key. Its errors name the line or the key.
func parse(data []byte) (map[string]string, error) {
	raw, err := toml.Parser().Unmarshal(data)
	if err != nil {
		var at *decoder.DecodeError
		if errors.As(err, &at) {
			row, _ := at.Position()
			return nil, fmt.Errorf("line %d is not valid TOML: want key = \"value\"", row)
		}
		return nil, errors.New("is not valid TOML: want lines of key = \"value\"")
	}
	values := make(map[string]string, len(raw))
	for key, value := range raw {
		f, known := find(key)
		if !known {
			return nil, fmt.Errorf("%s is not a setting: want one of %s", safe.Line(key, 60), strings.Join(keysOf(), ", "))
		}
		text, err := asText(f, value)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", key, err)
		}
		values[key] = text
	}
	return values, nil
}

// asText accepts a string for every key, true and false for a switch, and a
// list of strings for scopes.
func asText(f Flag, value any) (string, error) {
	switch v := value.(type) {
	case string:
		return v, nil
	case bool:
		if f.Bool {
			return fmt.Sprint(v), nil
		}
	case []any:
		if words, ok := asWords(v); ok && f.Key == "scopes" {
			return strings.Join(words, " "), nil
		}
	}
	if f.Bool {
		return "", errors.New("want true or false")
	}
	return "", errors.New(`want a string in quotes, like "` + f.Default + `"`)
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

func find(key string) (Flag, bool) {
	for _, f := range table {
		if f.Key == key {
			return f, true
		}
	}
	return Flag{}, false
}

func keysOf() []string {
	keys := make([]string, len(table))
	for i, f := range table {
		keys[i] = f.Key
	}
	return keys
}
