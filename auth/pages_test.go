package auth

import (
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"math"
	"net/http"
	"net/http/httptest"
	"regexp"
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
		showPage(w, http.StatusOK, p)
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

// What a page says in a colour is read on its card, in the light and in the dark
// (WCAG 2, AA), the purple of a live account among it.
func TestPageColoursHaveEnoughContrast(t *testing.T) {
	contrast := func(a, b string) float64 {
		luminance := func(hex string) float64 {
			var r, g, b uint8
			if len(hex) == 3 {
				hex = string([]byte{hex[0], hex[0], hex[1], hex[1], hex[2], hex[2]})
			}
			if _, err := fmt.Sscanf(hex, "%02x%02x%02x", &r, &g, &b); err != nil {
				t.Fatalf("%q is no colour: %v", hex, err)
			}
			linear := func(v uint8) float64 { return math.Pow((float64(v)/255+0.055)/1.055, 2.4) } // near enough for these
			return 0.2126*linear(r) + 0.7152*linear(g) + 0.0722*linear(b)
		}
		x, y := luminance(a)+0.05, luminance(b)+0.05
		return max(x, y) / min(x, y)
	}
	roots := regexp.MustCompile(`:root\{[^}]*\}`).FindAllString(pageStyle, -1)
	if len(roots) != 2 {
		t.Fatalf("%d sets of colours", len(roots))
	}
	for _, root := range roots {
		colours := map[string]string{}
		for _, found := range regexp.MustCompile(`--([a-z]+):#([0-9a-f]+)`).FindAllStringSubmatch(root, -1) {
			colours[found[1]] = found[2]
		}
		for _, name := range []string{"ink", "soft", "good", "bad", "real"} {
			if got := contrast(colours[name], colours["card"]); got < 4.5 {
				t.Errorf("%s on the card: %.2f:1 in %s", name, got, root)
			}
		}
	}
	badge := regexp.MustCompile(`\.live\{color:#([0-9a-f]+);background:#([0-9a-f]+)`).FindStringSubmatch(pageStyle)
	if badge == nil || contrast(badge[1], badge[2]) < 4.5 {
		t.Errorf("the badge of a live account: %v", badge)
	}
}
