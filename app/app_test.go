package app

import (
	"context"
	"errors"
	"io"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"quipu/auth"
	"quipu/client"
	"quipu/config"
	"quipu/demo"
	"quipu/safe"
)

// fakeAlpaca answers every request that an App sends, as a test says. It knows
// the requests by method, host and path.
type fakeAlpaca struct {
	mu     sync.Mutex
	asked  []string
	answer func(*http.Request) (status int, body string)
}

func (f *fakeAlpaca) RoundTrip(r *http.Request) (*http.Response, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.asked = append(f.asked, r.Method+" "+r.URL.String())
	status, body := f.answer(r)
	return &http.Response{
		StatusCode: status, Header: http.Header{"Content-Type": {"application/json"}},
		Body: io.NopCloser(strings.NewReader(body)), Request: r,
	}, nil
}

// world is a home folder, an environment and a broker.
type world struct {
	t       *testing.T
	alpaca  *fakeAlpaca
	env     Env
	vars    map[string]string
	paused  []time.Duration
	onPause func()
}

func newWorld(t *testing.T) *world {
	t.Helper()
	home := t.TempDir()
	w := &world{t: t, vars: map[string]string{"QUIPU_TOKEN_STORE": "file"}}
	w.alpaca = &fakeAlpaca{answer: func(*http.Request) (int, string) { return 200, `{"id":"1","account_number":"PA1","status":"ACTIVE"}` }}
	w.env = Env{
		Getenv: func(name string) string { return w.vars[name] }, ConfigDir: filepath.Join(home, "config"), StateDir: filepath.Join(home, "state"),
		UserAgent: "quipu/test", Transport: w.alpaca,
		Pause: func(ctx context.Context, d time.Duration) error {
			w.paused = append(w.paused, d)
			if w.onPause != nil {
				w.onPause()
			}
			return ctx.Err()
		},
	}
	return w
}

func (w *world) services() *Services {
	w.t.Helper()
	settings, err := config.Load(config.Source{NoFile: true, Getenv: w.env.Getenv})
	if err != nil {
		w.t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(w.t.Context())
	a := New(ctx, w.env, DemoOptions{})
	w.t.Cleanup(func() { cancel(); a.Close() })
	s, err := a.Services(settings)
	if err != nil {
		w.t.Fatal(err)
	}
	return s
}

func (w *world) store(access string) {
	w.t.Helper()
	token := auth.Token{Access: safe.NewSecret(access), Scope: "data", Env: "paper", Obtained: time.Now()}
	if _, err := w.services().Tokens.Save(w.t.Context(), token); err != nil {
		w.t.Fatal(err)
	}
}

// stored is the secret of the stored token, "" for none.
func (w *world) stored() string {
	w.t.Helper()
	token, _, err := w.services().Tokens.Load(w.t.Context(), "paper")
	if errors.Is(err, auth.ErrNoToken) {
		return ""
	} else if err != nil {
		w.t.Fatal(err)
	}
	return token.Access.Reveal()
}

func TestCommandsTakeTheFirstCredential(t *testing.T) {
	for name, c := range map[string]struct {
		vars  string
		token bool
		want  Kind
		sends string // in the header
	}{
		"all there are":        {"APCA_API_OAUTH_TOKEN=env-token APCA_API_KEY_ID=PK APCA_API_SECRET_KEY=hush-hush", true, EnvironmentToken, "Bearer env-token"},
		"no environment token": {"APCA_API_KEY_ID=PK APCA_API_SECRET_KEY=hush-hush", true, StoredToken, "Bearer stored-token"},
		"key pair alone":       {"APCA_API_KEY_ID=PK APCA_API_SECRET_KEY=hush-hush", false, KeyPair, ""},
		"environment's alone":  {"APCA_API_OAUTH_TOKEN=env-token", false, EnvironmentToken, "Bearer env-token"},
		"nothing":              {"", false, "", ""},
		"another broker":       {"QUIPU_API_URL=https://broker.example", true, "", ""},
		"another broker, keys": {"QUIPU_API_URL=https://broker.example APCA_API_KEY_ID=PK APCA_API_SECRET_KEY=hush-hush", true, KeyPair, ""},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			for assignment := range strings.FieldsSeq(c.vars) {
				name, value, _ := strings.Cut(assignment, "=")
				w.vars[name] = value
			}
			if c.token {
				w.store("stored-token")
			}
			var sent string
			w.alpaca.answer = func(r *http.Request) (int, string) {
				sent = r.Header.Get("Authorization")
				return 200, `{"id":"1","account_number":"PA1","status":"ACTIVE"}`
			}
			a, err := w.services().Open(t.Context(), config.Paper)
			var none *NotSignedInError
			if c.want == "" {
				var other *OtherBrokerError
				if !errors.As(err, &none) || !strings.Contains(err.Error(), "quipu login --account paper") || errors.As(err, &other) != c.token {
					t.Fatalf("%v", err)
				}
				return
			}
			if err != nil || a.Credential.Kind != c.want {
				t.Fatalf("%v, %v", a, err)
			}
			if _, err := a.Client.Account(t.Context()); err != nil || sent != c.sends {
				t.Errorf("sent %q, %v", sent, err)
			}
			if _, err := w.services().Open(t.Context(), config.Live); !errors.As(err, &none) {
				t.Errorf("the environment's credentials open the other account: %v", err)
			}
		})
	}
}

