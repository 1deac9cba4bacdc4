package demo

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// BenchmarkOrders sends orders as a client does: one of ten is filled, the others rest
// until they are cancelled, some of them after a change.
func BenchmarkOrders(b *testing.B) {
	at := time.Date(2026, 3, 9, 18, 0, 0, 0, time.UTC)
	broker := New(Options{StaticMarket: true, Now: func() time.Time { return at }})
	defer broker.Close()
	call := func(method, path, body string) string {
		broker.limits = newLimits()
		r := httptest.NewRequestWithContext(b.Context(), method, path, strings.NewReader(body))
		broker.Authenticate(r, "")
		w := httptest.NewRecorder()
		broker.ServeHTTP(w, r)
		if w.Code >= http.StatusBadRequest {
			b.Fatalf("%s %s: %s", method, path, w.Body)
		}
		return w.Body.String()
	}
	for n := 0; b.Loop(); n++ {
		at = at.Add(100 * time.Millisecond)
		body := fmt.Sprintf(`{"symbol":"KO","side":"buy","type":"limit","time_in_force":"day","qty":"1","limit_price":"%d.%02d"}`, 10+n%20, n%100)
		if n%10 == 0 {
			body = `{"symbol":"JPM","side":"buy","type":"market","time_in_force":"day","qty":"1"}`
		}
		answer := call(http.MethodPost, "/v2/orders", body)
		id := idIn(answer)
		switch {
		case n%10 == 0:
			if err := broker.Fill(envPaper, id, dec("1"), dec("1")); err != nil {
				b.Fatal(err)
			}
		case n%4 == 1:
			answer = call(http.MethodPatch, "/v2/orders/"+id, `{"limit_price":"9.99"}`)
			call(http.MethodDelete, "/v2/orders/"+idIn(answer), "")
		default:
			call(http.MethodDelete, "/v2/orders/"+id, "")
		}
	}
}

// idIn is the id of the order in an answer.
func idIn(answer string) string { return answer[len(`{"id":"`):][:36] }

// How long a demo takes to be there.
func BenchmarkNew(b *testing.B) {
	at := time.Date(2026, 3, 9, 18, 0, 0, 0, time.UTC)
	for b.Loop() {
		if err := New(Options{Now: func() time.Time { return at }}).Close(); err != nil {
			b.Fatal(err)
		}
	}
}
