package doctor

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/colorprofile"

	"quipu/app"
	"quipu/config"
)

// setup is a setup with an environment, at a broker.
func setup(t *testing.T, broker string, environ map[string]string) Setup {
	t.Helper()
	getenv := func(name string) string {
		if value, set := environ[name]; set {
			return value
		}
		return map[string]string{
			"QUIPU_API_URL": broker, "QUIPU_DATA_URL": broker, "QUIPU_AUTHORIZE_URL": broker + "/oauth/authorize", "QUIPU_TOKEN_URL": broker + "/oauth/token",
			"QUIPU_TOKEN_STORE": "file", "QUIPU_REDIRECT_URL": "http://localhost:1/callback",
		}[name]
	}
	settings, err := config.Load(config.Source{NoFile: true, Getenv: getenv})
	if err != nil {
		t.Fatal(err)
	}
	env := app.Env{Getenv: getenv, ConfigDir: t.TempDir(), UserAgent: "quipu/test", Transport: &http.Transport{DisableKeepAlives: true}}
	return Setup{Env: env, Settings: settings, Colours: colorprofile.TrueColor}
}

// named gives the only finding of a name.
func named(t *testing.T, all []Finding, name string) Finding {
	t.Helper()
	var found []Finding
	for _, f := range all {
		if f.Name == name {
			found = append(found, f)
		}
	}
	if len(found) != 1 {
		t.Fatalf("%d findings of the name %s: %v", len(found), name, all)
	}
	return found[0]
}

// A host that several settings name is asked once, without credentials, and no
// redirect of it is followed.
func TestEachHostIsAskedOnce(t *testing.T) {
	asked := make(chan *http.Request, 10)
	broker := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked <- r
		http.Redirect(w, r, "http://elsewhere.invalid/", http.StatusFound)
	}))
	defer broker.Close()
	s := setup(t, broker.URL, map[string]string{"APCA_API_OAUTH_TOKEN": "hush-token"})
	found := s.checkHosts(t.Context())
	if f := named(t, found, strings.TrimPrefix(broker.URL, "http://")); f.State != OK || !strings.HasPrefix(f.Value, "answers in") || strings.Contains(f.Value, "proxy") {
		t.Errorf("%+v", f)
	}
	if len(asked) != 1 {
		t.Fatalf("asked %d times", len(asked))
	}
	if r := <-asked; r.Header.Get("Authorization") != "" || r.URL.Path != "/" || r.UserAgent() != "quipu/test" {
		t.Errorf("asked for %s as %q with %q", r.URL, r.UserAgent(), r.Header.Get("Authorization"))
	}
	if f := named(t, found, "this machine"); f.State != OK {
		t.Errorf("%+v", f)
	}
}

// A proxy is named for the hosts that are reached through it, and for no other.
func TestProxyIsNamedWhereItIsUsed(t *testing.T) {
	broker := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	defer broker.Close()
	s := setup(t, broker.URL, map[string]string{"HTTPS_PROXY": "http://proxy.invalid:3128"})
	host := strings.TrimPrefix(broker.URL, "http://")
	if f := named(t, s.checkHosts(t.Context()), host); strings.Contains(f.Value, "proxy") {
		t.Errorf("a direct connection: %q", f.Value)
	}
	at, err := url.Parse(broker.URL)
	if err != nil {
		t.Fatal(err)
	}
	s.Env.Transport = &http.Transport{DisableKeepAlives: true, Proxy: http.ProxyURL(at)}
	if f := named(t, s.checkHosts(t.Context()), host); !strings.Contains(f.Value, "through the proxy") {
		t.Errorf("through a proxy: %q", f.Value)
	}
}

func TestClockIsComparedWithTheHost(t *testing.T) {
	at := time.Date(2026, 11, 23, 15, 0, 0, 0, time.UTC)
	for skew, want := range map[time.Duration]string{
		0: "within 5s of h", 5 * time.Second: "within 5s of h", -5 * time.Second: "within 5s of h",
		6 * time.Second: "6s ahead of h", -90 * time.Second: "1m30s behind h",
	} {
		f := checkClock("h", at, at.Add(skew))
		if f.Value != want || (f.State == OK) != (f.Advice == "") || (f.State == OK) != strings.HasPrefix(want, "within") {
			t.Errorf("%v: %+v", skew, f)
		}
	}
}

