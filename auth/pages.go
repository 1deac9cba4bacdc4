package auth

import (
	"bytes"
	"crypto/sha256"
	_ "embed" // the pages are part of the program
	"encoding/base64"
	"errors"
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

// signedInPage names the account and, where it is known, the machine.
func signedInPage(env, host string) page {
	who := "quipu"
	if host != "" {
		who += " on " + host
	}
	return page{"good", "Signed in", who + " may now use your " + env + " account.", back}
}

func failedPage(err error) page {
	return page{"bad", "Sign-in did not work", sentence(err), back}
}

// refusedPage answers a request that is not the sign-in's under way, which goes
// on. What the errors say is meant for whoever pastes, not for this page.
func refusedPage(err error) page {
	words := "It may belong to an earlier sign-in, or somebody else may have sent you here."
	if !errors.Is(err, ErrState) && !errors.Is(err, ErrNoState) {
		words = "The address of this page is not one that the broker sends people back with."
	}
	return page{"bad", "This is not the sign-in under way", words, "Nothing was changed. If you are signing in, use the link in your terminal."}
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
