package demo

import (
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

// open fetches a page without following where it leads.
func (s *stage) open(method, address string, form url.Values) (*http.Response, string) {
	s.t.Helper()
	request, err := http.NewRequestWithContext(s.t.Context(), method, address, strings.NewReader(form.Encode()))
	if err != nil {
		s.t.Fatal(err)
	}
	if form != nil {
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	response, err := s.transport.RoundTrip(request)
	if err != nil {
		s.t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return response, string(body)
}

func TestConsentPageSaysWhatIsAsked(t *testing.T) {
	s := newStage(t, Options{})
	_, page := s.open(http.MethodGet, s.authorize("scope", "trading", "env", envLive), nil)
	may, mayNot, found := strings.Cut(page, "It may not")
	host := strings.TrimPrefix(s.callback.URL, "http://")
	for _, want := range []string{"quipu asks", "LIVE", "3QUIPU0007", scopeWords[scopeTrading], "Read your account"} {
		if !found || !strings.Contains(may, want) {
			t.Errorf("the page does not say %q before what is not asked", want)
		}
	}
	for _, want := range []string{scopeWords[scopeAccount], scopeWords[scopeData], host, s.ClientID} {
		if !strings.Contains(mayNot, want) {
			t.Errorf("the page does not say %q after it", want)
		}
	}
	if deny, approve := strings.Index(page, ">Deny<"), strings.Index(page, ">Approve<"); deny < 0 || approve < deny {
		t.Errorf("Deny stands at %d, Approve at %d", deny, approve)
	}
}

func TestPagesLoadNothingAndAreKeptNowhere(t *testing.T) {
	s := newStage(t, Options{})
	for _, address := range []string{s.authorize(), s.authorize("client_id", "x"), s.URL + "/"} {
		response, page := s.open(http.MethodGet, address, nil)
		h := response.Header
		csp := h.Get("Content-Security-Policy")
		if !strings.Contains(csp, "default-src 'none'") || !strings.Contains(csp, "frame-ancestors 'none'") || !strings.Contains(csp, "style-src 'sha256-") {
			t.Errorf("%s: policy %q", address, csp)
		}
		if h.Get("Cache-Control") != "no-store" || h.Get("Referrer-Policy") != "no-referrer" || h.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s: headers %v", address, h)
		}
		if !strings.Contains(page, "width=device-width") || strings.Contains(page, "<script") || strings.Contains(page, "src=") {
			t.Errorf("%s: the page is %s", address, page)
		}
	}
	response, _ := s.open(http.MethodGet, s.authorize(), nil)
	if want := "form-action 'self' " + s.callback.URL; !strings.Contains(response.Header.Get("Content-Security-Policy"), want) {
		t.Errorf("a browser would not follow the form to the callback: %q", response.Header.Get("Content-Security-Policy"))
	}
}

func TestDistrustIsAPageAndNeverARedirect(t *testing.T) {
	s := newStage(t, Options{})
	for name, address := range map[string]string{
		"no client":             s.authorize("client_id", ""),
		"another client":        s.authorize("client_id", "3d24"),
		"no redirect":           s.authorize("redirect_uri", ""),
		"another redirect":      s.authorize("redirect_uri", "https://evil.example/callback"),
		"a longer path":         s.authorize("redirect_uri", s.redirect()+"/x"),
		"a query added":         s.authorize("redirect_uri", s.redirect()+"?x=1"),
		"upper case":            s.authorize("redirect_uri", strings.ToUpper(s.redirect())),
		"a repeated parameter":  s.authorize() + "&state=other",
		"two redirects":         s.authorize() + "&redirect_uri=https://evil.example",
		"another host, encoded": s.authorize("redirect_uri", "http://localhost@evil.example/callback"),
	} {
		response, page := s.open(http.MethodGet, address, nil)
		if response.StatusCode != http.StatusBadRequest || response.Header.Get("Location") != "" || strings.Contains(page, "<form") {
			t.Errorf("%s: answered %d to %q", name, response.StatusCode, response.Header.Get("Location"))
		}
	}
}

func TestMistakesOfTheAppGoBackToIt(t *testing.T) {
	s := newStage(t, Options{})
	for want, address := range map[string]string{
		"unsupported_response_type": s.authorize("response_type", "token"),
		"invalid_scope":             s.authorize("scope", "trading everything"),
		"invalid_request":           s.authorize("env", "moon"),
	} {
		response, _ := s.open(http.MethodGet, address, nil)
		back, err := url.Parse(response.Header.Get("Location"))
		if err != nil || back.Query().Get("error") != want || back.Query().Get("state") != "st4te" || back.Query().Has("code") {
			t.Errorf("%s: sent to %q", want, response.Header.Get("Location"))
		}
	}
}

func TestDeny(t *testing.T) {
	s := newStage(t, Options{})
	if err := Deny(t.Context(), s.authorize(), s.transport); err != nil {
		t.Fatal(err)
	}
	if back := <-s.delivered; back.Get("error") != "access_denied" || back.Get("state") != "st4te" || back.Has("code") {
		t.Errorf("the callback got %v", back)
	}
}

func TestFormIsGoodOnce(t *testing.T) {
	s := newStage(t, Options{})
	form := func() url.Values {
		_, page := s.open(http.MethodGet, s.authorize(), nil)
		field := hiddenField().FindStringSubmatch(page)
		if field == nil {
			t.Fatalf("no form in %s", page)
		}
		return url.Values{"consent": {field[2]}, "decision": {"approve"}}
	}
	first := form()
	if response, _ := s.open(http.MethodPost, s.AuthorizeURL(), first); response.StatusCode != http.StatusSeeOther {
		t.Errorf("the form is answered with %d", response.StatusCode)
	}
	old := form()
	s.wait(consentLife)
	unclear := form()
	unclear.Set("decision", "perhaps")
	for name, sent := range map[string]url.Values{"again": first, "too old": old, "forged": {"consent": {"00"}, "decision": {"approve"}}, "empty": {}} {
		if response, _ := s.open(http.MethodPost, s.AuthorizeURL(), sent); response.StatusCode != http.StatusBadRequest || response.Header.Get("Location") != "" {
			t.Errorf("%s: the form is answered with %d", name, response.StatusCode)
		}
	}
	if response, _ := s.open(http.MethodPost, s.AuthorizeURL(), unclear); !strings.Contains(response.Header.Get("Location"), "access_denied") {
		t.Errorf("anything but approve leads to %q", response.Header.Get("Location"))
	}
}

func TestWaitingPagesHaveARoof(t *testing.T) {
	g := newGrants()
	first := g.ask(consent{}, monday)
	for n := range mostWaiting {
		g.ask(consent{}, monday.Add(time.Duration(n+1)*time.Millisecond))
	}
	if _, ok := g.answered(first, monday); ok || len(g.asked) != mostWaiting {
		t.Errorf("%d pages are kept, the oldest among them: %v", len(g.asked), ok)
	}
}

func TestApproveSaysWhatWentWrong(t *testing.T) {
	s := newStage(t, Options{})
	for name, c := range map[string]struct{ address, want string }{
		"a refused app":    {s.authorize("client_id", "x"), "open the consent page: the answer was 400 Bad Request"},
		"a foreign page":   {s.URL + "/", "open the consent page: it is not the demo broker's page"},
		"no address":       {"http://127.0.0.1:1:1/", "open the consent page: "},
		"a closed program": {"", "answer the consent page: "},
	} {
		if c.address == "" {
			c.address = s.authorize()
			s.callback.Close()
		}
		err := Approve(t.Context(), c.address, s.transport)
		if err == nil || !strings.HasPrefix(err.Error(), c.want) || strings.Contains(err.Error(), "code=") {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
}
