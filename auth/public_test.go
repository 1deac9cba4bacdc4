package auth

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/netip"
	"regexp"
	"strings"
	"testing"
	"time"
)

const publicHost = "quipu.example.com"

// publicAttempt is an attempt behind a proxy that hands everything to at.
func publicAttempt(t *testing.T, e *endpoint, opt Options) (a *Attempt, at string) {
	t.Helper()
	app := appAt(t, e)
	app.PublicURL, app.RedirectURL = "https://"+publicHost, "https://"+publicHost+"/callback"
	app.CallbackAddr = "127.0.0.1:" + freePort(t)
	a = beginAttempt(t, app, opt)
	return a, "http://" + app.CallbackAddr
}

var proxied = visit{host: publicHost, header: http.Header{"X-Forwarded-For": {"203.0.113.7"}}}

// approveAt comes back as the broker sends a browser, and gives the clean page.
func approveAt(t *testing.T, a *Attempt, at, code string) string {
	t.Helper()
	response, body := proxied.to(t, at+"/callback?code="+code+"&state="+stateOf(t, a))
	if response.StatusCode != http.StatusSeeOther {
		t.Fatalf("status %d: %s", response.StatusCode, body)
	}
	clean := response.Header.Get("Location")
	if strings.Contains(clean, code) || strings.Contains(clean, stateOf(t, a)) {
		t.Errorf("the clean address is %s", clean)
	}
	return clean
}

var shownCodes = regexp.MustCompile(`class="code">([A-Z2-9]{3}) ([A-Z2-9]{3})<`)

func codeOn(t *testing.T, page string) string {
	t.Helper()
	found := shownCodes.FindStringSubmatch(page)
	if found == nil {
		t.Fatalf("no finish code on the page:\n%s", page)
	}
	return found[1] + found[2]
}

// Somebody who delivers a code of their own first gets a page and a finish code
// of their own, and does not use up the attempt.
func TestFinishCodeBelongsToOneDelivery(t *testing.T) {
	t.Parallel()
	e := newEndpoint(t, nil)
	a, at := publicAttempt(t, e, Options{})
	theirs := approveAt(t, a, at, "theirs")
	<-a.Arrived()
	ours := approveAt(t, a, at, "ours")
	_, theirPage := proxied.to(t, at+theirs)
	_, ourPage := proxied.to(t, at+ours)
	if theirs == ours || codeOn(t, theirPage) == codeOn(t, ourPage) {
		t.Fatalf("two deliveries share %s", ours)
	}
	if err := a.Finish(codeOn(t, ourPage)); err != nil {
		t.Fatal(err)
	}
	if result := <-a.Result(); result.Err != nil {
		t.Error(result.Err)
	}
	if form := <-e.forms; form.Get("code") != "ours" || e.asked.Load() != 1 {
		t.Errorf("%q was exchanged", form.Get("code"))
	}
	if _, page := proxied.to(t, at+theirs); strings.Contains(page, "Signed in") || !strings.Contains(page, "used already") {
		t.Errorf("the other page says:\n%s", page)
	}
	if _, page := proxied.to(t, at+ours); !strings.Contains(page, "Signed in") {
		t.Errorf("the page says:\n%s", page)
	}
}

// Somebody who knows the public link delivers codes without end, before the
// person approves and after that.
func TestDeliveriesOfAStrangerDoNotUseTheAttemptUp(t *testing.T) {
	t.Parallel()
	e := newEndpoint(t, nil)
	a, at := publicAttempt(t, e, Options{})
	stranger := netip.MustParseAddr("192.0.2.1")
	flood := func(begin string) {
		for n := range 3 * maxDeliveries {
			if a.deliver(reply{code: fmt.Sprint(begin, n)}, stranger) == nil {
				t.Fatal("refused")
			}
		}
		if len(a.deliveries) > maxDeliveries {
			t.Errorf("%d codes are kept", len(a.deliveries))
		}
	}
	flood("before")
	clean := approveAt(t, a, at, "ours")
	flood("after")
	_, page := proxied.to(t, at+clean)
	if err := a.Finish(codeOn(t, page)); err != nil {
		t.Fatal(err)
	}
	if result := <-a.Result(); result.Err != nil {
		t.Error(result.Err)
	}
	if form := <-e.forms; form.Get("code") != "ours" {
		t.Errorf("%q was exchanged", form.Get("code"))
	}
}

