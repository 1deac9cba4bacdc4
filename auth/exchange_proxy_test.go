package auth

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/oauth2"

	"quipu/safe"
)

func TestAnExchangeThatAProxyStopsNamesTheProxy(t *testing.T) {
	for name, err := range map[string]error{
		"a tunnel":     &url.Error{Op: "Post", URL: "https://api.example/token", Err: &safe.ProxyError{Proxy: "corp:3128", Status: 407}},
		"an answer":    &oauth2.RetrieveError{Response: &http.Response{StatusCode: http.StatusProxyAuthRequired}},
		"its address":  &url.Error{Op: "Post", URL: "https://api.example/token", Err: &safe.ProxyError{Reason: "its address in the environment is not one"}},
		"not resolved": &url.Error{Op: "Post", URL: "https://api.example/token", Err: &safe.ProxyError{Proxy: "corp", Reason: "cannot resolve host"}},
	} {
		var told *ExchangeError
		if got := exchangeError(err); !errors.As(got, &told) || !strings.HasPrefix(told.Reason, "the proxy") || told.Advice != adviceProxy || told.Status != 0 {
			t.Errorf("%s: %v", name, got)
		}
	}
}
