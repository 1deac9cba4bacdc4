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

	"quipu/safe"
)

//go:embed pages.html
var pageText string

//go:embed pages.css
var pageStyle string

//go:embed ask.html
var linkText string

var (
	pageTemplate = template.Must(template.New("page").Parse(pageText))
	linkTemplate = template.Must(template.New("ask").Parse(linkText))
)

// contentPolicy allows the one style that the pages carry and nothing else.
var contentPolicy = func() string {
	hash := sha256.Sum256([]byte(pageStyle))
	return "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(hash[:]) + "'; frame-ancestors 'none'; base-uri 'none'; form-action "
}()

// page is what a browser is shown.
type page struct {
	Mark  string // good, bad or plain: the colour of the mark
	Title string
	Words string
	Next  string // what the person does now
	Code  string // to type into the terminal, "" for none
	Live  bool   // real money, which the page marks
	Again bool   // the page reloads by itself
}

// linkPage is the page of the short link: who asks for what, with Decline first.
type linkPage struct {
	Host    string // the machine, "" where unknown
	Account string // paper or live
	Live    bool
	May     string // the permissions asked for, in words
	Since   string
	Path    string // where Decline is sent
	Onward  string // the broker's authorize page
}

const back = "You can close this page and return to the terminal."

var (
	deniedPage     = page{Mark: "plain", Title: "You declined", Words: "quipu was given nothing, and nothing was changed.", Next: back}
	timedOutPage   = page{Mark: "bad", Title: "Too late", Words: "The terminal stopped waiting for this approval.", Next: "Begin a new sign-in in the terminal."}
	leftPage       = page{Mark: "plain", Title: "The terminal has moved on", Words: "The sign-in was left there before it was finished.", Next: "Begin a new one in the terminal if you still want to sign in."}
	usedPage       = page{Mark: "bad", Title: "This address was used already", Words: "An approval serves once.", Next: back}
	overPage       = page{Mark: "plain", Title: "This sign-in is over", Words: "It was approved, declined or left already.", Next: "Begin a new one in the terminal if you still want to sign in."}
	strayPage      = page{Mark: "plain", Title: "There is nothing here", Words: "This is the address where quipu waits for a sign-in to come back.", Next: back}
	exchangingPage = page{Mark: "plain", Title: "One moment", Words: "The code was right: the terminal is getting its token.", Again: true}
)

// signedInPage names the account, and the machine where its name is known.
func signedInPage(env, host string) page {
	who := "quipu"
	if host != "" {
		who += " on " + host
	}
	return page{Mark: "good", Title: "Signed in", Words: who + " may now use your " + env + " account.", Next: back, Live: env == "live"}
}

// finishPage shows the code that the terminal waits for, and which terminal.
func finishPage(code, env, host string) page {
	who := "The terminal"
	if host != "" {
		who = "The terminal on " + host
	}
	return page{
		Mark: "plain", Title: "Type this code into your terminal", Code: code[:3] + " " + code[3:], Live: env == "live", Again: true,
		Words: who + " asks for your " + env + " account. It gets nothing until the code is typed there.",
		Next:  "If you did not start this yourself, close this page: without the code nobody gets in.",
	}
}

func failedPage(err error) page {
	return page{Mark: "bad", Title: "Sign-in did not work", Words: safe.Sentence(err.Error()), Next: back}
}

// refusedPage answers a request that belongs to no attempt; the attempt goes
// on. The texts of the errors are for a person who pastes, not for this page.
func refusedPage(err error) page {
	words := "It may belong to an earlier sign-in, or somebody else may have sent you here."
	if !errors.Is(err, ErrState) && !errors.Is(err, ErrNoState) {
		words = "The address of this page is not one that the broker sends people back with."
	}
	return page{Mark: "bad", Title: "This is not the sign-in under way", Words: words, Next: "Nothing was changed. If you are signing in, use the link in your terminal."}
}

// setHeaders sets the headers of every answer.
func setHeaders(h http.Header) {
	h.Set("Content-Security-Policy", contentPolicy+"'none'")
	h.Set("Cache-Control", "no-store")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("X-Robots-Tag", "noindex")
}

// showPage writes a page.
func showPage(w http.ResponseWriter, status int, p page) {
	setHeaders(w.Header())
	execute(w, status, pageTemplate, struct {
		page
		Style template.CSS
	}{p, template.CSS(pageStyle)}) //nolint:gosec // our own file
}

// showLinkPage writes the page of the short link, whose one form comes back to us.
func showLinkPage(w http.ResponseWriter, p linkPage) {
	setHeaders(w.Header())
	w.Header().Set("Content-Security-Policy", contentPolicy+"'self'")
	execute(w, http.StatusOK, linkTemplate, struct {
		linkPage
		Style template.CSS
	}{p, template.CSS(pageStyle)}) //nolint:gosec // our own file
}

func execute(w http.ResponseWriter, status int, t *template.Template, data any) {
	var b bytes.Buffer
	if t.Execute(&b, data) != nil {
		status = http.StatusInternalServerError
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Length", strconv.Itoa(b.Len()))
	w.WriteHeader(status)
	_, _ = w.Write(b.Bytes()) // a browser that left needs no page
}
