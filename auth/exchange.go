package auth

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"golang.org/x/oauth2"

	"quipu/safe"
)

// exchangeTime bounds the exchange.
const exchangeTime = 15 * time.Second

// exchangeTransport serves one exchange. proxy chooses its proxy; nil is none.
func exchangeTransport(proxy func(*http.Request) (*url.URL, error)) *http.Transport {
	return safe.NameProxy(&http.Transport{
		Proxy:                  proxy,
		DialContext:            (&net.Dialer{Timeout: 10 * time.Second}).DialContext,
		TLSHandshakeTimeout:    10 * time.Second,
		ForceAttemptHTTP2:      true,
		DisableKeepAlives:      true, // it makes one request
		MaxResponseHeaderBytes: 64 << 10,
	})
}

// exchangeClient follows no redirect: a 307 would post the secret elsewhere.
func exchangeClient(transport http.RoundTripper) *http.Client {
	return &http.Client{
		Transport:     transport,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// exchange turns a code into a token. It makes a panic an error: it runs in a
// goroutine of its own, where a panic ends the program and leaves the terminal
// in raw mode.
func exchange(ctx context.Context, app App, client *http.Client, turn func(context.Context) error, code string) (token Token, err error) {
	sent := []string{app.ClientSecret.Reveal(), code}
	defer func() {
		if fault := recover(); fault != nil {
			reason := "quipu itself failed over it: " + fmt.Sprint(fault)
			token, err = Token{}, &ExchangeError{Reason: clean(reason, sent), Advice: "sign in again, and report this"}
		}
	}()
	ctx, cancel := context.WithTimeout(context.WithValue(ctx, oauth2.HTTPClient, client), exchangeTime)
	defer cancel()
	if turn != nil && turn(ctx) != nil {
		return Token{}, errNoAnswer
	}
	got, err := app.config().Exchange(ctx, code)
	if err != nil && ctx.Err() != nil {
		return Token{}, errNoAnswer
	}
	if err != nil {
		return Token{}, exchangeError(err, sent...)
	}
	if !strings.EqualFold(got.Type(), "bearer") {
		return Token{}, &ExchangeError{Reason: "token type " + safe.Line(clean(got.Type(), sent), 20), Advice: "quipu knows bearer tokens only"}
	}
	if !fitsHeader(got.AccessToken) {
		return Token{}, &ExchangeError{Reason: "the token cannot stand in a header", Advice: "check token_url, then sign in again"}
	}
	scope, _ := got.Extra("scope").(string)
	return Token{
		Access: safe.NewSecret(got.AccessToken), Scope: clean(scope, append(sent, got.AccessToken)), Asked: cmp.Or(strings.Join(app.Scopes, " "), NoScope),
		Env: app.Env, Origin: cmp.Or(app.Origin, alpacaOrigin(app.Env)), ClientID: app.ClientID, Obtained: time.Now().UTC().Truncate(time.Second),
	}, nil
}

var errNoAnswer = &ExchangeError{Reason: "timed out", Advice: "check the connection and sign in again"}

const adviceProxy = "check HTTPS_PROXY, then sign in again"

// exchangeError describes a failed exchange without the secrets.
func exchangeError(err error, secrets ...string) error {
	var refused *oauth2.RetrieveError
	var network *url.Error
	switch {
	case errors.As(err, &refused) && safe.ProxyAnswer(nil, refused.Response) != nil:
		return &ExchangeError{Reason: safe.ProxyAnswer(nil, refused.Response).Error(), Advice: adviceProxy}
	case errors.As(err, &refused):
		return refusal(refused, secrets)
	case safe.ProxyFault(err) != nil:
		return &ExchangeError{Reason: safe.ProxyFault(err).Error(), Advice: adviceProxy}
	case isTimeout(err):
		return errNoAnswer
	case errors.As(err, &network):
		return &ExchangeError{Reason: clean(network.Err.Error(), secrets), Advice: "check the connection and token_url, then sign in again"}
	default:
		return &ExchangeError{Reason: "the answer cannot be read", Advice: "check token_url, then sign in again"}
	}
}

func isTimeout(err error) bool {
	var timed interface{ Timeout() bool }
	return errors.As(err, &timed) && timed.Timeout()
}

// refusal reads both forms of the endpoint's errors: RFC 6749's and Alpaca's
// own {"code","message"}.
func refusal(refused *oauth2.RetrieveError, secrets []string) error {
	e := &ExchangeError{Status: refused.Response.StatusCode}
	var own struct {
		Message string `json:"message"`
	}
	_ = json.Unmarshal(refused.Body, &own) // a gateway's HTML has neither form
	name := cmp.Or(refused.ErrorCode, own.Message)
	e.Reason = clean(name, secrets)
	if refused.ErrorDescription != "" {
		e.Reason = clean(name+": "+refused.ErrorDescription, secrets)
	}
	switch {
	case e.Status >= 300 && e.Status < 400:
		e.Reason, e.Advice = "the endpoint points elsewhere, which is not followed", "check token_url"
	case strings.Contains(name, "invalid_client"), strings.Contains(name, "unauthorized_client"):
		e.rejected = true
		e.Advice = "check client_id and client_secret, both as Alpaca shows them, then sign in again"
	case strings.Contains(name, "invalid_grant"):
		e.Advice = "the code had expired, was used already, or redirect_url is not the registered one: sign in again"
	case e.Status == http.StatusTooManyRequests:
		e.Advice = "too many requests: sign in again in a minute"
	case e.Status >= 500:
		e.Advice = "that is the broker's fault: sign in again in a while"
	}
	return e
}

// clean takes the secrets that were sent out of an untrusted text and makes it
// fit for the screen.
func clean(text string, secrets []string) string {
	return safe.Line(safe.Scrub(text, "…", secrets...), 160)
}
