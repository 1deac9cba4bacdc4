package cli

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"slices"
	"sync"
	"time"

	"quipu/config"
	"quipu/safe"
)

// checkHosts asks each host for nothing in particular, without credentials,
// and compares the clock with the trading host's.
func (e examination) checkHosts(ctx context.Context) []finding {
	s := e.settings
	var addresses []string
	used := []string{s.AuthorizeURL, s.TokenURL, s.APIURLFor(config.Paper), s.APIURLFor(config.Live)}
	if s.KnowsData() {
		used = append(used, s.DataURL)
	}
	for _, address := range used {
		if root := rootOf(address); root != "" && !slices.Contains(addresses, root) {
			addresses = append(addresses, root)
		}
	}
	found := make([]finding, len(addresses))
	said := make([]time.Time, len(addresses))
	asked := make([]time.Time, len(addresses))
	var wait sync.WaitGroup
	for i, address := range addresses {
		wait.Go(func() { found[i], said[i], asked[i] = e.checkHost(ctx, address) })
	}
	wait.Wait()
	clock := finding{"Clock", "this machine", warns, "no host answered to compare with", "see below"}
	for i := range addresses {
		if !said[i].IsZero() {
			clock = checkClock(hostOf(addresses[i]), said[i], asked[i])
			break
		}
	}
	return append([]finding{clock}, found...)
}

func (e examination) checkHost(ctx context.Context, address string) (f finding, said, asked time.Time) {
	f = finding{"Hosts", hostOf(address), passes, "", ""}
	response, took, err := fetch(ctx, address)
	if err != nil {
		f.State, f.Value, f.Advice = fails, networkWords(err), "check the network, the name and HTTPS_PROXY"
		return f, said, asked
	}
	_ = response.Body.Close()
	f.Value = fmt.Sprintf("answers in %s", took.Round(time.Millisecond))
	if proxy := e.getenv("HTTPS_PROXY") + e.getenv("https_proxy"); proxy != "" {
		f.Value += ", through the proxy that the environment names"
	}
	said, _ = http.ParseTime(response.Header.Get("Date"))
	return f, said, time.Now()
}

// fetch makes one request without credentials and follows nothing.
func fetch(ctx context.Context, address string) (*http.Response, time.Duration, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, 0, err
	}
	request.Header.Set("User-Agent", "quipu/"+version)
	hc := &http.Client{
		Timeout:       doctorTime,
		Transport:     &http.Transport{Proxy: http.ProxyFromEnvironment, DisableKeepAlives: true, ForceAttemptHTTP2: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	began := time.Now()
	response, err := hc.Do(request)
	return response, time.Since(began), err
}

// networkWords says a network fault in words.
func networkWords(err error) string {
	var name *net.DNSError
	var certificate *tls.CertificateVerificationError
	var timed interface{ Timeout() bool }
	var at *url.Error
	switch {
	case errors.As(err, &certificate):
		return "its certificate is not trusted here: " + safe.Line(certificate.Err.Error(), 120)
	case errors.As(err, &name):
		return "DNS lookup failed"
	case errors.As(err, &timed) && timed.Timeout():
		return fmt.Sprintf("no answer within %s", doctorTime)
	case errors.As(err, &at):
		return safe.Line(at.Err.Error(), 160)
	default:
		return safe.Line(err.Error(), 160)
	}
}

// rootOf is an address's host with its scheme; its path is nobody's business.
func rootOf(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return ""
	}
	return u.Scheme + "://" + u.Host + "/"
}

func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	return u.Host
}
