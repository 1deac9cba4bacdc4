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

// Listen opens what the callback of the app would be listened for on, and
// gives it to the caller to close. Its error says why not, as a Notice does.
func Listen(ctx context.Context, app App) ([]net.Listener, error) {
	addresses, err := listenAddresses(app)
	if err != nil {
		return nil, err
	}
	open, err := listenAll(addresses, func(address string) (closable, error) {
		l, err := listenTCP(ctx, address)
		return closable{l}, err
	})
	listeners := make([]net.Listener, len(open))
	for i, l := range open {
		listeners[i] = l.Listener
	}
	return listeners, err
}

func listenTCP(ctx context.Context, address string) (net.Listener, error) {
	var config net.ListenConfig
	return config.Listen(ctx, "tcp", address)
}

// closable is a listener that nothing else uses.
type closable struct{ net.Listener }

func (c closable) closeUnused() { _ = c.Close() }

// listenAll listens on every address, of a machine without one loopback family
// on the other alone: a browser may try either, and another user could own the
// other one. It opens all that are needed or none, and the error says why.
func listenAll[L interface{ closeUnused() }](addresses []string, listen func(address string) (L, error)) ([]L, error) {
	var open []L
	for _, address := range addresses {
		l, err := listen(address)
		switch {
		case err == nil:
			open = append(open, l)
		case len(addresses) > 1 && anyOf(err, familyMissing):
		default:
			for _, l := range open {
				l.closeUnused()
			}
			return nil, listenError(address, err)
		}
	}
	if len(open) == 0 {
		return nil, errors.New("this machine has no loopback address to listen on: paste the address instead")
	}
	return open, nil
}

// listenAddresses gives the loopback literals of the redirect, or what the
// user set in callback_addr. They always name a host: ":port" would listen on
// the whole network.
func listenAddresses(app App) ([]string, error) {
	u, err := url.Parse(app.RedirectURL)
	if err != nil {
		return nil, errors.New("redirect_url is not an address")
	}
	switch {
	case app.PublicURL != "" && app.CallbackAddr == "":
		return nil, errors.New("callback_addr is not set: say where the proxy of public_url finds quipu, or paste the address instead")
	case app.PublicURL == "" && !safe.Loopback(u.Hostname()):
		// A public callback proves nothing about who approved: it must not
		// finish by itself.
		return nil, errors.New("the redirect address is not on this computer and public_url is not set: paste the address of the page you land on")
	}
	if app.CallbackAddr != "" {
		host, port, err := net.SplitHostPort(app.CallbackAddr)
		if err != nil || host == "" {
			return nil, errors.New("callback_addr: want an address with its port, like 127.0.0.1:17865: paste the address instead")
		}
		return bothFamilies(host, port), nil
	}
	switch {
	case u.Scheme == "https":
		return nil, errors.New("redirect_url is https, which nothing here answers: set it to http, or paste the address instead")
	case u.Port() == "" || u.Port() == "0":
		return nil, errors.New("redirect_url names no port to listen on: paste the address instead")
	default:
		return bothFamilies(u.Hostname(), u.Port()), nil
	}
}

func bothFamilies(host, port string) []string {
	if strings.EqualFold(host, "localhost") {
		return []string{net.JoinHostPort("127.0.0.1", port), net.JoinHostPort("::1", port)}
	}
	return []string{net.JoinHostPort(host, port)}
}

func listenError(address string, err error) error {
	switch {
	case anyOf(err, portTaken):
		return fmt.Errorf("%s is in use by another program, perhaps another quipu: paste the address of the last page instead", address)
	case anyOf(err, portForbidden):
		return fmt.Errorf("%s may not be listened on: use a port above 1023 in redirect_url, or paste the address", address)
	default:
		return fmt.Errorf("%s cannot be listened on (%s): paste the address instead", address, safe.Line(innermost(err).Error(), 80))
	}
}

func anyOf(err error, kinds []syscall.Errno) bool {
	var number syscall.Errno
	if !errors.As(err, &number) {
		return false
	}
	for _, kind := range kinds {
		if number == kind {
			return true
		}
	}
	return false
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
