package client

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"quipu/safe"
)

const accountPath = "/v2/account"

// call is one request: what it is for, where it goes, and where the answer
// goes.
type call struct {
	doing  string
	method string // "" is GET
	path   string // escaped where it has to be
	query  url.Values
	body   any                     // sent as JSON, nil for none
	multi  bool                    // a success is also 207: an answer for each part
	decode func(body []byte) error // keeps nothing of body; nil where no answer is expected
}

// get makes the call, with retries, within the client's time limit. Every
// error is an *Error.
func (c *Client) get(ctx context.Context, what call) error {
	ctx, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	for attempt := 0; ; attempt++ {
		failure := c.try(ctx, what)
		if failure == nil {
			return nil
		}
		failure.Doing = what.doing
		if !c.again(ctx, failure, attempt) {
			return failure
		}
	}
}

// send makes a call that changes something. It never retries: the error says
// whether anything left, and whether the change may have been made.
func (c *Client) send(ctx context.Context, what call) error {
	ctx, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	var departure departure
	failure := c.try(departure.watch(ctx), what)
	if failure == nil {
		return nil
	}
	failure.Doing = what.doing
	failure.change = failure.becameOf(departure.left())
	return failure
}

// try makes one request and decodes the answer. A panic becomes an error: in the
// poller's goroutines it would end the program and leave the terminal in raw mode.
func (c *Client) try(ctx context.Context, what call) (failure *Error) {
	defer func() {
		if fault := recover(); fault != nil {
			failure = &Error{Kind: ErrUnreadable, Message: "quipu itself failed over it: " + safe.Line(c.scrub(fmt.Sprint(fault)), wordLimit)}
		}
	}()
	if failure := c.waitForRateLimit(ctx, what); failure != nil {
		return failure
	}
	if failure := c.waitForLimiter(ctx); failure != nil {
		return failure
	}
	request, err := c.request(ctx, what)
	if err != nil {
		return &Error{Kind: ErrRejected, Message: "the request cannot be made", Err: err}
	}
	c.sent.Add(1)
	response, err := c.http.Do(request)
	if err != nil {
		return transportError(ctx, unwrapURL(err))
	}
	defer func() { _ = response.Body.Close() }()
	if proxy := safe.ProxyAnswer(c.wire, response); proxy != nil {
		return &Error{Kind: ErrProxy, Message: proxy.Error(), Err: proxy}
	}
	retryAt := c.budget.update(response.StatusCode, response.Header, c.now())
	failure = c.read(ctx, response, what)
	if failure != nil {
		failure.RequestID = safe.Line(c.scrub(response.Header.Get("X-Request-Id")), wordLimit)
		failure.Message = safe.Line(c.scrub(failure.Message), messageLimit)
		failure.RetryAt = retryAt
		if response.StatusCode == http.StatusTooManyRequests {
			failure.RetryAt = c.held(ctx, what)(c.now())
		}
	}
	return failure
}

func (c *Client) request(ctx context.Context, what call) (*http.Request, error) {
	if !isDirect(what.path) {
		return nil, errIndirect
	}
	address := c.base.JoinPath(what.path)
	address.RawQuery = what.query.Encode()
	method, body := http.MethodGet, io.Reader(nil)
	if what.method != "" {
		method = what.method
	}
	if what.body != nil {
		text, err := json.Marshal(what.body)
		if err != nil {
			return nil, err
		}
		body = bytes.NewReader(text)
	}
	request, err := http.NewRequestWithContext(ctx, method, address.String(), body)
	if err != nil {
		return nil, unwrapURL(err)
	}
	request.Header.Set("Accept", "application/json")
	if what.body != nil {
		request.Header.Set("Content-Type", "application/json")
		request.GetBody = nil // net/http must not send it a second time by itself
	}
	return request, nil
}

// read decodes the body of an answer.
func (c *Client) read(ctx context.Context, response *http.Response, what call) *Error {
	body := getBuffer()
	defer putBuffer(body)
	limit := int64(maxBody)
	if !what.done(response.StatusCode) {
		limit = maxRefusal
	}
	err := readBody(body, response, limit)
	switch {
	case !what.done(response.StatusCode):
		return refusal(response, body.Bytes(), what.path == accountPath) // a body that broke off explains less, no more
	case errors.Is(err, errTooLarge):
		return &Error{Kind: ErrUnreadable, Status: response.StatusCode, Message: err.Error(), Err: err}
	case err != nil:
		return transportError(ctx, err)
	}
	if what.decode == nil {
		return nil
	}
	if err := what.decode(body.Bytes()); err != nil {
		return &Error{Kind: ErrUnreadable, Status: response.StatusCode, Message: decodeReason(body.Bytes(), err), Err: err}
	}
	return nil
}

var errIndirect = errors.New("an empty or dotted part of a path")

// isDirect reports whether a path has no part that joining would resolve:
// deleting the symbol "." of a list would delete the list.
func isDirect(path string) bool {
	for part := range strings.SplitSeq(strings.TrimPrefix(path, "/"), "/") {
		if part == "" || part == "." || part == ".." {
			return false
		}
	}
	return true
}

// done reports whether a status is a success: 200, and for a change also 201 and
// 204.
func (what call) done(status int) bool {
	return status == http.StatusOK || !what.reads() && (status == http.StatusCreated || status == http.StatusNoContent) ||
		what.multi && status == http.StatusMultiStatus
}

// reads reports whether the call changes nothing.
func (what call) reads() bool { return what.method == "" || what.method == http.MethodGet }

// unwrapURL removes url.Error, which repeats the method and the address.
func unwrapURL(err error) error {
	var wrapped *url.Error
	if errors.As(err, &wrapped) {
		return wrapped.Err
	}
	return err
}
