package client

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
)

// refused turns an answer other than 200 into an error. onAccount marks the
// call where a 403 cannot mean anything but a dead sign-in.
func refused(response *http.Response, body []byte, onAccount bool) *Error {
	e := &Error{Status: response.StatusCode}
	e.Code, e.Message = readRefusal(body)
	switch status := response.StatusCode; {
	case status == http.StatusUnauthorized, status == http.StatusForbidden && onAccount:
		e.Kind = ErrUnauthorized
	case status == http.StatusForbidden:
		e.Kind = ErrForbidden
	case status == http.StatusNotFound:
		e.Kind = ErrNotFound
	case status == http.StatusRequestTimeout:
		e.Kind, e.retryable = ErrTimeout, true
	case status == http.StatusTooManyRequests:
		e.Kind, e.retryable = ErrRateLimited, true
	case status == http.StatusTooEarly:
		e.Kind, e.retryable = ErrServer, true
	case status >= 500:
		e.Kind, e.retryable = ErrServer, true
	case status >= 400:
		e.Kind = ErrRejected
	case status >= 300:
		e.Kind, e.Message = ErrUnreadable, "a redirect, which is not followed"
	default:
		e.Kind, e.Message = ErrUnreadable, "an answer without content"
	}
	return e
}

// readRefusal reads Alpaca's {"code","message"}; either may be missing or of
// another type, and gateways send HTML or nothing.
func readRefusal(body []byte) (code int, message string) {
	var wire struct{ Code, Message json.RawMessage }
	if json.Unmarshal(body, &wire) != nil {
		return 0, ""
	}
	code, _ = strconv.Atoi(strings.Trim(string(wire.Code), `"`))
	_ = json.Unmarshal(wire.Message, &message) // another type leaves it ""
	return code, message
}
