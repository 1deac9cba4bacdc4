package demo

import (
	"encoding/json"
	"errors"
	"maps"
	"net/http"
)

// Codes of Alpaca's error bodies.
const (
	codeUnauthorized = 40110000
	codeForbidden    = 40310000
	codeNotFound     = 40410000
	codeBadRequest   = 40010001
	codeNotAllowed   = 40510000
	codeInvalid      = 42210000
	codeTooMany      = 42910000
)

// refusal is an answer that says no: Alpaca's shape, our words.
type refusal struct {
	status, code int
	message      string
}

func (r refusal) Error() string { return r.message }

// detailed is a refusal with fields beside its code and message.
type detailed struct {
	refusal
	extra map[string]any
}

// refuse writes a refusal.
func refuse(w http.ResponseWriter, r refusal) { refuseFor(w, r) }

// refuseFor writes the refusal that err is.
func refuseFor(w http.ResponseWriter, err error) {
	status, body := refusalBody(err)
	answer(w, status, body)
}

// refusalBody gives what an error is answered with.
func refusalBody(err error) (status int, body map[string]any) {
	var r refusal
	var d detailed
	switch {
	case errors.As(err, &d):
		r = d.refusal
	case !errors.As(err, &r):
		r = refusal{http.StatusInternalServerError, 50010000, "internal error"}
	}
	body = map[string]any{"message": r.message}
	if r.code != 0 {
		body["code"] = r.code
	}
	maps.Copy(body, d.extra)
	return r.status, body
}

// answer writes a value as JSON, or JSON that is there already as it is.
func answer(w http.ResponseWriter, status int, value any) {
	body, ready := value.(json.RawMessage)
	var err error
	if !ready {
		body, err = json.Marshal(value)
	}
	if err != nil {
		status, body = http.StatusInternalServerError, []byte(`{"code":50010000,"message":"internal error"}`)
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
	_, _ = w.Write(body) // the reader may have gone
}
