package config

import (
	"errors"
	"net"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"quipu/safe"
)

// What a value may be. The errors say what is accepted and never quote a
// value: that is done where it is known whether it is a secret.

func oneOf(text string, accepted []string) error {
	if slices.Contains(accepted, text) {
		return nil
	}
	return errors.New("want " + safe.Choices(accepted))
}

func eachOneOf(words, accepted []string) error {
	for _, w := range words {
		if !slices.Contains(accepted, w) {
			return errors.New("want any of " + strings.Join(accepted, ", ") + ", separated by spaces")
		}
	}
	return nil
}

// visible reports whether text is ASCII without blanks and control characters.
func visible(text string) bool {
	return !strings.ContainsFunc(text, func(r rune) bool { return r <= ' ' || r > '~' })
}

// word is an id or a secret as Alpaca gives them.
func word(text string) error {
	if !visible(text) {
		return errors.New("want it as Alpaca shows it, without blanks")
	}
	return nil
}

func boolean(text string) (bool, error) {
	value, err := strconv.ParseBool(text)
	if err != nil {
		return false, errors.New("want true or false")
	}
	return value, nil
}

// Interval reads a duration of 1s to 1h.
func Interval(text string) (time.Duration, error) {
	value, err := time.ParseDuration(text)
	if err != nil || value < time.Second || value > time.Hour {
		return 0, errors.New("want a duration of 1s to 1h, like 3s")
	}
	return value, nil
}

func endpoint(text string) error {
	_, err := address(text)
	return err
}

// address is one that secrets may be sent to, as it can be written into a
// request: no blanks, no fragment, a port that exists.
func address(text string) (*url.URL, error) {
	u, err := safe.Endpoint(text)
	switch {
	case err != nil:
		return nil, err
	case !visible(text) || strings.Contains(text, "#"):
		return nil, errors.New("want an address without blanks and without #")
	}
	if u.Port() == "" {
		return u, nil
	}
	return u, port(u.Port())
}

func port(text string) error {
	if number, err := strconv.ParseUint(text, 10, 16); err != nil || number == 0 {
		return errors.New("want a port of 1 to 65535")
	}
	return nil
}

func redirect(text string) error {
	u, err := address(text)
	switch {
	case err != nil:
		return err
	case strings.Contains(text, "?"):
		return errors.New("want an address without ?, like http://localhost:17865/callback")
	case u.Scheme == "http" && u.Port() == "":
		return errors.New("want a port, like http://localhost:17865/callback")
	}
	return nil
}

// public is the address of a proxy before the callback. Codes travel on it.
func public(text string) error {
	u, err := address(text)
	switch {
	case err != nil:
		return err
	case u.Scheme != "https":
		return errors.New("want https, like https://quipu.example.com: approvals travel on it")
	case strings.Contains(text, "?"):
		return errors.New("want an address without ?, like https://quipu.example.com")
	}
	return nil
}

// listenAddr is an address of this machine, spelled out: a name other than
// localhost could lead anywhere.
func listenAddr(text string) error {
	host, number, err := net.SplitHostPort(text)
	if err != nil || port(number) != nil {
		return errors.New("want host:port, like 127.0.0.1:17865")
	}
	if host == "" {
		return errors.New("want the host spelled out, like 127.0.0.1:17865: an empty one would listen to everybody")
	}
	if _, err := netip.ParseAddr(host); err != nil && !strings.EqualFold(host, "localhost") {
		return errors.New("want localhost or an IP address before the port, like 127.0.0.1:17865")
	}
	return nil
}

// amount is a decimal from 0 up, as TOML or a person writes it.
func amount(text string) (decimal.Decimal, error) {
	value, err := decimal.NewFromString(text)
	if err != nil || value.IsNegative() || len(text) > 20 || strings.Trim(text, "0123456789.") != "" {
		return decimal.Decimal{}, errors.New("want a number from 0 up, like 2500 or 12.5")
	}
	return value, nil
}

func count(text string) (int, error) {
	value, err := strconv.Atoi(text)
	if err != nil || value < 0 || value > 1_000_000 {
		return 0, errors.New("want a whole number from 0 up")
	}
	return value, nil
}
