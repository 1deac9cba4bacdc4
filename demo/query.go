package demo

import (
	"net/http"
	"net/url"
	"strings"
	"time"
)

// invalid refuses a parameter.
func invalid(message string) error {
	return refusal{http.StatusUnprocessableEntity, codeInvalid, message}
}

// list reads a parameter that may be repeated, comma-separated or both.
func list(v url.Values, name string) []string {
	var all []string
	for _, value := range v[name] {
		for one := range strings.SplitSeq(value, ",") {
			if one = strings.TrimSpace(one); one != "" {
				all = append(all, one)
			}
		}
	}
	return all
}

// moment reads a time, RFC 3339 or a day in New York; none is the zero time.
func moment(v url.Values, name string) (time.Time, error) { return momentIn(v, name, newYork) }

// momentIn is moment for days that begin elsewhere.
func momentIn(v url.Values, name string, where *time.Location) (time.Time, error) {
	text := v.Get(name)
	if text == "" {
		return time.Time{}, nil
	}
	if at, err := time.Parse(time.RFC3339Nano, text); err == nil {
		return at, nil
	}
	if at, err := time.ParseInLocation(time.DateOnly, text, where); err == nil {
		return at, nil
	}
	return time.Time{}, invalid(name + " must be a time such as 2026-03-09T14:00:00Z or a day")
}
