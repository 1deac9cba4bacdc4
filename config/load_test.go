package config

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
)

// environment is a Getenv over a map, with a home of its own.
func environment(t *testing.T, values map[string]string) func(string) string {
	t.Helper()
	home := t.TempDir()
	return func(name string) string {
		if value, found := values[name]; found {
			return value
		}
		if name == "HOME" {
			return home
		}
		return ""
	}
}

// written puts text in a config file and gives its path.
func written(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "config.toml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestDefaults(t *testing.T) {
	s, err := Load(Source{Getenv: environment(t, nil)})
	if err != nil {
		t.Fatal(err)
	}
	if s.Account != Paper || s.Refresh != 3*time.Second || s.RedirectURL != "http://localhost:17865/callback" ||
		len(s.Scopes) != 3 || s.ReadOnly || s.Private || s.TokenStore != "auto" || s.Theme != "auto" ||
		s.AuthorizeURL != "https://app.alpaca.markets/oauth/authorize" || s.TokenURL != "https://api.alpaca.markets/oauth/token" {
		t.Errorf("got %+v", s)
	}
	if s.APIURLFor(Paper) != "https://paper-api.alpaca.markets" || s.APIURLFor(Live) != "https://api.alpaca.markets" {
		t.Error("wrong hosts")
	}
	if s.Origin["refresh"] != "default" || !strings.HasSuffix(s.File, filepath.Join(".config", "quipu", "config.toml")) {
		t.Errorf("origin %v, file %s", s.Origin, s.File)
	}
}

func TestPrecedence(t *testing.T) {
	file := written(t, "refresh = \"4s\"\ntheme = \"light\"\nprivate = true\naccount = \"live\"\nscopes = [\"data\"]\n")
	from := Source{
		Getenv: environment(t, map[string]string{"QUIPU_REFRESH": "5s", "QUIPU_THEME": "contrast", "QUIPU_ACCOUNT": ""}),
		Flags:  map[string]string{"refresh": "6s"}, File: file,
	}
	s, err := Load(from)
	if err != nil {
		t.Fatal(err)
	}
	if s.Refresh != 6*time.Second || s.Theme != "contrast" || !s.Private || s.Account != Live || strings.Join(s.Scopes, " ") != "data" {
		t.Errorf("got %+v", s)
	}
	for key, origin := range map[string]string{
		"refresh": "--refresh", "theme": "QUIPU_THEME", "private": file, "account": file, "data_url": "default",
	} {
		if s.Origin[key] != origin {
			t.Errorf("%s comes from %q, want %q", key, s.Origin[key], origin)
		}
	}
}

// Every key of the table can be set in each of its places.
func TestEveryKeyEverywhere(t *testing.T) {
	values := map[string]string{
		"account": "live", "client_id": "abc", "client_secret": "def", "redirect_url": "https://x.example/cb",
		"callback_addr": "127.0.0.1:99", "public_url": "https://x.example", "scopes": "data", "read_only": "true",
		"authorize_url": "https://a.example/x", "token_url": "https://b.example/x", "api_url": "http://127.0.0.1:1",
		"data_url": "https://c.example", "refresh": "9s", "token_store": "memory", "theme": "light", "private": "true",
	}
	for _, f := range Flags() {
		value := values[f.Key]
		if value == "" {
			t.Fatalf("%s has no value here", f.Key)
		}
		for _, from := range []Source{
			{Getenv: environment(t, map[string]string{f.Env: value})},
			{Getenv: environment(t, nil), Flags: map[string]string{f.Key: value}},
			{Getenv: environment(t, nil), File: written(t, f.Key+" = \""+value+"\"\n")},
		} {
			s, err := Load(from)
			if err != nil || s.Origin[f.Key] == "default" {
				t.Errorf("%s: %v, from %s", f.Key, err, s.Origin[f.Key])
			}
		}
	}
}