// A victim who approves an attacker's QR gives nothing: what comes back by a
// public address is exchanged only when the code on the victim's page is typed
// into the attacker's terminal.
func TestApprovalOfASentLinkExchangesNothing(t *testing.T) {
	t.Parallel()
	e := newEndpoint(t, nil)
	a, at := publicAttempt(t, e, Options{Host: "alpha", Timeout: 400 * time.Millisecond, Finish: 400 * time.Millisecond})
	clean := approveAt(t, a, at, "abc")
	_, page := proxied.to(t, at+clean)
	codeOn(t, page)
	if !strings.Contains(page, "alpha") || !strings.Contains(page, "did not start this") {
		t.Errorf("the page does not say who asks:\n%s", page)
	}
	result := <-a.Result()
	if !errors.Is(result.Err, ErrFinishTime) || e.asked.Load() != 0 {
		t.Errorf("%v after %d exchanges", result.Err, e.asked.Load())
	}
	if _, page := proxied.to(t, at+clean); shownCodes.MatchString(page) || !strings.Contains(page, "not typed in time") {
		t.Errorf("the page says:\n%s", page)
	}
}

func TestFinishCodeStartsTheExchange(t *testing.T) {
	t.Parallel()
	e := newEndpoint(t, nil)
	a, at := publicAttempt(t, e, Options{})
	if err := a.Finish("ABC DEF"); !errors.Is(err, ErrNoFinish) {
		t.Errorf("before anything came: %v", err)
	}
	clean := approveAt(t, a, at, "abc")
	if until := time.Until(<-a.Arrived()); until < time.Minute || until > 2*time.Minute {
		t.Errorf("%v to type it", until)
	}
	_, page := proxied.to(t, at+clean)
	code := codeOn(t, page)
	if again := approveAt(t, a, at, "abc"); again != clean {
		t.Errorf("delivered again it leads to %s, not %s", again, clean)
	}
	var wrong *FinishError
	if err := a.Finish("AAA AAA"); !errors.As(err, &wrong) || wrong.Left != 2 {
		t.Errorf("a wrong code: %v", err)
	}
	select {
	case <-a.Exchanging():
		t.Error("it exchanges already")
	default:
	}
	if err := a.Finish(" " + strings.ToLower(code[:3]) + "-" + code[3:] + "\n"); err != nil {
		t.Fatal(err)
	}
	result := <-a.Result()
	if result.Err != nil || result.Token.Access.Reveal() != "tok-123" || e.asked.Load() != 1 {
		t.Errorf("%v after %d exchanges", result.Err, e.asked.Load())
	}
	if err := a.Finish(code); !errors.Is(err, ErrNoFinish) {
		t.Errorf("typed once more: %v", err)
	}
	if form := <-e.forms; form.Get("redirect_uri") != "https://"+publicHost+"/callback" {
		t.Errorf("exchanged with redirect %s", form.Get("redirect_uri"))
	}
	if _, page := proxied.to(t, at+clean); !strings.Contains(page, "Signed in") {
		t.Errorf("the page says:\n%s", page)
	}
}

