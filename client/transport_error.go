package client

import (
	"compress/flate"
	"compress/gzip"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"

	"quipu/safe"
)

// transportError explains why no complete answer came: the network, the deadline,
// the caller, or authTransport.
func transportError(ctx context.Context, err error) *Error {
	e := &Error{Err: err, Message: cause(err)}
	switch {
	case errors.Is(err, ErrReadOnly):
		e.Kind = ErrReadOnly
	case errors.Is(err, errOtherHost):
		e.Kind = ErrUnreachable
	case errors.Is(ctx.Err(), context.Canceled):
		e.Kind, e.Message = context.Canceled, ""
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		e.Kind, e.Message = ErrTimeout, "" // the time of the whole call is used up
	case safe.ProxyFault(err) != nil:
		e.Kind, e.Message = ErrProxy, safe.ProxyFault(err).Error()
	case as[*net.DNSError](err):
		e.Kind = ErrDNS
	case isCertificate(err):
		e.Kind = ErrCertificate
	case isTimeout(err):
		e.Kind = ErrTimeout
	case isCorrupt(err):
		e.Kind = ErrUnreadable
	default:
		e.Kind = ErrUnreachable
	}
	return e
}

// cause gives the words of errors whose text is known to hold no more than a
// host and a reason. An unknown error may quote a proxy's address with its
// password.
func cause(err error) string {
	var dns *net.DNSError
	var operation *net.OpError
	switch {
	case errors.As(err, &dns):
		return safe.Line(dns.Name+": "+dns.Err, messageLimit)
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return "the connection broke off"
	case isCertificate(err), isCorrupt(err), errors.Is(err, errOtherHost):
		return safe.Line(innermost(err).Error(), messageLimit)
	case errors.As(err, &operation) && operation.Err != nil:
		return safe.Line(operation.Op+": "+innermost(operation.Err).Error(), messageLimit)
	}
	return ""
}

func innermost(err error) error {
	for {
		next := errors.Unwrap(err)
		if next == nil {
			return err
		}
		err = next
	}
}

func isTimeout(err error) bool {
	var timeout net.Error
	return errors.Is(err, context.DeadlineExceeded) || (errors.As(err, &timeout) && timeout.Timeout())
}

func isCertificate(err error) bool {
	return as[*tls.CertificateVerificationError](err) || as[x509.UnknownAuthorityError](err) ||
		as[x509.HostnameError](err) || as[x509.CertificateInvalidError](err)
}

// isCorrupt reports a compressed body that does not decompress.
func isCorrupt(err error) bool {
	return errors.Is(err, gzip.ErrHeader) || errors.Is(err, gzip.ErrChecksum) || as[flate.CorruptInputError](err)
}

func as[T error](err error) bool {
	var target T
	return errors.As(err, &target)
}
