package doctor

import (
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"time"

	"quipu/app"
	"quipu/auth"
	"quipu/safe"
)

// checkCallback looks whether the sign-in can come back.
func (s Setup) checkCallback(ctx context.Context) []Finding {
	const section = "Callback"
	settings := s.Settings
	found := []Finding{{section, "redirect_url", OK, settings.RedirectURL, "it must be registered with the OAuth app, letter for letter"}}
	open, err := auth.Listen(ctx, app.OAuthApp(settings, settings.Account))
	port := Finding{section, "port", OK, "", ""}
	if err != nil {
		port.State, port.Value, port.Advice = Fail, safe.Line(err.Error(), 200), "end the other program, or set redirect_url to another port and register that; pasting works meanwhile"
		return append(found, port)
	}
	var addresses []string
	for _, l := range open {
		addresses = append(addresses, l.Addr().String())
	}
	port.Value = "free: " + strings.Join(addresses, ", ")
	found = append(found, port)
	if settings.PublicURL == "" {
		closeAll(open)
		return found
	}
	return append(found, s.checkPublicURL(ctx, settings.PublicURL, open))
}

func closeAll(open []net.Listener) {
	for _, l := range open {
		_ = l.Close()
	}
}

// checkPublicURL asks the public address for a page that only this process has.
func (s Setup) checkPublicURL(ctx context.Context, public string, open []net.Listener) Finding {
	f := Finding{"Callback", "public_url", OK, public + " leads here", ""}
	nonce := rand.Text()
	server := &http.Server{
		ReadHeaderTimeout: timeout,
		ReadTimeout:       timeout,
		WriteTimeout:      timeout,
		MaxHeaderBytes:    32 << 10,
		Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if strings.HasSuffix(r.URL.Path, "/"+nonce) {
				w.Header().Set("Content-Type", "text/plain")
				_, _ = fmt.Fprint(w, "quipu "+nonce+" "+r.Host) //nolint:gosec // plain text, to ourselves
			}
		}),
	}
	for _, l := range open {
		go func() { _ = server.Serve(l) }()
	}
	defer func() { _ = server.Close() }()
	answer, took, err := s.fetchText(ctx, strings.TrimRight(public, "/")+"/"+nonce)
	switch {
	case err != nil:
		f.State, f.Value = Fail, public+" does not answer: "+describeFault(err)
		f.Advice = "check the proxy, its certificate and the name; a machine may be kept from reaching its own public address, then try it from a phone"
	case answer == "quipu "+nonce+" "+hostOf(public):
		f.Value += fmt.Sprintf(" (%s)", took.Round(time.Millisecond))
	case strings.HasPrefix(answer, "quipu "+nonce):
		f.State, f.Value = Fail, public+" leads here under another name"
		f.Advice = "let the proxy hand on the Host header (nginx: proxy_set_header Host $http_host)"
	default:
		f.State, f.Value, f.Advice = Fail, public+" leads somewhere else", "let the proxy hand its requests to callback_addr, "+open[0].Addr().String()
	}
	return f
}

// fetchText gets an address without any credentials.
func (s Setup) fetchText(ctx context.Context, address string) (string, time.Duration, error) {
	response, took, err := s.fetch(ctx, address)
	if err != nil {
		return "", took, err
	}
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(io.LimitReader(response.Body, 4<<10))
	return string(body), took, err
}