func TestGuessingTheFinishCodeEndsTheAttempt(t *testing.T) {
	t.Parallel()
	e := newEndpoint(t, nil)
	a, at := publicAttempt(t, e, Options{})
	clean := approveAt(t, a, at, "abc")
	_, page := proxied.to(t, at+clean)
	right := codeOn(t, page)
	for n, guess := range []string{"", "AAAAAA", right + "A"} {
		err := a.Finish(guess)
		var wrong *FinishError
		if n < 2 && (!errors.As(err, &wrong) || wrong.Left != 2-n) {
			t.Errorf("guess %d: %v", n, err)
		}
		if n == 2 && !errors.Is(err, ErrFinishTries) {
			t.Errorf("the last guess: %v", err)
		}
	}
	if err := a.Finish(right); !errors.Is(err, ErrNoFinish) {
		t.Errorf("the right one after three: %v", err)
	}
	if result := <-a.Result(); !errors.Is(result.Err, ErrFinishTries) || e.asked.Load() != 0 {
		t.Errorf("%v after %d exchanges", result.Err, e.asked.Load())
	}
}

// The page with the finish code has an address that nobody else can name, and
// a proxy's log of it holds neither code nor state.
func TestFinishCodeIsShownToItsBrowserAlone(t *testing.T) {
	t.Parallel()
	a, at := publicAttempt(t, newEndpoint(t, nil), Options{})
	clean := approveAt(t, a, at, "abc")
	for _, path := range []string{"/callback/done", "/callback/done/", clean[:len(clean)-1], clean + "x", "/l/", "/"} {
		if response, page := proxied.to(t, at+path); response.StatusCode != http.StatusNotFound || shownCodes.MatchString(page) {
			t.Errorf("%s: status %d:\n%s", path, response.StatusCode, page)
		}
	}
	if response, _ := (visit{host: "evil.example"}).to(t, at+clean); response.StatusCode != http.StatusMisdirectedRequest {
		t.Errorf("by another name: %d", response.StatusCode)
	}
}

func TestPublicCallbackRefusesWhatALocalOneRefuses(t *testing.T) {
	t.Parallel()
	a, at := publicAttempt(t, newEndpoint(t, nil), Options{})
	ahead := visit{host: publicHost, header: http.Header{"Sec-Purpose": {"prefetch"}}}
	for path, want := range map[string]struct {
		visit
		status int
	}{
		"/callback?code=abc&state=forged":                 {proxied, http.StatusBadRequest},
		"/callback?code=abc":                              {proxied, http.StatusBadRequest},
		"/callback?state=" + stateOf(t, a):                {proxied, http.StatusBadRequest},
		"/callback?code=abc&state=" + stateOf(t, a):       {ahead, http.StatusNoContent},
		"/callback?code=abc&state=" + stateOf(t, a) + "&": {visit{host: "evil.example"}, http.StatusMisdirectedRequest},
		a.linkPath() + "?":                                {ahead, http.StatusNoContent},
		"/l/AAAAAAAA":                                     {proxied, http.StatusNotFound},
	} {
		if response, body := want.to(t, at+path); response.StatusCode != want.status {
			t.Errorf("%s: status %d, want %d:\n%s", path, response.StatusCode, want.status, body)
		}
	}
	post := visit{method: http.MethodPost, host: publicHost}
	if response, _ := post.to(t, at+"/callback?code=abc&state="+stateOf(t, a)); response.StatusCode != http.StatusMethodNotAllowed {
		t.Errorf("POST: %d", response.StatusCode)
	}
	select {
	case <-a.Arrived():
		t.Error("an approval is said to have arrived")
	default:
	}
}

