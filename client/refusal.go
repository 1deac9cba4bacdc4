package client

import (
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"strings"

	"quipu/safe"
)

// refusal turns an answer other than a success into an error. onAccount marks
// the call where a 403 of Alpaca's can only mean that the sign-in is over.
func refusal(response *http.Response, body []byte, onAccount bool) *Error {
	e := refusalOf(response.StatusCode, body)
	switch {
	case onAccount && errors.Is(e.Kind, ErrForbidden) && e.Code != 0: // without a code it is not Alpaca's answer
		e.Kind = ErrUnauthorized
	case e.Status < 300:
		e.Message = "an answer without content"
	case e.Status < 400:
		e.Message = "a redirect, which is not followed"
	}
	return e
}

// refusalOf makes an error of a status and Alpaca's words.
func refusalOf(status int, body []byte) *Error {
	e := &Error{Status: status, Kind: kindOfStatus(status), Details: readDetails(body)}
	e.Code, e.Message = readRefusal(body)
	e.Message = safe.Line(e.Message, messageLimit)
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
