package auth

import (
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func allPages() map[string]page {
	return map[string]page{
		"signed in":       signedInPage("paper", ""),
		"signed in, host": signedInPage("live", `<b>"desk"`),
		"denied":          deniedPage,
		"failed":          failedPage(&ExchangeError{Status: 401, Reason: "<script>x</script>"}),
		"timed out":       timedOutPage,
		"left":            leftPage,
		"used":            usedPage,
		"stray":           strayPage,
		"other sign-in":   refusedPage(ErrState),
		"malformed":       refusedPage(ErrRepeated),
	}
}

// The policy must allow the page's own style and the page must need nothing
// else.
func TestPagesNeedNothingButTheirStyle(t *testing.T) {
	for name, p := range allPages() {
		w := httptest.NewRecorder()
		show(w, http.StatusOK, p)
		body := w.Body.String()
		_, rest, _ := strings.Cut(body, "<style>")
		style, _, found := strings.Cut(rest, "</style>")
		hash := sha256.Sum256([]byte(style))
		allowed := "'sha256-" + base64.StdEncoding.EncodeToString(hash[:]) + "'"
		if policy := w.Header().Get("Content-Security-Policy"); !found || !strings.Contains(policy, allowed) {
			t.Errorf("%s: the style is not allowed by %s", name, policy)
		}
		for _, foreign := range []string{"<script", "src=", "href=", "style=", "url(", "@import", "<b>"} {
			if strings.Contains(body, foreign) {
				t.Errorf("%s: holds %s", name, foreign)
			}
		}
		for _, wanted := range []string{`lang="en"`, "width=device-width", "prefers-color-scheme:dark", p.Title} {
			if !strings.Contains(body, wanted) {
				t.Errorf("%s: lacks %s", name, wanted)
			}
		}
	}
}

// What is written for whoever pastes must not stand on a page.
func TestRefusedPageDoesNotAskToPaste(t *testing.T) {
	for _, err := range []error{ErrState, ErrNoState, ErrNoCode, ErrRepeated, ErrTooLong, ErrNoAddress} {
		if p := refusedPage(err); strings.Contains(p.Words+p.Next, "copy") {
			t.Errorf("%v shows %q", err, p.Words)
		}
	}
}

func TestFailedPageSaysWhatToDo(t *testing.T) {
	for says, err := range map[string]error{
		"sign in again":      &ExchangeError{Status: 500},
		"check scopes":       &RefusalError{Code: "invalid_scope", Reason: "no such thing"},
		"in a while":         &RefusalError{Code: "temporarily_unavailable"},
		"check client_id":    &RefusalError{Code: "unauthorized_client"},
		"Some other reason.": errors.New("some other reason"),
	} {
		if p := failedPage(err); !strings.Contains(p.Words, says) || !strings.HasSuffix(p.Words, ".") {
			t.Errorf("%v shows %q", err, p.Words)
		}
	}
}
