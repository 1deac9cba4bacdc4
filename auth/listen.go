package auth

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"strings"
	"syscall"

	"quipu/safe"
)

// listen opens the callback's listeners: both loopback families for
// "localhost", since a browser may try either and another user could own the
// other one. It opens all that are needed or none, and the error says why.
func listen(ctx context.Context, app App) ([]net.Listener, error) {
	addresses, err := listenAddresses(app)
	if err != nil {
		return nil, err
	}
	var open []net.Listener
	for _, address := range addresses {
		var lc net.ListenConfig
		l, err := lc.Listen(ctx, "tcp", address)
		switch {
		case err == nil:
			open = append(open, l)
		case len(addresses) > 1 && missingFamily(err):
			// A machine without IPv6 (or IPv4) has nobody on that side.
		default:
			closeAll(open)
			return nil, listenError(address, err)
		}
	}
	if len(open) == 0 {
		return nil, errors.New("this machine has no loopback address to listen on: paste the address instead")
	}
	return open, nil
}

// listenAddresses gives the loopback literals of the redirect, or what the
// user set in callback_addr.
func listenAddresses(app App) ([]string, error) {
	u, err := url.Parse(app.RedirectURL)
	if err != nil {
		return nil, errors.New("redirect_url is not an address")
	}
	host := u.Hostname()
	switch {
	case !safe.Loopback(host):
		// A public callback proves nothing about who approved: it must not
		// finish by itself.
		return nil, errors.New("the redirect address is not on this computer: paste the address of the page you land on")
	case app.CallbackAddr != "":
		return []string{app.CallbackAddr}, nil
	case u.Port() == "" || u.Port() == "0":
		return nil, errors.New("redirect_url names no port to listen on: paste the address instead")
	case strings.EqualFold(host, "localhost"):
		return []string{net.JoinHostPort("127.0.0.1", u.Port()), net.JoinHostPort("::1", u.Port())}, nil
	default:
		return []string{net.JoinHostPort(host, u.Port())}, nil
	}
}

func missingFamily(err error) bool {
	return errors.Is(err, syscall.EADDRNOTAVAIL) || errors.Is(err, syscall.EAFNOSUPPORT)
}

func listenError(address string, err error) error {
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return fmt.Errorf("%s is in use by another program, perhaps another quipu: paste the address of the last page instead", address)
	case errors.Is(err, syscall.EACCES):
		return fmt.Errorf("%s may not be listened on: use a port above 1023 in redirect_url, or paste the address", address)
	default:
		return fmt.Errorf("%s cannot be listened on (%s): paste the address instead", address, safe.Line(innermost(err).Error(), 80))
	}
}

func innermost(err error) error {
	for {
		inner := errors.Unwrap(err)
		if inner == nil {
			return err
		}
		err = inner
	}
}

func closeAll(open []net.Listener) {
	for _, l := range open {
		_ = l.Close()
	}
}
