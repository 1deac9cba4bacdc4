package auth

import (
	"crypto/subtle"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"quipu/safe"
)

// A public callback does not prove that the person at the terminal approved:
// anybody can be sent a link. An approval that comes by it therefore waits until
// the finish code of its page is typed into the terminal.

// linkLength is that of a short link's code.
const linkLength = 8

// public is what an attempt has in addition where its callback is public.
type public struct {
	base  *url.URL // the public address
	link  string   // the code of the short link
	began time.Time
}

// newPublic gives nil for an app without a public address.
func newPublic(app App, random io.Reader) (*public, error) {
	if app.PublicURL == "" {
		return nil, nil
	}
	base, err := url.Parse(strings.TrimRight(app.PublicURL, "/"))
	if err != nil {
		return nil, errors.New("public_url is not an address")
	}
	link, err := newCode(random, linkLength)
	if err != nil {
		return nil, err
	}
	return &public{base: base, link: link, began: time.Now()}, nil
}

// CheckPublic checks that a redirect address and the public address belong
// together: the public one is https, and the redirect below it.
func CheckPublic(publicURL, redirectURL string) error {
	u, err := safe.Endpoint(publicURL)
	switch {
	case err != nil:
		return fmt.Errorf("public_url: %w", err)
	case u.Scheme != "https":
		return errors.New("public_url: want https: the approval's code travels on it")
	case u.RawQuery != "" || u.Fragment != "":
		return errors.New("public_url: want an address without ? and #, like https://quipu.example.com")
	case !strings.HasPrefix(redirectURL, strings.TrimRight(publicURL, "/")+"/"):
		return fmt.Errorf("redirect_url: want an address below public_url, like %s/callback: leave it out to get that one", strings.TrimRight(publicURL, "/"))
	}
	return nil
}

// ShortURL is a short link of ours to a page that says who asks and goes on to
// the authorize page; "" where the callback is not public or nothing listens.
func (a *Attempt) ShortURL() string {
	if a.public == nil || a.notice != nil {
		return ""
	}
	return a.public.base.String() + "/l/" + a.public.link
}

// linkPath is the short link's path on this server, "" where there is none.
func (a *Attempt) linkPath() string {
	if a.public == nil {
		return ""
	}
	return a.public.base.EscapedPath() + "/l/" + a.public.link
}

// isLink compares in constant time.
func (a *Attempt) isLink(path string) bool {
	want := a.linkPath()
	return want != "" && subtle.ConstantTimeCompare([]byte(path), []byte(want)) == 1
}

// serveShortLink shows who asks, before anything goes to the broker, and lets
// the person decline there, until somebody has approved.
func (a *Attempt) serveShortLink(w http.ResponseWriter, r *http.Request) {
	switch {
	case a.isEnding(), r.Method == http.MethodPost && !a.tryDecline():
		showPage(w, http.StatusGone, overPage)
	case r.Method == http.MethodPost:
		a.end(Result{Err: ErrDeclined}, deniedPage)
		showPage(w, http.StatusOK, deniedPage)
	default:
		showLinkPage(w, a.linkPage())
	}
}

// tryDecline is tryEnd for a refusal, unless an approval waits for its finish
// code.
func (a *Attempt) tryDecline() bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return !a.hasLiveDelivery(time.Now()) && a.tryEndLocked(hash{})
}

// linkPage is the page of the short link now.
func (a *Attempt) linkPage() linkPage {
	minutes := int(time.Since(a.public.began).Minutes())
	ago := "just now"
	if minutes > 0 {
		ago = fmt.Sprintf("%d min ago", minutes)
	}
	return linkPage{
		Host: a.host, Account: a.app.Env, Live: a.app.Env == "live", Path: a.linkPath(), Onward: a.url,
		Since: a.public.began.Format("15:04 MST") + ", " + ago, May: a.app.permissions(),
	}
}

// permissions says in words what the app asks for.
func (a App) permissions() string {
	words := []string{"read the account"}
	for _, scope := range a.Scopes {
		switch scope {
		case "trading":
			words = append(words, "trade")
		case "account:write":
			words = append(words, "change settings")
		case "data":
			words = append(words, "read market data")
		}
	}
	return strings.Join(words, ", ")
}