func TestCredentialsOfTheEnvironmentNeedNoApp(t *testing.T) {
	for name, c := range map[string]struct {
		environ map[string]string
		want    Verdict
	}{
		"none":     {nil, Warn},
		"token":    {map[string]string{"APCA_API_OAUTH_TOKEN": "hush-token"}, OK},
		"key pair": {map[string]string{"APCA_API_KEY_ID": "PK1", "APCA_API_SECRET_KEY": "hush-secret"}, OK},
		"app":      {map[string]string{"QUIPU_CLIENT_ID": "id", "QUIPU_CLIENT_SECRET": "hush-app"}, OK},
	} {
		found := setup(t, "https://broker.example", c.environ).checkSettings(t.Context())
		for _, key := range []string{"client_id", "client_secret"} {
			if f := named(t, found, key); f.State != c.want {
				t.Errorf("%s: %+v", name, f)
			}
		}
		for _, f := range found {
			if strings.Contains(f.Value+f.Advice, "hush-") {
				t.Errorf("%s: a secret is in %+v", name, f)
			}
		}
		if f := named(t, found, "config file"); !strings.HasPrefix(f.Value, "not set") {
			t.Errorf("%s: %+v", name, f)
		}
	}
}

func TestSettingsThatCannotBeRead(t *testing.T) {
	s := Setup{Settings: config.Defaults(), Invalid: errors.New("refresh = \"soon\": want a duration\x1b[2J")}
	found := s.checkSettings(t.Context())
	if f := named(t, found, "settings"); len(found) != 1 || f.State != Fail || !strings.Contains(f.Value, "soon") || strings.Contains(f.Value, "\x1b") {
		t.Errorf("%+v", found)
	}
}

func TestTerminal(t *testing.T) {
	for name, c := range map[string]struct {
		environ       map[string]string
		colours       colorprofile.Profile
		width, height int
		finding, want string
		state         Verdict
	}{
		"no terminal":    {nil, colorprofile.TrueColor, 0, 0, "size", "standard output is not a terminal", OK},
		"large":          {nil, colorprofile.TrueColor, 120, 40, "size", "120×40", OK},
		"narrow":         {nil, colorprofile.TrueColor, 39, 40, "size", "39×40", Warn},
		"low":            {nil, colorprofile.TrueColor, 100, 11, "size", "100×11", Warn},
		"all colours":    {nil, colorprofile.TrueColor, 0, 0, "colours", "all (true colour)", OK},
		"256 colours":    {nil, colorprofile.ANSI256, 0, 0, "colours", "256", OK},
		"no colours":     {nil, colorprofile.NoTTY, 0, 0, "colours", "none", Warn},
		"NO_COLOR":       {map[string]string{"NO_COLOR": "1"}, colorprofile.NoTTY, 0, 0, "colours", "none wanted", OK},
		"UTF-8":          {map[string]string{"LANG": "C.utf8"}, colorprofile.ANSI, 0, 0, "locale", "C.utf8", OK},
		"LC_ALL first":   {map[string]string{"LANG": "C.UTF-8", "LC_ALL": "C"}, colorprofile.ANSI, 0, 0, "locale", "C", Warn},
		"no locale":      {nil, colorprofile.ANSI, 0, 0, "locale", "not set", Warn},
		"name":           {map[string]string{"TERM": "foot"}, colorprofile.ANSI, 0, 0, "terminal", "foot", OK},
		"no name at all": {nil, colorprofile.ANSI, 0, 0, "terminal", "not set", OK},
	} {
		s := setup(t, "https://broker.example", c.environ)
		s.Colours, s.Env.Width, s.Env.Height = c.colours, c.width, c.height
		f := named(t, s.checkTerminal(t.Context()), c.finding)
		if f.State != c.state || !strings.HasPrefix(f.Value, c.want) || (f.State == OK) != (f.Advice == "") {
			t.Errorf("%s: %+v", name, f)
		}
	}
}

// A misspelled variable would be ignored in silence: QUIPU_READONLY is no setting.
func TestUnknownVariablesAreReported(t *testing.T) {
	s := setup(t, "http://127.0.0.1:1", nil)
	s.Env.Environ = []string{"QUIPU_READONLY=true", "QUIPU_READ_ONLY=true", "QUIPU_CONFIG=/tmp/x", "PATH=/bin", "QUIPU_CLIENT_SECRT=hush"}
	var reported []string
	for _, f := range s.checkSettings(t.Context()) {
		if f.State == Warn && strings.HasPrefix(f.Name, "QUIPU_") {
			reported = append(reported, f.Name)
		}
		if strings.Contains(f.Value+f.Advice+f.Name, "hush") {
			t.Errorf("%s shows the value of a variable", f.Name)
		}
	}
	if want := []string{"QUIPU_READONLY", "QUIPU_CLIENT_SECRT"}; !slices.Equal(reported, want) {
		t.Errorf("reported %q, want %q", reported, want)
	}
}