func TestShortLinkSaysWhoAsksAndLetsDecline(t *testing.T) {
	t.Parallel()
	e := newEndpoint(t, nil)
	a, at := publicAttempt(t, e, Options{Host: "alpha"})
	link := strings.TrimPrefix(a.ShortURL(), "https://"+publicHost)
	if !regexp.MustCompile(`^/l/[A-Z2-9]{8}$`).MatchString(link) {
		t.Fatalf("the link is %s", a.ShortURL())
	}
	response, page := proxied.to(t, at+link)
	for _, want := range []string{"quipu", "alpha", "paper", "just now", "read the account, change settings, trade", "https://app.example/oauth/authorize"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not say %q:\n%s", want, page)
		}
	}
	if strings.Index(page, "Decline") > strings.Index(page, "Continue") {
		t.Error("Decline does not come first")
	}
	if policy := response.Header.Get("Content-Security-Policy"); !strings.Contains(policy, "form-action 'self'") || !strings.Contains(policy, "default-src 'none'") {
		t.Errorf("policy %s", policy)
	}
	if response, _ := (visit{method: http.MethodPut, host: publicHost}).to(t, at+link); response.StatusCode != http.StatusMethodNotAllowed {
		t.Errorf("PUT: %d", response.StatusCode)
	}
	if _, page := (visit{method: http.MethodPost, host: publicHost}).to(t, at+link); !strings.Contains(page, "You declined") {
		t.Errorf("declined, it says:\n%s", page)
	}
	if result := <-a.Result(); !errors.Is(result.Err, ErrDeclined) || e.asked.Load() != 0 {
		t.Errorf("%v after %d exchanges", result.Err, e.asked.Load())
	}
}

func TestShortLinkAfterAnApproval(t *testing.T) {
	t.Parallel()
	a, at := publicAttempt(t, newEndpoint(t, nil), Options{})
	approveAt(t, a, at, "abc")
	if response, _ := (visit{method: http.MethodPost, host: publicHost}).to(t, at+a.linkPath()); response.StatusCode != http.StatusGone || a.isEnding() {
		t.Errorf("declining after an approval: %d, ended %v", response.StatusCode, a.isEnding())
	}
	if response, page := (visit{host: publicHost}).to(t, at+a.linkPath()); response.StatusCode != http.StatusOK || !strings.Contains(page, "oauth/authorize") {
		t.Errorf("before the approval is finished: %d:\n%s", response.StatusCode, page)
	}
	if err := a.Paste("abc#" + stateOf(t, a)); err != nil {
		t.Fatal(err)
	}
	for _, method := range []string{http.MethodGet, http.MethodPost} {
		response, page := (visit{method: method, host: publicHost}).to(t, at+a.linkPath())
		if response.StatusCode != http.StatusGone || strings.Contains(page, "oauth/authorize") {
			t.Errorf("%s: %d:\n%s", method, response.StatusCode, page)
		}
	}
}

// A refusal that comes after an approval, from whoever has the link, ends
// nothing: the approval can still be finished.
func TestRefusalAfterAnApprovalEndsNothing(t *testing.T) {
	t.Parallel()
	e := newEndpoint(t, nil)
	a, at := publicAttempt(t, e, Options{})
	approveAt(t, a, at, "abc")
	for _, refusal := range []string{"access_denied", "server_error"} {
		response, _ := proxied.to(t, at+"/callback?error="+refusal+"&state="+stateOf(t, a))
		if response.StatusCode != http.StatusBadRequest || a.isEnding() {
			t.Errorf("%s: %d, ended %v", refusal, response.StatusCode, a.isEnding())
		}
	}
	if err := a.Paste("abc#" + stateOf(t, a)); err != nil {
		t.Fatal(err)
	}
	if result := <-a.Result(); result.Err != nil || e.asked.Load() != 1 {
		t.Errorf("%v after %d exchanges", result.Err, e.asked.Load())
	}
}

func TestPastedAddressFinishesAPublicAttempt(t *testing.T) {
	t.Parallel()
	e := newEndpoint(t, nil)
	a, at := publicAttempt(t, e, Options{})
	approveAt(t, a, at, "other")
	if err := a.Paste("https://" + publicHost + "/callback?code=abc&state=" + stateOf(t, a)); err != nil {
		t.Fatal(err)
	}
	if err := a.Paste("https://" + publicHost + "/callback?code=other&state=" + stateOf(t, a)); !errors.Is(err, ErrTaken) && !errors.Is(err, ErrOver) {
		t.Errorf("another code: %v", err)
	}
	if result := <-a.Result(); result.Err != nil || e.asked.Load() != 1 {
		t.Errorf("%v after %d exchanges", result.Err, e.asked.Load())
	}
	if form := <-e.forms; form.Get("code") != "abc" {
		t.Errorf("%q was exchanged", form.Get("code"))
	}
}

