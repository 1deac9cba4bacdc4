package auth

import (
	"bytes"
	"crypto/sha256"
	_ "embed" // the pages are part of the program
	"encoding/base64"
	"html/template"
	"net/http"
	"strconv"
	"strings"
)

//go:embed pages.html
var pageText string

//go:embed pages.css
var pageStyle string

var pageTemplate = template.Must(template.New("page").Parse(pageText))

// contentPolicy allows the one style that the pages carry and nothing else.
var contentPolicy = func() string {
	hash := sha256.Sum256([]byte(pageStyle))
	return "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(hash[:]) + "'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
}()

// page is what a browser is told.
type page struct {
	Mark  string // good, bad or plain: the colour of the mark
	Title string
	Words string
	Next  string // what the person does now
}

const back = "You can close this page and return to the terminal."

var (
	deniedPage   = page{"plain", "You declined", "quipu was given nothing, and nothing was changed.", back}
	timedOutPage = page{"bad", "Too late", "The terminal stopped waiting for this approval.", "Begin a new sign-in in the terminal."}
	leftPage     = page{"plain", "The terminal has moved on", "The sign-in was left there before it was finished.", "Begin a new one in the terminal if you still want to sign in."}
	usedPage     = page{"bad", "This address was used already", "An approval serves once.", back}
	strayPage    = page{"plain", "There is nothing here", "This is the address where quipu waits for a sign-in to come back.", back}
)

func signedInPage(env string) page {
	return page{"good", "Signed in", "quipu may now use your " + env + " account.", back}
}

func failedPage(err error) page {
	return page{"bad", "Sign-in did not work", sentence(err), back}
}

// refusedPage answers a request that does not belong to the sign-in under way,
// which goes on.
func refusedPage(err error) page {
	return page{"bad", "This does not belong to a sign-in here", sentence(err), "Nothing was changed. You can close this page."}
}

func sentence(err error) string {
	text := err.Error()
	return strings.ToUpper(text[:1]) + text[1:] + "."
}

// dress puts on the headers of every answer.
func dress(h http.Header) {
	h.Set("Content-Security-Policy", contentPolicy)
	h.Set("Cache-Control", "no-store")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("X-Robots-Tag", "noindex")
}

// show writes a page.
func show(w http.ResponseWriter, status int, p page) {
	var b bytes.Buffer
	err := pageTemplate.Execute(&b, struct {
		page
		Style template.CSS
	}{p, template.CSS(pageStyle)}) //nolint:gosec // our own file
	if err != nil {
		status = http.StatusInternalServerError
	}
	dress(w.Header())
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Length", strconv.Itoa(b.Len()))
	w.WriteHeader(status)
	_, _ = w.Write(b.Bytes()) // a browser that left needs no page
}