func TestBadSettings(t *testing.T) {
	for name, c := range map[string]struct {
		file  string
		env   map[string]string
		flags map[string]string
		says  []string
	}{
		"unknown key":           {file: "refrsh = \"3s\"", says: []string{"config.toml", "refrsh is not a setting", "refresh"}},
		"a table":               {file: "[ui]\ntheme = \"dark\"", says: []string{"ui is not a setting"}},
		"not TOML":              {file: "theme = \"dark\"\nrefresh 3s\n", says: []string{"config.toml", "line 2"}},
		"twice":                 {file: "theme = \"dark\"\ntheme = \"light\"\n", says: []string{"TOML"}},
		"refresh word":          {file: "refresh = \"fast\"", says: []string{"config.toml: refresh = \"fast\": want a duration of 1s to 1h, like 3s"}},
		"refresh number":        {file: "refresh = 3", says: []string{"refresh: want a string in quotes, like \"3s\""}},
		"refresh too short":     {env: map[string]string{"QUIPU_REFRESH": "500ms"}, says: []string{"QUIPU_REFRESH=\"500ms\"", "1s to 1h"}},
		"refresh too long":      {flags: map[string]string{"refresh": "2h"}, says: []string{"--refresh \"2h\"", "1s to 1h"}},
		"account":               {flags: map[string]string{"account": "demo"}, says: []string{"--account", "paper, live"}},
		"theme":                 {file: "theme = \"blue\"", says: []string{"colorblind"}},
		"store":                 {env: map[string]string{"QUIPU_TOKEN_STORE": "cloud"}, says: []string{"auto, keyring, file, memory"}},
		"switch":                {env: map[string]string{"QUIPU_PRIVATE": "maybe"}, says: []string{"true or false"}},
		"switch in the file":    {file: "read_only = 1", says: []string{"read_only: want true or false"}},
		"scope":                 {file: "scopes = \"data everything\"", says: []string{"account:write, trading, data"}},
		"scope list":            {file: "scopes = [1]", says: []string{"want a string"}},
		"plain http":            {env: map[string]string{"QUIPU_API_URL": "http://api.example"}, says: []string{"QUIPU_API_URL", "https"}},
		"plain http redirect":   {flags: map[string]string{"redirect_url": "http://10.0.0.1:80/callback"}, says: []string{"--redirect-url", "https"}},
		"redirect query":        {flags: map[string]string{"redirect_url": "https://x.example/cb?a=b"}, says: []string{"without ?"}},
		"redirect port":         {flags: map[string]string{"redirect_url": "http://localhost/callback"}, says: []string{"want a port"}},
		"address":               {env: map[string]string{"QUIPU_DATA_URL": "data.example"}, says: []string{"absolute"}},
		"password in address":   {env: map[string]string{"QUIPU_DATA_URL": "https://me:hunter2@data.example"}, says: []string{"user name"}},
		"listen to everybody":   {flags: map[string]string{"callback_addr": ":17865"}, says: []string{"spelled out"}},
		"listen without port":   {flags: map[string]string{"callback_addr": "127.0.0.1"}, says: []string{"host:port"}},
		"secret with a blank":   {env: map[string]string{"QUIPU_CLIENT_SECRET": "hunter2 "}, says: []string{"QUIPU_CLIENT_SECRET", "without blanks"}},
		"key without secret":    {env: map[string]string{"APCA_API_KEY_ID": "PK1"}, says: []string{"APCA_API_SECRET_KEY is not"}},
		"secret without key":    {env: map[string]string{"APCA_API_SECRET_KEY": "hunter2"}, says: []string{"APCA_API_KEY_ID is not"}},
		"escape in a value":     {file: "theme = \"\\u001b[31m\"", says: []string{"[31m"}},
		"file that is missing":  {env: map[string]string{"QUIPU_CONFIG": "/nowhere/quipu.toml"}, says: []string{"/nowhere/quipu.toml", "no such file"}},
		"file that is a folder": {env: map[string]string{"QUIPU_CONFIG": "/"}, says: []string{"/: is not a regular file"}},
	} {
		t.Run(name, func(t *testing.T) {
			from := Source{Getenv: environment(t, c.env), Flags: c.flags}
			if c.file != "" {
				from.File = written(t, c.file)
			}
			_, err := Load(from)
			if err == nil {
				t.Fatal("accepted")
			}
			for _, said := range c.says {
				if !strings.Contains(err.Error(), said) {
					t.Errorf("%q does not say %q", err, said)
				}
			}
			if strings.ContainsAny(err.Error(), "\n\x1b") || strings.Contains(err.Error(), "hunter2") {
				t.Errorf("not one clean line: %q", err)
			}
		})
	}
}

