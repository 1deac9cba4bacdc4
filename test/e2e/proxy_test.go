//go:build unix

package e2e

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// proxy is an nginx with TLS from an authority of the test's own.
type proxy struct {
	url  string // https://quipu.test:port
	hash string // of its certificate's key, for a browser that knows no authority of tests
	pool *x509.CertPool
	dir  string
	port int
}

const proxyName = "quipu.test"

func newProxy(t *testing.T, callback int) *proxy {
	t.Helper()
	nginx := need(t, "nginx")
	p := &proxy{dir: t.TempDir(), port: freePort(t), pool: x509.NewCertPool()}
	p.url = fmt.Sprintf("https://%s:%d", proxyName, p.port)
	p.certify(t)
	user := ""
	if os.Getuid() == 0 {
		user = "user root;"
	}
	config := fmt.Sprintf(`%[1]s
daemon off;
pid %[2]s/pid;
error_log /dev/null crit;
events {}
http {
	client_body_temp_path %[2]s/body;
	proxy_temp_path %[2]s/proxy;
	fastcgi_temp_path %[2]s/fastcgi;
	uwsgi_temp_path %[2]s/uwsgi;
	scgi_temp_path %[2]s/scgi;
	log_format path_only '$remote_addr [$time_local] "$request_method $uri" $status';
	server {
		listen 127.0.0.1:%[3]d ssl;
		server_name %[5]s;
		ssl_certificate %[2]s/chain.pem;
		ssl_certificate_key %[2]s/key.pem;
		access_log %[2]s/access.log path_only;
		location / {
			proxy_pass http://127.0.0.1:%[4]d;
			proxy_set_header Host $http_host;
			proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
		}
	}
}
`, user, p.dir, p.port, callback, proxyName)
	path := filepath.Join(p.dir, "nginx.conf")
	if err := os.WriteFile(path, []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	background(t, nginx, "-p", p.dir, "-c", path, "-e", "/dev/null")
	answers(t, fmt.Sprintf("127.0.0.1:%d", p.port))
	return p
}

// certify makes the authority and the proxy's certificate.
func (p *proxy) certify(t *testing.T) {
	t.Helper()
	authorityKey, key := newKey(t), newKey(t)
	authority := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "quipu tests"}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(24 * time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}
	leaf := &x509.Certificate{
		SerialNumber: big.NewInt(2), Subject: pkix.Name{CommonName: proxyName}, DNSNames: []string{proxyName}, NotBefore: authority.NotBefore, NotAfter: authority.NotAfter,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	root := signed(t, authority, authority, authorityKey, authorityKey)
	chain := signed(t, leaf, authority, key, authorityKey)
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := x509.ParseCertificate(root)
	if err != nil {
		t.Fatal(err)
	}
	p.pool.AddCert(parsed)
	for name, block := range map[string]*pem.Block{"chain.pem": {Type: "CERTIFICATE", Bytes: chain}, "key.pem": {Type: "PRIVATE KEY", Bytes: der}} {
		if err := os.WriteFile(filepath.Join(p.dir, name), pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	public, err := x509.MarshalPKIXPublicKey(&key.PublicKey)
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(public)
	p.hash = base64.StdEncoding.EncodeToString(sum[:])
}

func newKey(t *testing.T) *ecdsa.PrivateKey {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func signed(t *testing.T, what, by *x509.Certificate, key, with *ecdsa.PrivateKey) []byte {
	t.Helper()
	der, err := x509.CreateCertificate(rand.Reader, what, by, &key.PublicKey, with)
	if err != nil {
		t.Fatal(err)
	}
	return der
}

// client reaches the proxy by its name and trusts the test's authority alone.
func (p *proxy) client() *http.Client {
	return &http.Client{Transport: &http.Transport{
		TLSClientConfig:   &tls.Config{RootCAs: p.pool, MinVersion: tls.VersionTLS12},
		DialContext:       (&net.Dialer{}).DialContext,
		DisableKeepAlives: true,
	}}
}

func (p *proxy) log(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(p.dir, "access.log"))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// resolve leads the proxy's name to this machine.
func (p *proxy) resolve() string { return "MAP " + proxyName + " 127.0.0.1" }
