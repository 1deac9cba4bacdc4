package config

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/knadh/koanf/providers/confmap"
	"github.com/knadh/koanf/v2"

	"quipu/safe"
)

// Source is where settings come from.
type Source struct {
	Getenv func(string) string
	Flags  map[string]string // key to value, those that were given
	File   string            // --config; "" is QUIPU_CONFIG, then the XDG place
	NoFile bool              // read none (--demo)
}

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
	if err := s.takePublic(); err != nil {
		return Settings{}, err
	}
	return s, s.takeKeys(from.Getenv)
}

// publicCallback is where a proxy finds quipu when nothing else is set.
const publicCallback = "127.0.0.1:17865"

// takePublic brings the addresses of a public callback together: the browser
// comes back below public_url, and a proxy hands that to callback_addr.
func (s *Settings) takePublic() error {
	if s.PublicURL == "" {
		return nil
	}
	base := strings.TrimRight(s.PublicURL, "/")
	if s.Origin["redirect_url"] == "default" {
		s.RedirectURL, s.Origin["redirect_url"] = base+"/callback", "public_url"
	}
	if !strings.HasPrefix(s.RedirectURL, base+"/") {
		return refuse(s.Origin["redirect_url"], mustFind("redirect_url"), s.RedirectURL,
			errors.New("want an address below public_url, like "+base+"/callback; leave it out to get that one"))
	}
	if s.CallbackAddr == "" {
		s.CallbackAddr, s.Origin["callback_addr"] = publicCallback, "public_url"
	}
	return nil
}

func mustFind(key string) Flag {
	f, _ := find(key)
	return f
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

// refuse names the place, the key and what is accepted. What is or may hold a
// secret is not quoted: an @ in an address may end a password, even in one that
// does not parse.
func refuse(origin string, f Flag, text string, accepted error) error {
	quoted := fmt.Sprintf("%q", safe.Line(text, 60))
	if f.Key == "client_secret" || strings.Contains(text, "@") {
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