func TestCancellingAnAttemptThatWaitsForItsFinishCode(t *testing.T) {
	t.Parallel()
	e := newEndpoint(t, nil)
	app := appAt(t, e)
	app.PublicURL, app.RedirectURL = "https://"+publicHost, "https://"+publicHost+"/callback"
	app.CallbackAddr = "127.0.0.1:" + freePort(t)
	ctx, cancel := context.WithCancel(t.Context())
	a, err := Begin(ctx, app, Options{})
	if err != nil {
		t.Fatal(err)
	}
	approveAt(t, a, "http://"+app.CallbackAddr, "abc")
	cancel()
	if result, told := <-a.Result(); told {
		t.Errorf("told %v", result.Err)
	}
	a.closeBrowsers()
	a.Wait()
	if e.asked.Load() != 0 {
		t.Error("it was exchanged")
	}
}

func TestPublicCallbackIsLimitedByAddress(t *testing.T) {
	t.Parallel()
	a, at := publicAttempt(t, newEndpoint(t, nil), Options{})
	from := func(address string) int {
		response, _ := (visit{host: publicHost, header: http.Header{"X-Forwarded-For": {"198.51.100.1, " + address}}}).to(t, at+"/l/AAAAAAAA")
		return response.StatusCode
	}
	for range maxPerAddress {
		if got := from("203.0.113.7"); got != http.StatusNotFound {
			t.Fatalf("status %d", got)
		}
	}
	if got := from("203.0.113.7"); got != http.StatusTooManyRequests {
		t.Errorf("status %d beyond the limit", got)
	}
	if got := from("203.0.113.8"); got != http.StatusNotFound {
		t.Errorf("another address got %d", got)
	}
	if result := a.Finish("x"); !errors.Is(result, ErrNoFinish) {
		t.Errorf("%v", result)
	}
}

func TestClientAddress(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ peer, told, want string }{
		{"127.0.0.1:5000", "", "127.0.0.1"},
		{"127.0.0.1:5000", "203.0.113.7", "203.0.113.7"},
		{"[::1]:5000", "1.2.3.4, 203.0.113.7", "203.0.113.7"},
		{"127.0.0.1:5000", "nonsense", "127.0.0.1"},
		{"127.0.0.1:5000", "203.0.113.7, nonsense", "127.0.0.1"},
		{"127.0.0.1:5000", "1.2.3.4, 203.0.113.7, 127.0.0.1", "203.0.113.7"}, // two proxies on this machine
		{"127.0.0.1:5000", "203.0.113.7, ::1", "203.0.113.7"},
		{"127.0.0.1:5000", "203.0.113.7:4711", "203.0.113.7"},
		{"127.0.0.1:5000", "[2001:db8:1:2:3::6]:4711", "2001:db8:1:2::"},
		{"127.0.0.1:5000", "127.0.0.1", "127.0.0.1"},
		{"203.0.113.9:5000", "1.2.3.4", "203.0.113.9"}, // no proxy of ours: it says what it likes
		{"127.0.0.1:5000", "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"},
		{"127.0.0.1:5000", "::ffff:203.0.113.7", "203.0.113.7"},
	} {
		r := &http.Request{RemoteAddr: c.peer, Header: http.Header{}}
		if c.told != "" {
			r.Header.Set("X-Forwarded-For", c.told)
		}
		if got := clientAddress(r); got != netip.MustParseAddr(c.want) {
			t.Errorf("%s saying %q is %s, want %s", c.peer, c.told, got, c.want)
		}
	}
}

