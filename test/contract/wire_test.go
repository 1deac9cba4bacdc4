package contract

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
)

// wire carries a client's requests and compares them, and the answers to them, with
// Alpaca's document.
type wire struct {
	t    *testing.T
	doc  *openapi3.T
	lock sync.Mutex
	seen map[string]int // "POST /v2/orders 200" and how often
}

var pathParameter = regexp.MustCompile(`\{[^}]*\}`)

// template is the document's path that a request is for, with its parameters.
func (w *wire) template(r *http.Request) (path string, parameters map[string]string) {
	asked := strings.Split(r.URL.EscapedPath(), "/")
	for _, path := range w.doc.Paths.InMatchingOrder() {
		names, found := map[string]string{}, strings.Split(path, "/")
		if len(found) != len(asked) || w.doc.Paths.Value(path).GetOperation(r.Method) == nil {
			continue
		}
		same := true
		for i, part := range found {
			if pathParameter.MatchString(part) {
				names[strings.Trim(part, "{}")] = asked[i]
				continue
			}
			same = same && part == asked[i]
		}
		if same {
			return path, names
		}
	}
	return "", nil
}

func (w *wire) RoundTrip(r *http.Request) (*http.Response, error) {
	var body []byte
	if r.Body != nil {
		body, _ = io.ReadAll(r.Body)
		r = r.Clone(r.Context())
		r.Body, r.GetBody = io.NopCloser(bytes.NewReader(body)), nil
	}
	path, parameters := w.template(r)
	if path == "" {
		w.t.Errorf("the document has no %s %s", r.Method, r.URL.Path)
		return http.DefaultTransport.RoundTrip(r)
	}
	item := w.doc.Paths.Value(path)
	operation := item.GetOperation(r.Method)
	w.request(r, path, parameters, operation, body)
	response, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	answer, err := io.ReadAll(response.Body)
	_ = response.Body.Close()
	response.Body = io.NopCloser(bytes.NewReader(answer))
	w.lock.Lock()
	w.seen[r.Method+" "+path+" "+strconv.Itoa(response.StatusCode)]++
	w.lock.Unlock()
	w.answer(r.Method+" "+path, operation, response.StatusCode, answer)
	return response, err
}

// request compares the parameters and the body with the document. A field that it does not
// name is a mistake, though the document allows it.
func (w *wire) request(r *http.Request, path string, parameters map[string]string, operation *openapi3.Operation, body []byte) {
	input := &openapi3filter.RequestValidationInput{
		Request: r, PathParams: parameters, Route: &routers.Route{Spec: w.doc, Path: path, PathItem: w.doc.Paths.Value(path), Method: r.Method, Operation: operation},
		Options: &openapi3filter.Options{ExcludeRequestBody: true, AuthenticationFunc: openapi3filter.NoopAuthenticationFunc},
	}
	if err := openapi3filter.ValidateRequest(r.Context(), input); err != nil {
		w.t.Errorf("%s %s: %v", r.Method, r.URL, err)
	}
	for name := range r.URL.Query() {
		if !slices.ContainsFunc(operation.Parameters, func(p *openapi3.ParameterRef) bool { return p.Value.Name == name }) {
			w.t.Errorf("%s %s: the document has no parameter %s", r.Method, r.URL, name)
		}
	}
	if len(body) == 0 {
		if operation.RequestBody != nil && operation.RequestBody.Value.Required {
			w.t.Errorf("%s %s has no body", r.Method, path)
		}
		return
	}
	var value any
	if err := json.Unmarshal(body, &value); err != nil || operation.RequestBody == nil {
		w.t.Errorf("%s %s: %s, %v", r.Method, path, body, err)
		return
	}
	schema := operation.RequestBody.Value.Content.Get("application/json").Schema.Value
	if err := schema.VisitJSON(value, openapi3.VisitAsRequest(), openapi3.EnableFormatValidation(), openapi3.MultiErrors()); err != nil {
		w.t.Errorf("%s %s: %s: %v", r.Method, path, body, err)
	}
	w.named(string(body), schema, value)
}

// named reports the fields that a schema does not name.
func (w *wire) named(body string, schema *openapi3.Schema, value any) {
	fields, _ := value.(map[string]any)
	for name, inner := range fields {
		property := schema.Properties[name]
		if property == nil {
			w.t.Errorf("%s: the document has no field %s", body, name)
			continue
		}
		w.named(body, property.Value, inner)
	}
}

// answer compares an answer with the document: a refusal with the shape that it describes
// in words, and in a list of answers each by itself.
func (w *wire) answer(what string, operation *openapi3.Operation, status int, body []byte) {
	var value any
	if len(body) > 0 {
		if err := json.Unmarshal(body, &value); err != nil {
			w.t.Errorf("%s: %d %s: %v", what, status, body, err)
			return
		}
	}
	if status >= http.StatusBadRequest {
		w.refusal(what, value)
		return
	}
	documented := operation.Responses.Status(status)
	switch {
	case documented == nil:
		w.t.Errorf("%s: the document has no status %d", what, status)
		return
	case len(documented.Value.Content) == 0:
		if len(body) > 0 {
			w.t.Errorf("%s: %d with the body %s", what, status, body)
		}
		return
	}
	if status == http.StatusMultiStatus {
		for _, part := range value.([]any) {
			fields := part.(map[string]any)
			if code, _ := fields["status"].(float64); code >= http.StatusBadRequest {
				w.refusal(what, fields["body"])
				delete(fields, "body") // the document's schema has an order there, and no error
			}
		}
	}
	schema := documented.Value.Content.Get("application/json").Schema.Value
	if err := schema.VisitJSON(withStandIns(w.t, value), openapi3.VisitAsResponse(), openapi3.EnableFormatValidation(), openapi3.MultiErrors()); err != nil {
		w.t.Errorf("%s: %v", what, err)
	}
}

func (w *wire) refusal(what string, value any) {
	fields, _ := value.(map[string]any)
	_, code := fields["code"].(float64)
	if message, _ := fields["message"].(string); !code || message == "" {
		w.t.Errorf("%s is refused with %v", what, value)
	}
}
