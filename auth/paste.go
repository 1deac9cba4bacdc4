package auth

import (
	"net/url"
	"strings"
	"unicode"
)

// Paste takes the address that a browser landed on after approving, or
// "code#state". It ignores blanks and line breaks anywhere, and quotes and angle
// brackets around it. After a nil error the outcome follows by Result; any other
// error says what is wrong and what to do, and the attempt goes on.
func (a *Attempt) Paste(text string) error {
	if a.isOver() {
		return ErrOver
	}
	query, err := a.queryOf(text)
	if err != nil {
		return err
	}
	reply, err := a.read(query)
	if err != nil {
		return err
	}
	switch {
	case a.accept(reply, func() bool { return a.tryEnd(hash{}) }), a.endsWith(reply.sum()):
		return nil
	case a.isOver():
		return ErrOver
	default:
		return ErrTaken
	}
}

// queryOf finds the query in what was pasted.
func (a *Attempt) queryOf(text string) (string, error) {
	if len(text) > maxQuery {
		return "", ErrTooLong
	}
	text = strings.Trim(strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.IsControl(r) || unicode.Is(unicode.Cf, r) {
			return -1
		}
		return r
	}, text), `"'<>`+"`“”‘’«»")
	switch {
	case text == "":
		return "", ErrNoAddress
	case strings.Contains(text, "?"):
		return a.queryOfAddress(text)
	case strings.Contains(text, "/"):
		return "", ErrNoCode
	}
	code, state, found := strings.Cut(text, "#")
	if !found || state == "" {
		return "", ErrBareCode
	}
	return "code=" + url.QueryEscape(code) + "&state=" + url.QueryEscape(state), nil
}

// queryOfAddress accepts this attempt's redirect address alone, also without the
// scheme, which some browsers hide.
func (a *Attempt) queryOfAddress(text string) (string, error) {
	if !strings.Contains(strings.SplitN(text, "?", 2)[0], "://") {
		text = a.redirect.Scheme + "://" + text
	}
	u, err := url.Parse(text)
	if err != nil || u.Host == "" {
		return "", ErrNoAddress
	}
	path := u.EscapedPath()
	if path == "" {
		path = "/"
	}
	if !strings.EqualFold(u.Scheme, a.redirect.Scheme) || !sameHost(u.Host, a.redirect) || path != a.callbackPath() {
		return "", &ForeignError{Expected: a.app.RedirectURL}
	}
	return u.RawQuery, nil
}

// ForeignError says that a pasted address is not the redirect's.
type ForeignError struct {
	Expected string // what it begins with when it is
}

func (e *ForeignError) Error() string {
	return "that is another page's address: approve first, then copy the address that begins with " + e.Expected
}
