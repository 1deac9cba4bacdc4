package client

import (
	"fmt"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"quipu/safe"
)

// A query that is refused is asked for less and less, and says nothing about
// others.
func TestAQueryThatIsRefusedWaitsByItself(t *testing.T) {
	for _, status := range []int{http.StatusNotFound, http.StatusBadRequest, http.StatusUnprocessableEntity} {
		synctest.Test(t, func(t *testing.T) {
			refused, others := 0, 0
			f := newFake()
			f.fault = func(r *http.Request) (*http.Response, error) {
				if r.URL.Query().Get("symbols") == "NOPE" {
					refused++
					return answer(status, `{"message":"unknown"}`, nil), nil
				}
				others++
				return answer(http.StatusOK, `{}`, nil), nil
			}
			d, err := NewData(Options{BaseURL: "https://data.example", Credentials: Bearer(safe.NewSecret(testToken)), Transport: f})
			if err != nil {
				t.Fatal(err)
			}
			for range 300 {
				if _, err := d.Latest(t.Context(), []Instrument{{"NOPE", ""}}); err == nil {
					t.Fatal("it was not refused")
				}
				if _, err := d.Latest(t.Context(), []Instrument{{"AAPL", ""}}); err != nil {
					t.Fatal(err)
				}
				time.Sleep(time.Second)
			}
			if refused < 3 || refused > 16 || others != 300 {
				t.Errorf("%d: asked %d times in five minutes, others %d times", status, refused, others)
			}
		})
	}
}

func TestWhatIsRememberedOfFailuresIsBounded(t *testing.T) {
	c := fakeClient(t, newFake())
	var f failures
	for i := range 3 * maxFailures {
		f.remember(fmt.Sprint(i), &Error{Kind: ErrNotFound}, c)
	}
	if len(f.of) > maxFailures {
		t.Errorf("%d are remembered", len(f.of))
	}
}
