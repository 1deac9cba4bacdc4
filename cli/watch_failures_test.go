package cli

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"quipu/app"
	"quipu/client"
	"quipu/config"
	"quipu/report"
)

// watching is a watch of the positions in a bubble, on a broker that a test
// changes.
type watching struct {
	*testing.T
	out, err  bytes.Buffer
	positions atomic.Int64 // the status of that call
	asked     atomic.Int64
}

func (w *watching) RoundTrip(r *http.Request) (*http.Response, error) {
	status, body := http.StatusOK, `{"id":"1","account_number":"PA1","status":"ACTIVE"}`
	if r.URL.Path == "/v2/positions" {
		w.asked.Add(1)
		status, body = int(w.positions.Load()), `[{"asset_id":"x","symbol":"AAPL","qty":"5","asset_class":"us_equity"}]`
	}
	return &http.Response{StatusCode: status, Header: http.Header{"Content-Type": {"application/json"}}, Body: io.NopCloser(strings.NewReader(body)), Request: r}, nil
}

// watch watches for a while and gives the watch's error; then says what happens at
// times from the start.
func watchPositions(t *testing.T, first int, end time.Duration, then map[time.Duration]int) (*watching, error) {
	t.Helper()
	w := &watching{T: t}
	w.positions.Store(int64(first))
	var ended error
	synctest.Test(t, func(t *testing.T) {
		getenv := func(name string) string {
			return map[string]string{"APCA_API_OAUTH_TOKEN": "tok"}[name]
		}
		settings, err := config.Load(config.Source{NoFile: true, Getenv: getenv})
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), end)
		quipu := app.New(ctx, app.Env{Getenv: getenv, ConfigDir: t.TempDir(), Transport: w}, app.DemoOptions{})
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
		for after, status := range then {
			time.AfterFunc(after, func() { w.positions.Store(int64(status)) })
		}
		r := &readCommand{std: &streams{Out: &w.out, Err: &w.err}, watchEvery: time.Second, json: true}
		ended = printOrWatch(ctx, r, a, &report.Positions, func(ctx context.Context, _ *meta) ([]client.Position, error) {
			return a.Client.Positions(ctx)
		})
	})
	return w, ended
}

func TestAWatchWaitsLongerWithEachFailure(t *testing.T) {
	for status, most := range map[int]int64{http.StatusInternalServerError: 3 * 9, http.StatusForbidden: 8, http.StatusUnauthorized: 8} {
		w, _ := watchPositions(t, http.StatusOK, 2*time.Minute, map[time.Duration]int{1500 * time.Millisecond: status})
		if n := w.asked.Load(); n > 3+most {
			t.Errorf("%d: %d requests in two minutes", status, n)
		}
		if strings.Count(w.err.String(), "\n") != 1 {
			t.Errorf("%d was told more than once: %s", status, w.err.String())
		}
	}
}

func TestAWatchEndsOverA401ThatLastsAndTheAccountDoesNotConfirm(t *testing.T) {
	w, err := watchPositions(t, http.StatusUnauthorized, time.Hour, nil)
	if exitCode(err) != exitNotSignedIn || w.asked.Load() > 3 {
		t.Errorf("%v after %d requests", err, w.asked.Load())
	}
}

func TestALineOfOldFiguresSaysSo(t *testing.T) {
	for line, want := range map[string]string{
		"paper $1.00":        "paper $1.00 (stale)",
		`{"text":"$1.00"}`:   `{"text":"$1.00","stale":true}`,
		`{"text":"$1.00"} x`: `{"text":"$1.00"} x (stale)`,
		"{}":                 "{} (stale)",
	} {
		if got := staleLine(line); got != want {
			t.Errorf("%q became %q, want %q", line, got, want)
		}
	}
}

func TestAWatchMarksWhatItCannotReadAnyMore(t *testing.T) {
	w, _ := watchPositions(t, http.StatusOK, 2*time.Minute, map[time.Duration]int{2500 * time.Millisecond: 500, time.Minute: 200})
	var changes []string
	for line := range strings.Lines(w.out.String()) {
		for _, change := range []string{report.First, report.Changed, report.Stale} {
			if strings.Contains(line, `"change":"`+change+`"`) {
				changes = append(changes, change)
			}
		}
	}
	if got := strings.Join(changes, " "); got != "first stale changed" {
		t.Errorf("the watch told %q:\n%s", got, w.out.String())
	}
}