func TestSecretInAFileOpenToOthers(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no such modes")
	}
	path := written(t, "client_secret = \"hunter2\"\n")
	if err := os.Chmod(path, 0o644); err != nil {
		t.Fatal(err)
	}
	_, err := Load(Source{Getenv: environment(t, nil), File: path})
	if err == nil || !strings.Contains(err.Error(), "chmod 600 "+path) || strings.Contains(err.Error(), "hunter2") {
		t.Errorf("got %v", err)
	}
}

func TestDemoReadsNoFile(t *testing.T) {
	s, err := Load(Source{Getenv: environment(t, map[string]string{"QUIPU_CONFIG": "/nowhere"}), NoFile: true})
	if err != nil || s.File != "" {
		t.Errorf("got %v, file %q", err, s.File)
	}
}

// Paper is never shown for live, or the reverse.
func TestAlpacasHostsServeTheirOwnAccountOnly(t *testing.T) {
	for _, c := range []struct{ configured, paper, live string }{
		{"https://api.alpaca.markets", "https://paper-api.alpaca.markets", "https://api.alpaca.markets"},
		{"https://paper-api.alpaca.markets/", "https://paper-api.alpaca.markets", "https://api.alpaca.markets"},
		{"http://127.0.0.1:8765", "http://127.0.0.1:8765", "http://127.0.0.1:8765"},
	} {
		s := Settings{APIURL: c.configured}
		if s.APIURLFor(Paper) != c.paper || s.APIURLFor(Live) != c.live {
			t.Errorf("%s: paper %s, live %s", c.configured, s.APIURLFor(Paper), s.APIURLFor(Live))
		}
	}
}

func TestPlaces(t *testing.T) {
	getenv := func(values map[string]string) func(string) string {
		return func(name string) string { return values[name] }
	}
	for _, c := range []struct {
		values map[string]string
		want   string
	}{
		{map[string]string{"XDG_CONFIG_HOME": "/x", "HOME": "/h"}, "/x/quipu"},
		{map[string]string{"XDG_CONFIG_HOME": "relative", "HOME": "/h"}, "/h/.config/quipu"},
		{map[string]string{"HOME": "/h"}, "/h/.config/quipu"},
		{nil, ""},
	} {
		if got := Dir(getenv(c.values)); got != c.want {
			t.Errorf("%v: %q, want %q", c.values, got, c.want)
		}
	}
	if got := StateDir(getenv(map[string]string{"HOME": "/h"})); got != "/h/.local/state/quipu" {
		t.Errorf("state in %q", got)
	}
}

// Whatever stands in the file, the answer is settings or one clean line.
func FuzzConfigFile(f *testing.F) {
	f.Add([]byte("refresh = \"3s\"\nclient_secret = \"x\"\n"))
	f.Add([]byte("scopes = [\"data\", \"trading\"]"))
	f.Add([]byte("a = [[1,{b=2}]]\n[[x]]\n"))
	f.Add([]byte("account = \"\\u001b[2J\""))
	path := filepath.Join(f.TempDir(), "config.toml")
	f.Fuzz(func(t *testing.T, text []byte) {
		if err := os.WriteFile(path, text, 0o600); err != nil {
			t.Fatal(err)
		}
		s, err := Load(Source{Getenv: func(string) string { return "" }, File: path})
		switch {
		case err != nil && strings.ContainsAny(err.Error(), "\n\x1b"):
			t.Fatalf("not one clean line: %q", err)
		case err == nil && (s.Refresh < time.Second || s.Refresh > time.Hour || (s.Account != Paper && s.Account != Live)):
			t.Fatalf("accepted %+v", s)
		}
	})
}
