package config

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"quipu/safe"
)

// Source is where settings come from.
type Source struct {
	Getenv func(string) string
	Flags  map[string]string // key to value, those that were given
	File   string            // --config; "" is QUIPU_CONFIG, then the XDG place
	NoFile bool              // read none (--demo)
}

// layer is the values of one source by key, and what to call the source.
type layer struct {
	values map[string]string
	name   func(Setting) string
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
	layers := []layer{ // the first that has a value wins
		{from.Flags, func(f Setting) string { return "--" + f.Flag }},
		{fromEnvironment(from.Getenv), func(f Setting) string { return f.Env }},
		{inFile, func(Setting) string { return s.File }},
	}
	for _, f := range table {
		text, origin := lookUp(f, layers)
		s.Origin[f.Key] = origin
		if text == "" && f.Default == "" {
			continue
		}
		if err := f.take(&s, text); err != nil {
			return Settings{}, refuse(origin, f, text, err)
		}
	}
	if err := s.takePublic(); err != nil {
		return Settings{}, err
	}
	return s, s.takeCredentials(from.Getenv)
}

// lookUp gives the value of a setting and where it comes from.
func lookUp(f Setting, layers []layer) (text, origin string) {
	for _, l := range layers {
		if text, found := l.values[f.Key]; found {
			return text, l.name(f)
		}
	}
	return f.Default, "default"
}

// Defaults gives the settings where nothing is set.
func Defaults() Settings {
	s, _ := Load(Source{Getenv: func(string) string { return "" }, NoFile: true}) // a test says that they are valid
	return s
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
		f, _ := Find("redirect_url")
		return refuse(s.Origin["redirect_url"], f, s.RedirectURL,
			errors.New("want an address below public_url, like "+base+"/callback; leave it out to get that one"))
	}
	if s.CallbackAddr == "" {
		s.CallbackAddr, s.Origin["callback_addr"] = publicCallback, "public_url"
	}
	return nil
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

func fromEnvironment(getenv func(string) string) map[string]string {
	values := map[string]string{}
	for _, f := range table {
		if text := getenv(f.Env); f.Env != "" && text != "" {
			values[f.Key] = text
		}
	}
	return values
}

// refuse names the place, the key and what is accepted. What is or may hold a
// secret is not quoted: an @ in an address may end a password, even in one that
// does not parse.
func refuse(origin string, f Setting, text string, accepted error) error {
	quoted := fmt.Sprintf("%q", safe.Line(text, 60))
	if f.Secret || strings.Contains(text, "@") {
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

// takeCredentials takes the OAuth token and the key pair of the environment, by
// the SDK's names.
func (s *Settings) takeCredentials(getenv func(string) string) error {
	const idName, secretName, tokenName = "APCA_API_KEY_ID", "APCA_API_SECRET_KEY", "APCA_API_OAUTH_TOKEN"
	id, secret, token := getenv(idName), getenv(secretName), getenv(tokenName)
	switch {
	case id == "" && secret != "":
		return errors.New(secretName + " is set, " + idName + " is not: set both or neither")
	case id != "" && secret == "":
		return errors.New(idName + " is set, " + secretName + " is not: set both or neither")
	case word(id) != nil:
		return errors.New(idName + ": " + word(id).Error())
	case word(secret) != nil:
		return errors.New(secretName + ": " + word(secret).Error())
	case word(token) != nil:
		return errors.New(tokenName + ": " + word(token).Error())
	}
	s.OAuthToken = safe.NewSecret(token)
	s.KeyID, s.KeySecret = id, safe.NewSecret(secret)
	return nil
}
