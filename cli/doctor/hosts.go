package doctor

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
func (s Setup) checkHosts(ctx context.Context) []Finding {
	settings := s.Settings
	var addresses []string
	used := []string{settings.AuthorizeURL, settings.TokenURL, settings.APIURLFor(config.Paper), settings.APIURLFor(config.Live)}
	if settings.KnowsData() {
		used = append(used, settings.DataURL)
	}
	for _, address := range used {
		if root := rootOf(address); root != "" && !slices.Contains(addresses, root) {
			addresses = append(addresses, root)
		}
	}
	found := make([]Finding, len(addresses))
	hostTime := make([]time.Time, len(addresses))
	localTime := make([]time.Time, len(addresses))
	var wait sync.WaitGroup
	for i, address := range addresses {
		wait.Go(func() { found[i], hostTime[i], localTime[i] = s.checkHost(ctx, address) })
	}
	wait.Wait()
	clock := Finding{"Clock", "this machine", Warn, "no host answered to compare with", "see below"}
	for i := range addresses {
		if !hostTime[i].IsZero() {
			clock = checkClock(hostOf(addresses[i]), hostTime[i], localTime[i])
			break
		}
	}
	return append([]Finding{clock}, found...)
}

func (s Setup) checkHost(ctx context.Context, address string) (f Finding, hostTime, localTime time.Time) {
	f = Finding{"Hosts", hostOf(address), OK, "", ""}
	response, took, err := s.fetch(ctx, address)
	if err != nil {
		f.State, f.Value, f.Advice = Fail, describeFault(err), "check the network, the name and HTTPS_PROXY"
		return f, hostTime, localTime
	}
	_ = response.Body.Close()
	if proxy := safe.ProxyAnswer(s.transport(), response); proxy != nil {
		f.State, f.Value, f.Advice = Fail, proxy.Error(), "check HTTPS_PROXY and HTTP_PROXY"
		return f, hostTime, localTime
	}
	f.Value = fmt.Sprintf("answers in %s", took.Round(time.Millisecond))
	if safe.ProxyOf(s.transport(), response.Request) != "" { // some hosts are excepted
		f.Value += ", through the proxy that the environment names"
	}
	hostTime, _ = http.ParseTime(response.Header.Get("Date"))
	return f, hostTime, time.Now()
}

// fetch makes one request without credentials and follows nothing.
func (s Setup) fetch(ctx context.Context, address string) (*http.Response, time.Duration, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, 0, err
	}
	request.Header.Set("User-Agent", s.Env.UserAgent)
	hc := &http.Client{
		Timeout:       timeout,
		Transport:     s.transport(),
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	if err := s.app.Wait(ctx); err != nil {
		return nil, 0, err
	}
	began := time.Now()
	response, err := hc.Do(request)
	return response, time.Since(began), err
}

// transport is the environment's, or else one whose connections end with their
// request.
func (s Setup) transport() http.RoundTripper {
	if s.Env.Transport != nil {
		return s.Env.Transport
	}
	return safe.NameProxy(&http.Transport{Proxy: s.Env.Proxy, DisableKeepAlives: true, ForceAttemptHTTP2: true, MaxResponseHeaderBytes: 64 << 10})
}

// describeFault describes an error of the network without its address.
func describeFault(err error) string {
	var name *net.DNSError
	var certificate *tls.CertificateVerificationError
	var timed interface{ Timeout() bool }
	var at *url.Error
	switch {
	case safe.ProxyFault(err) != nil:
		return safe.ProxyFault(err).Error()
	case errors.As(err, &certificate):
		return "its certificate is not trusted here: " + safe.Line(certificate.Err.Error(), 120)
	case errors.As(err, &name):
		return "DNS lookup failed"
	case errors.As(err, &timed) && timed.Timeout():
		return fmt.Sprintf("no answer within %s", timeout)
	case errors.As(err, &at):
		return safe.Line(at.Err.Error(), 160)
	default:
		return safe.Line(err.Error(), 160)
	}
}

// rootOf is an address's scheme and host: its path is not sent.
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
