package cli

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"quipu/app"
	"quipu/auth"
	"quipu/config"
	"quipu/safe"
)

// answers is a broker that gives one status after the other, the last one for
// ever. It answers any account.
type answers struct {
	asked    atomic.Int64
	statuses []int
	html     bool // what something in between answers
	sent     atomic.Value
}

func (a *answers) RoundTrip(r *http.Request) (*http.Response, error) {
	at := int(a.asked.Add(1))
	a.sent.Store(r.Header.Get("Authorization"))
	status, body, kind := a.statuses[min(at, len(a.statuses))-1], `{"message":"unauthorized"}`, "application/json"
	switch {
	case status == http.StatusOK:
		body = `{"id":"1","account_number":"PA1","status":"ACTIVE"}`
	case a.html:
		body, kind = "<html>Access denied</html>", "text/html"
	}
	return &http.Response{
		StatusCode: status, Header: http.Header{"Content-Type": {kind}}, Body: io.NopCloser(strings.NewReader(body)), Request: r,
	}, nil
}

// doors are the ways on which a refusal of the broker comes in.
var doors = map[string]func(context.Context, *app.Services, *app.Account){
	"screen": func(ctx context.Context, s *app.Services, a *app.Account) {
		access, err := connectOf(s)(a.Settings, a.Name, a.Credential)
		if err != nil {
			panic(err)
		}
		if _, err := access.Broker.Account(ctx); err != nil {
			access.Refused(ctx, err)
		}
	},
	"command": func(ctx context.Context, _ *app.Services, a *app.Account) {
		_, err := a.Client.Account(ctx)
		_ = explainRefusal(ctx, a, err)
	},
	"watch": func(ctx context.Context, _ *app.Services, a *app.Account) {
		ctx, cancel := context.WithCancel(ctx)
		readings := 0
		var said bytes.Buffer
		r := &readCommand{std: &streams{Out: io.Discard, Err: &said}, watchEvery: time.Second}
		_ = repeat(ctx, a, r, func() error {
			if readings++; readings == 4 {
				cancel()
				return nil
			}
			_, err := a.Client.Account(ctx)
			return err
		}, func() error { return nil })
	},
}

// Whatever way a refusal comes in, the stored token is deleted only where the
// broker that issued it refused that very token twice.
func TestTokenPolicyIsTheSameOnEveryWay(t *testing.T) {
	const used, newer = "used-token", "newer-token"
	for name, c := range map[string]struct {
		statuses []int
		html     bool
		env      string
		origin   string // that the token was issued for; "" is Alpaca
		newer    bool   // another token is stored before the second request
		kept     string
		bearer   string // what the broker is sent
	}{
		"one 401":            {statuses: []int{401, 200}, kept: used, bearer: used},
		"lasting 401":        {statuses: []int{401}, kept: "", bearer: used},
		"403 of a proxy":     {statuses: []int{403}, html: true, kept: used, bearer: used},
		"403 of Alpaca":      {statuses: []int{403}, kept: used, bearer: used},
		"api_url":            {statuses: []int{401}, env: "QUIPU_API_URL=https://broker.example APCA_API_OAUTH_TOKEN=env-token", kept: used, bearer: "env-token"},
		"api_url of its own": {statuses: []int{401}, env: "QUIPU_API_URL=https://broker.example", origin: "https://broker.example", kept: "", bearer: used},
		"key pair":           {statuses: []int{401}, env: "APCA_API_KEY_ID=PK APCA_API_SECRET_KEY=hush-hush QUIPU_API_URL=https://broker.example", kept: used},
		"key pair and token": {statuses: []int{401}, env: "APCA_API_KEY_ID=PK APCA_API_SECRET_KEY=hush-hush", kept: "", bearer: used},
		"newer token":        {statuses: []int{401}, newer: true, kept: newer, bearer: used},
	} {
		for door, comesIn := range doors {
			t.Run(name+"/"+door, func(t *testing.T) {
				dir := filepath.Join(t.TempDir(), "config")
				store, err := auth.OpenStore(auth.StoreOptions{Kind: "file", Dir: dir})
				if err != nil {
					t.Fatal(err)
				}
				save := func(access string) {
					token := auth.Token{Access: safe.NewSecret(access), Env: "paper", Origin: c.origin, Obtained: time.Now()}
					if _, err := store.Save(context.Background(), token); err != nil {
						t.Error(err)
					}
				}
				save(used)
				synctest.Test(t, func(t *testing.T) {
					env := "QUIPU_TOKEN_STORE=file " + c.env
					broker := &answers{statuses: c.statuses, html: c.html}
					pause := func(context.Context, time.Duration) error {
						if c.newer {
							save(newer)
						}
						return nil
					}
					getenv := func(name string) string {
						for assignment := range strings.FieldsSeq(env) {
							if value, found := strings.CutPrefix(assignment, name+"="); found {
								return value
							}
						}
						return ""
					}
					settings, err := config.Load(config.Source{NoFile: true, Getenv: getenv})
					if err != nil {
						t.Fatal(err)
					}
					ctx, cancel := context.WithCancel(t.Context())
					quipu := app.New(ctx, app.Env{Getenv: getenv, ConfigDir: dir, Transport: broker, Pause: pause}, app.DemoOptions{})
					defer quipu.Close()
					defer cancel()
					services, err := quipu.StoredServices(settings)
					if err != nil {
						t.Fatal(err)
					}
					a, err := services.Open(ctx, config.Paper)
					if err != nil {
						t.Fatal(err)
					}
					comesIn(ctx, services, a)
					if sent, _ := broker.sent.Load().(string); strings.TrimPrefix(sent, "Bearer ") != c.bearer {
						t.Errorf("the broker was sent %q, want %q", sent, c.bearer)
					}
				})
				kept, _, err := store.Load(t.Context(), "paper")
				if err != nil && !errors.Is(err, auth.ErrNoToken) {
					t.Fatal(err)
				}
				if got := kept.Access.Reveal(); got != c.kept {
					t.Errorf("%q is stored, want %q", got, c.kept)
				}
			})
		}
	}
}
