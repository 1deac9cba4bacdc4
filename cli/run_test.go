package cli

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"runtime/debug"
	"strings"
	"testing"
)

func TestMain(m *testing.M) {
	debug.SetGCPercent(400)                // commands come and go: collecting less often takes a tenth less time
	if err := os.Chdir(".."); err != nil { // the documents are there
		panic(err)
	}
	os.Exit(m.Run())
}

// freeRedirect is a redirect address of the test's own: the default one may be
// in use by a quipu that somebody works with.
func freeRedirect(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return fmt.Sprintf("http://localhost:%d/callback", l.Addr().(*net.TCPAddr).Port)
}

// browse follows the address as a person with a browser does: opens the page,
// presses Approve, and goes where it leads. It gives the last page.
func browse(t *testing.T, address string) string {
	t.Helper()
	client := &http.Client{Timeout: patience}
	defer client.CloseIdleConnections()
	page := get(t, client, address)
	hidden := regexp.MustCompile(`name="consent" value="([^"]+)"`).FindStringSubmatch(page)
	action := regexp.MustCompile(`action="([^"]+)"`).FindStringSubmatch(page)
	if hidden == nil || action == nil {
		t.Fatalf("no form on the page:\n%s", page)
	}
	base, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	target, err := base.Parse(action[1])
	if err != nil {
		t.Fatal(err)
	}
	response, err := client.PostForm(target.String(), url.Values{"consent": {hidden[1]}, "decision": {"approve"}})
	if err != nil {
		t.Fatal(err)
	}
	return pageOf(t, response)
}

func get(t *testing.T, client *http.Client, address string) string {
	t.Helper()
	response, err := client.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	return pageOf(t, response)
}

func pageOf(t *testing.T, response *http.Response) string {
	t.Helper()
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	if response.StatusCode != http.StatusOK {
		t.Fatalf("%s: %s", response.Status, body)
	}
	if q := response.Request.URL.RawQuery; strings.Contains(q, "code=") {
		t.Errorf("the code stayed in the address bar: %s", q)
	}
	return string(body)
}