// A token that cannot be used is said, and the key pair does not stand in for
// it: the person signed in with another account, perhaps.
func TestDamagedTokenIsAnError(t *testing.T) {
	w := newWorld(t)
	w.vars["APCA_API_KEY_ID"], w.vars["APCA_API_SECRET_KEY"] = "PK", "hush-hush"
	w.store("bad token")
	_, err := w.services().Open(t.Context(), config.Paper)
	var none *NotSignedInError
	if !errors.As(err, &none) || !strings.Contains(err.Error(), "cannot be used") {
		t.Error(err)
	}
}

func TestTokenIsDeletedOnlyWhenItIsRefusedTwice(t *testing.T) {
	const unauthorized = `{"message":"unauthorized"}`
	for name, c := range map[string]struct {
		answers []int // of /v2/account: the failed call, then the second one
		set     string
		newer   bool
		kept    string
		want    Verdict
	}{
		"one 401":           {[]int{401, 200}, "", false, "used-token", Verdict{}},
		"401, then a fault": {[]int{401, 500}, "", false, "used-token", Verdict{}},
		"lasting 401":       {[]int{401, 401}, "", false, "", Verdict{Refused: true, Deleted: true}},
		"403":               {[]int{403}, "", false, "used-token", Verdict{}},
		"401, then 403":     {[]int{401, 403}, "", false, "used-token", Verdict{}},
		"newer token":       {[]int{401, 401}, "", true, "newer-token", Verdict{Refused: true, Newer: true}},
		"environment token": {[]int{401, 401}, "APCA_API_OAUTH_TOKEN=env-token", false, "used-token", Verdict{Refused: true}},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.store("used-token")
			if name, value, found := strings.Cut(c.set, "="); found {
				w.vars[name] = value
			}
			calls := 0
			w.alpaca.answer = func(*http.Request) (int, string) {
				calls++
				return c.answers[min(calls, len(c.answers))-1], unauthorized
			}
			if c.newer {
				w.onPause = func() { w.store("newer-token") }
			}
			a, err := w.services().Open(t.Context(), config.Paper)
			if err != nil {
				t.Fatal(err)
			}
			_, err = a.Client.Account(t.Context())
			if got := a.Refused(t.Context(), err); got != c.want {
				t.Errorf("%+v, want %+v", got, c.want)
			}
			if kept := w.stored(); kept != c.kept {
				t.Errorf("stored is %q, want %q", kept, c.kept)
			}
			if len(c.answers) > 1 && (len(w.paused) != 1 || w.paused[0] != confirmAfter) {
				t.Errorf("waited %v before the second request", w.paused)
			}
		})
	}
}

// Leaving the account while the second request is awaited decides nothing.
func TestCancelledVerdictDeletesNothing(t *testing.T) {
	w := newWorld(t)
	w.store("used-token")
	w.alpaca.answer = func(*http.Request) (int, string) { return 401, `{}` }
	a, err := w.services().Open(t.Context(), config.Paper)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	w.onPause = cancel
	failed := &client.Error{Kind: client.ErrUnauthorized, Status: 401}
	if got := a.Refused(ctx, failed); got != (Verdict{}) || w.stored() != "used-token" {
		t.Errorf("%+v, %q", got, w.stored())
	}
}

