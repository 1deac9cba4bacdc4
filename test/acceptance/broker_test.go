//go:build unix

package acceptance

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"quipu/demo"
	"quipu/test/emulator"
)

// startBroker starts an embedded broker whose prices stand still.
func startBroker(t *testing.T) *demo.Broker {
	t.Helper()
	b, err := demo.Start(t.Context(), demo.Options{StaticMarket: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = b.Close() })
	return b
}

// keyed is the environment of a program that opens a broker's paper account
// with its key pair.
func keyed(b *demo.Broker, more ...string) []string {
	return append([]string{
		"QUIPU_API_URL=" + b.URL, "QUIPU_DATA_URL=" + b.URL, "APCA_API_KEY_ID=" + b.KeyID, "APCA_API_SECRET_KEY=" + b.KeySecret.Reveal(),
	}, more...)
}

// served is what quipu broker --json prints.
type served struct {
	URL          string `json:"url"`
	ClientID     string `json:"client_id"`
	ClientSecret string `json:"client_secret"` //nolint:gosec // a test's own
}

// serveBroker runs quipu broker and reads its line.
func serveBroker(t *testing.T, redirect string) served {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	cmd := exec.CommandContext(ctx, binary, "broker", "--listen", "127.0.0.1:0", "--redirect-uri", redirect, "--json")
	cmd.Env = []string{"HOME=" + t.TempDir()}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cancel(); _ = cmd.Wait() })
	line, err := bufio.NewReader(out).ReadBytes('\n')
	if err != nil {
		t.Fatal(err)
	}
	var s served
	if err := json.Unmarshal(line, &s); err != nil {
		t.Fatalf("%v: %s", err, line)
	}
	return s
}

// environ is the environment in which quipu signs in to the broker.
func (s served) environ(more ...string) []string {
	return append([]string{
		"QUIPU_API_URL=" + s.URL, "QUIPU_AUTHORIZE_URL=" + s.URL + "/oauth/authorize", "QUIPU_TOKEN_URL=" + s.URL + "/oauth/token",
		"QUIPU_CLIENT_ID=" + s.ClientID, "QUIPU_CLIENT_SECRET=" + s.ClientSecret, "QUIPU_TOKEN_STORE=file",
	}, more...)
}

var (
	consentField = regexp.MustCompile(`name="consent" value="([^"]+)"`)
	formAction   = regexp.MustCompile(`action="([^"]+)"`)
)

// approve opens an authorize address, presses Approve, and goes where the page
// leads unless the browser stops there.
func approve(t *testing.T, browser *http.Client, address string) *http.Response {
	t.Helper()
	response, err := browser.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	page := pageOf(t, response)
	consent, action := consentField.FindStringSubmatch(page), formAction.FindStringSubmatch(page)
	if consent == nil || action == nil {
		t.Fatalf("no form on the page:\n%s", page)
	}
	base, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	target, err := base.Parse(action[1])
	if err != nil {
		t.Fatal(err)
	}
	response, err = browser.PostForm(target.String(), url.Values{"consent": {consent[1]}, "decision": {"approve"}})
	if err != nil {
		t.Fatal(err)
	}
	return response
}

// browse approves as a person with a browser does, and returns the last page.
func browse(t *testing.T, address string) string {
	t.Helper()
	browser := &http.Client{Timeout: emulator.Patience}
	defer browser.CloseIdleConnections()
	return pageOf(t, approve(t, browser, address))
}

// landed approves and returns the address that the browser is sent to, which it
// does not open.
func landed(t *testing.T, address string) string {
	t.Helper()
	browser := &http.Client{Timeout: emulator.Patience, CheckRedirect: func(r *http.Request, _ []*http.Request) error {
		if strings.Contains(r.URL.RawQuery, "code=") {
			return http.ErrUseLastResponse
		}
		return nil
	}}
	defer browser.CloseIdleConnections()
	response := approve(t, browser, address)
	_ = response.Body.Close()
	return response.Header.Get("Location")
}

func pageOf(t *testing.T, response *http.Response) string {
	t.Helper()
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	if response.StatusCode != http.StatusOK {
		t.Fatalf("%s: %s", response.Status, body)
	}
	if q := response.Request.URL.RawQuery; strings.Contains(q, "code=") {
		t.Errorf("the code stayed in the address bar: %s", q)
	}
	return string(body)
}
