package config

import (
	"os"
	"path/filepath"
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

// Every key of the table can be set in each of its places, and nowhere else.
func TestEveryKeyEverywhere(t *testing.T) {
	for _, f := range All() {
		value := another(t, f)
		places := []Source{{Getenv: environment(t, nil), File: written(t, f.Key+" = \""+value+"\"\n")}}
		if f.Env != "" {
			places = append(places, Source{Getenv: environment(t, map[string]string{f.Env: value})})
		}
		if f.Flag != "" {
			places = append(places, Source{Getenv: environment(t, nil), Flags: map[string]string{f.Key: value}})
		}
		for _, from := range places {
			s, err := Load(from)
			if err != nil || s.Origin[f.Key] == "default" || f.Value(s) != value && !f.Secret {
				t.Errorf("%s is %q: %v, from %s", f.Key, f.Value(s), err, s.Origin[f.Key])
			}
		}
	}
}

// What allows an order is not to be had from an environment that somebody else
// may have set, nor from a flag in a script.
func TestLimitsOfTradingAreInTheFileAlone(t *testing.T) {
	limits := 0
	for _, f := range All() {
		if strings.HasPrefix(f.Key, "allow_") || strings.HasPrefix(f.Key, "max_") {
			limits++
			if f.Env != "" || f.Flag != "" {
				t.Errorf("%s can be set by %s --%s", f.Key, f.Env, f.Flag)
			}
		}
	}
	s, err := Load(Source{Getenv: environment(t, map[string]string{"QUIPU_ALLOW_LIVE": "true", "": "true"})})
	if err != nil || limits < 7 || s.AllowLive {
		t.Errorf("%d limits, live is %v: %v", limits, s.AllowLive, err)
	}
}

func TestAmountsInTheFile(t *testing.T) {
	for text, want := range map[string]string{"2500": "2500", "12.5": "12.5", `"2500.10"`: "2500.1", "0": "0", "0.1": "0.1"} {
		s, err := Load(Source{Getenv: environment(t, nil), File: written(t, "max_order_value = "+text+"\n")})
		if err != nil || s.MaxOrderValue.String() != want {
			t.Errorf("%s is %s: %v", text, s.MaxOrderValue, err)
		}
	}
	for _, text := range []string{"-1", `"-1"`, `"1e9"`, "true", `"1,5"`, `""`, "nan", "inf", "[1]", `"$5"`} {
		if s, err := Load(Source{Getenv: environment(t, nil), File: written(t, "max_order_value = "+text+"\n")}); err == nil {
			t.Errorf("%s is %s", text, s.MaxOrderValue)
		}
	}
}

// another is a value that the setting accepts and that is not its default.
func another(t *testing.T, f Setting) string {
	t.Helper()
	candidates := append(f.Accepted, "true", "false", "9s", "127.0.0.1:99", "https://x.example/cb", "7", "abc")
	for _, value := range candidates {
		var s Settings
		if value != f.Default && f.take(&s, value) == nil {
			return value
		}
	}
	t.Fatalf("%s accepts none of %v", f.Key, candidates)
	return ""
}

// What a setting lists is accepted, and nothing else is.
func TestAcceptedValuesAreAcceptedAlone(t *testing.T) {
	for _, f := range All() {
		for _, value := range f.Accepted {
			if _, err := Load(Source{Getenv: environment(t, map[string]string{f.Env: value})}); err != nil {
				t.Error(err)
			}
			if !strings.Contains(f.Help(), value) {
				t.Errorf("the help of %s does not name %s", f.Key, value)
			}
		}
		if _, err := Load(Source{Getenv: environment(t, map[string]string{f.Env: "nonsense"})}); err == nil && f.Accepted != nil {
			t.Errorf("%s takes anything", f.Key)
		}
	}
}

func TestDemoReadsNoFile(t *testing.T) {
	s, err := Load(Source{Getenv: environment(t, map[string]string{"QUIPU_CONFIG": "/nowhere"}), NoFile: true})
	if err != nil || s.File != "" {
		t.Errorf("got %v, file %q", err, s.File)
	}
}

func TestValuesOfTheDefaults(t *testing.T) {
	s := Defaults()
	for _, f := range All() {
		if value := f.Value(s); value != f.Default {
			t.Errorf("%s is %q, its default %q", f.Key, value, f.Default)
		}
	}
}

func TestSecretsAreNotAmongTheValues(t *testing.T) {
	s, err := Load(Source{Getenv: environment(t, map[string]string{"QUIPU_CLIENT_SECRET": "hunter2"}), NoFile: true})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range All() {
		if value := f.Value(s); strings.Contains(value, "hunter2") || f.Key == "client_secret" && value != "set" {
			t.Errorf("%s is %q", f.Key, value)
		}
	}
}

func TestPublicURLBringsItsAddresses(t *testing.T) {
	load := func(env map[string]string) (Settings, error) {
		return Load(Source{Getenv: func(name string) string { return env[name] }, NoFile: true})
	}
	s, err := load(map[string]string{"QUIPU_PUBLIC_URL": "https://q.example/below/"})
	if err != nil || s.RedirectURL != "https://q.example/below/callback" || s.CallbackAddr != "127.0.0.1:17865" || s.Origin["redirect_url"] != "public_url" {
		t.Errorf("%v, %+v", err, s)
	}
	s, err = load(map[string]string{"QUIPU_PUBLIC_URL": "https://q.example", "QUIPU_REDIRECT_URL": "https://q.example/in", "QUIPU_CALLBACK_ADDR": "0.0.0.0:80"})
	if err != nil || s.RedirectURL != "https://q.example/in" || s.CallbackAddr != "0.0.0.0:80" {
		t.Errorf("%v, %+v", err, s)
	}
	_, err = load(map[string]string{"QUIPU_PUBLIC_URL": "https://q.example", "QUIPU_REDIRECT_URL": "http://localhost:17865/callback"})
	if err == nil || err.Error() != `QUIPU_REDIRECT_URL="http://localhost:17865/callback": want an address below public_url, like https://q.example/callback; leave it out to get that one` {
		t.Error(err)
	}
	if _, err = load(map[string]string{"QUIPU_PUBLIC_URL": "http://localhost:80"}); err == nil {
		t.Error("plain http is taken")
	}
}

// A token of somebody's own broker must not go to Alpaca's data host.
func TestDataHostOfAnotherBrokerMustBeNamed(t *testing.T) {
	for _, c := range []struct {
		env  map[string]string
		want bool
	}{
		{nil, true},
		{map[string]string{"QUIPU_API_URL": "https://paper-api.alpaca.markets/"}, true},
		{map[string]string{"QUIPU_API_URL": "http://127.0.0.1:8765"}, false},
		{map[string]string{"QUIPU_API_URL": "http://127.0.0.1:8765", "QUIPU_DATA_URL": "http://127.0.0.1:8765"}, true},
	} {
		s, err := Load(Source{Getenv: func(name string) string { return c.env[name] }, NoFile: true})
		if err != nil || s.KnowsData() != c.want {
			t.Errorf("%v: %t, %v", c.env, s.KnowsData(), err)
		}
	}
}

// TestAnAccountKeepsItsHost writes Alpaca's live host in every way that leads
// there: the paper account must not go to it.
func TestAnAccountKeepsItsHost(t *testing.T) {
	for _, address := range []string{
		"https://api.alpaca.markets", "https://api.alpaca.markets/", "https://api.alpaca.markets/v2", "https://API.Alpaca.Markets",
		"https://api.alpaca.markets:443", "https://api.alpaca.markets./", "https://paper-api.alpaca.markets/v2/",
	} {
		s := Settings{APIURL: address}
		if got := s.APIURLFor(Paper); got != paperAPI {
			t.Errorf("with %s paper is at %s", address, got)
		}
		if got := s.APIURLFor(Live); got != liveAPI {
			t.Errorf("with %s live is at %s", address, got)
		}
		if !s.KnowsData() {
			t.Errorf("%s has no market data", address)
		}
	}
}

func TestWhereAnOrderMayCostRealMoney(t *testing.T) {
	for _, c := range []struct {
		address     string
		paper, live bool
	}{
		{"", false, true}, {"https://api.alpaca.markets/v2", false, true}, {"http://127.0.0.1:8765", false, true}, {"http://localhost:8765", false, true},
		{"https://broker.example", true, true}, {"https://api.alpaca.markets.example", true, true}, {"https://127.0.0.1.example", true, true},
	} {
		s := Settings{APIURL: c.address}
		if s.RealMoney(Paper) != c.paper || s.RealMoney(Live) != c.live {
			t.Errorf("%q: paper %v, live %v", c.address, s.RealMoney(Paper), s.RealMoney(Live))
		}
	}
}
