package demo

import (
	"context"
	"errors"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"time"
)

// pageLimit is the largest page that Approve reads, in bytes.
const pageLimit = 1 << 20

// hiddenField finds the hidden fields of the consent page's form.
var hiddenField = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`<input type="hidden" name="([^"]*)" value="([^"]*)">`)
})

// Approve does what a person does in a browser: it opens the authorize
// address, presses Approve and goes where the page then leads, to the callback
// of the program that asked. It is for those who have no browser, and works
// with this package's consent page only. A nil transport is one of its own.
// The error says what the page answered.
func Approve(ctx context.Context, authorizeURL string, transport http.RoundTripper) error {
	return decide(ctx, authorizeURL, "approve", transport)
}

// Deny is Approve with the other button.
func Deny(ctx context.Context, authorizeURL string, transport http.RoundTripper) error {
	return decide(ctx, authorizeURL, "deny", transport)
}

func decide(ctx context.Context, authorizeURL, decision string, transport http.RoundTripper) error {
	if transport == nil {
		own := &http.Transport{MaxResponseHeaderBytes: 64 << 10} // the page is on this machine: no proxy
		defer own.CloseIdleConnections()
		transport = own
	}
	browser := &http.Client{Transport: transport, Timeout: 30 * time.Second}
	form, err := openConsent(ctx, browser, authorizeURL)
	if err != nil {
		return fmt.Errorf("open the consent page: %w", withoutAddress(err))
	}
	form.Set("decision", decision)
	if err := send(ctx, browser, authorizeURL, form); err != nil {
		return fmt.Errorf("answer the consent page: %w", withoutAddress(err))
	}
	return nil
}

// openConsent reads the form's hidden fields.
func openConsent(ctx context.Context, browser *http.Client, address string) (url.Values, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, err
	}
	page, err := fetch(browser, request)
	if err != nil {
		return nil, err
	}
	form := url.Values{}
	for _, field := range hiddenField().FindAllStringSubmatch(page, -1) {
		form.Set(html.UnescapeString(field[1]), html.UnescapeString(field[2]))
	}
	if form.Get("consent") == "" {
		return nil, errors.New("it is not the demo broker's page")
	}
	return form, nil
}

// send posts the form to the page's own address, as its action says.
func send(ctx context.Context, browser *http.Client, address string, form url.Values) error {
	u, err := url.Parse(address)
	if err != nil {
		return err
	}
	u.RawQuery = ""
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, u.String(), strings.NewReader(form.Encode()))
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	_, err = fetch(browser, request)
	return err
}

func fetch(browser *http.Client, request *http.Request) (string, error) {
	response, err := browser.Do(request)
	if err != nil {
		return "", err
	}
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(io.LimitReader(response.Body, pageLimit))
	if err != nil {
		return "", err
	}
	if response.StatusCode >= http.StatusBadRequest {
		return "", fmt.Errorf("the answer was %d %s", response.StatusCode, http.StatusText(response.StatusCode))
	}
	return string(body), nil
}

// withoutAddress drops the address from a client's error: a redirect's holds
// the code.
func withoutAddress(err error) error {
	var u *url.Error
	if errors.As(err, &u) {
		return u.Err
	}
	return err
}