// Seven hundred requests from one address end nobody else's minute.
func TestOneAddressSpendsItsOwnShareAlone(t *testing.T) {
	t.Parallel()
	var l limiter
	now := time.Now()
	for range 2 * maxInAll {
		l.allow(netip.MustParseAddr("203.0.113.7"), now)
	}
	for n := range 200 {
		if !l.allow(netip.AddrFrom4([4]byte{10, 0, 0, byte(n)}), now) {
			t.Fatalf("visitor %d is refused", n)
		}
	}
}

func TestLimiterForgetsAfterAMinuteAndBoundsWhatItKnows(t *testing.T) {
	t.Parallel()
	var l limiter
	now := time.Now()
	address := netip.MustParseAddr("203.0.113.7")
	for range maxPerAddress {
		l.allow(address, now)
	}
	if l.allow(address, now.Add(59*time.Second)) {
		t.Error("more than a minute's requests")
	}
	if !l.allow(address, now.Add(time.Minute)) {
		t.Error("it does not forget")
	}
	for n := range 5000 {
		l.allow(netip.AddrFrom4([4]byte{10, 0, byte(n >> 8), byte(n)}), now.Add(time.Minute))
	}
	if len(l.from) > maxKnown+1 {
		t.Errorf("it knows %d addresses", len(l.from))
	}
	if l.allow(netip.MustParseAddr("192.0.2.1"), now.Add(time.Minute)) {
		t.Error("all together have no limit")
	}
}

func TestPublicAddressIsChecked(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ public, redirect, want string }{
		{"http://quipu.example.com", "http://quipu.example.com/callback", "https"},
		{"http://localhost:80", "http://localhost:80/callback", "https"},
		{"https://quipu.example.com", "http://localhost:17865/callback", "below public_url"},
		{"https://quipu.example.com", "https://quipu.example.com.evil.example/callback", "below public_url"},
		{"https://quipu.example.com?x=1", "https://quipu.example.com/callback", "without ?"},
	} {
		app := appAt(t, newEndpoint(t, nil))
		app.PublicURL, app.RedirectURL = c.public, c.redirect
		if _, err := Begin(t.Context(), app, Options{}); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s with %s: %v", c.public, c.redirect, err)
		}
	}
}

func TestCodesAreUniformAndReadLeniently(t *testing.T) {
	t.Parallel()
	seen := map[rune]int{}
	for range 500 {
		code, err := newCode(nil, finishLength)
		if err != nil || len(code) != finishLength {
			t.Fatal(code, err)
		}
		for _, r := range code {
			seen[r]++
		}
	}
	for _, r := range codeLetters {
		if n := seen[r]; n < 50 || n > 170 { // 100 expected, 9.8 the deviation
			t.Errorf("%c was drawn %d times of 3000", r, n)
		}
	}
	if len(seen) != 30 {
		t.Errorf("%d letters", len(seen))
	}
	if got := readCode(" ab-c\tde f\n"); got != "ABCDEF" {
		t.Errorf("read as %q", got)
	}
}

// Who reloads the page of a delivery of their own does not close the server
// before another browser has its last page.
func TestReloadOfOnePageLeavesTheOtherOne(t *testing.T) {
	t.Parallel()
	e := newEndpoint(t, nil)
	a, at := publicAttempt(t, e, Options{})
	strangers := approveAt(t, a, at, "strangers")
	own := approveAt(t, a, at, "own")
	_, page := proxied.to(t, at+own)
	if err := a.Finish(codeOn(t, page)); err != nil {
		t.Fatal(err)
	}
	if r := <-a.Result(); r.Err != nil {
		t.Fatal(r.Err)
	}
	for range 2 {
		proxied.to(t, at+strangers)
	}
	a.mu.Lock()
	pending := a.pendingPages
	a.mu.Unlock()
	if pending != 1 {
		t.Fatalf("%d browsers wait for their last page, want the one that approved", pending)
	}
	if _, page := proxied.to(t, at+own); !strings.Contains(page, "use your paper account") {
		t.Errorf("it sees %s", page)
	}
	a.Wait()
}