func TestAssetsAreReadOncePerProcess(t *testing.T) {
	w := newWorld(t)
	w.store("used-token")
	w.alpaca.answer = func(*http.Request) (int, string) { return 200, `[{"id":"1","symbol":"AAPL","name":"Apple"}]` }
	s := w.services()
	var first *client.AssetIndex
	for range 3 {
		a, err := s.Open(t.Context(), config.Paper)
		if err != nil {
			t.Fatal(err)
		}
		index, err := a.Assets(t.Context())
		if err != nil || (first != nil && index != first) {
			t.Fatalf("another index: %v", err)
		}
		first = index
	}
	once := len(w.alpaca.asked) // a request for each class of assets
	if slices.Contains(w.alpaca.asked[1:], w.alpaca.asked[0]) {
		t.Errorf("asked %v", w.alpaca.asked)
	}
	a, err := w.services().Open(t.Context(), config.Paper) // another process
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.Assets(t.Context()); err != nil || len(w.alpaca.asked) != once {
		t.Errorf("the file is not used: %v, asked %v", err, w.alpaca.asked)
	}
}

func TestDemoHasAClockOfItsOwnAndNoCredentialOfThePerson(t *testing.T) {
	start := time.Date(2026, 11, 23, 18, 48, 0, 0, time.UTC)
	for name, c := range map[string]struct {
		options DemoOptions
		begins  time.Time
	}{
		"under way": {DemoOptions{Seed: 7}, demo.MidSession(time.Now())},
		"set":       {DemoOptions{On: true, Seed: 7, Start: start}, start},
	} {
		w := newWorld(t)
		w.env.Transport = nil
		w.vars["APCA_API_OAUTH_TOKEN"] = "env-token"
		settings, err := config.Load(config.Source{NoFile: true, Getenv: w.env.Getenv})
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		quipu := New(ctx, w.env, c.options)
		s, err := quipu.StartDemo(settings)
		if err != nil {
			t.Fatal(err)
		}
		if gone := s.Now().Sub(c.begins); gone < 5*time.Second || gone > time.Minute {
			t.Errorf("%s: its clock shows %s", name, s.Now())
		}
		a, err := s.Open(t.Context(), config.Paper)
		if err != nil {
			t.Fatal(err)
		}
		if account, err := a.Client.Account(t.Context()); err != nil || account.Number == "" || a.Data == nil {
			t.Errorf("%s: %+v, %v", name, account, err)
		}
		if still := c.options.broker(s.Clock).StillPrices; still != c.options.On {
			t.Errorf("%s: prices stand still: %v", name, still)
		}
		cancel()
		quipu.Close()
		if _, err := quipu.StartDemo(settings); err == nil {
			t.Errorf("%s: a demo starts after the end", name)
		}
	}
}

// A container without a home folder keeps no token; its key pair opens the
// account all the same.
func TestEnvironmentCredentialsNeedNoHomeFolder(t *testing.T) {
	for vars, want := range map[string]Kind{
		"APCA_API_KEY_ID=PK APCA_API_SECRET_KEY=hush-hush": KeyPair,
		"APCA_API_OAUTH_TOKEN=env-token":                   EnvironmentToken,
		"":                                                 "",
	} {
		w := newWorld(t)
		w.env.ConfigDir, w.env.StateDir = "", ""
		for assignment := range strings.FieldsSeq(vars) {
			name, value, _ := strings.Cut(assignment, "=")
			w.vars[name] = value
		}
		settings, err := config.Load(config.Source{NoFile: true, Getenv: w.env.Getenv})
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		quipu := New(ctx, w.env, DemoOptions{})
		t.Cleanup(func() { cancel(); quipu.Close() })
		s, err := quipu.StoredServices(settings)
		if err != nil {
			t.Fatal(err)
		}
		a, err := s.Open(t.Context(), config.Paper)
		var none *NotSignedInError
		switch {
		case want == "":
			if !errors.As(err, &none) || !strings.Contains(err.Error(), "no home folder") {
				t.Errorf("without credentials: %v", err)
			}
		case err != nil || a.Credential.Kind != want:
			t.Errorf("%s: %v", want, err)
		}
	}
}
