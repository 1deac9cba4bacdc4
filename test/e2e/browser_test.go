//go:build unix

package e2e

import (
	"context"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"quipu/test/emulator"
)

// browser is a headless Chromium.
type browser struct {
	t   *testing.T
	ctx context.Context //nolint:containedctx // chromedp keeps the browser in it

	mu       sync.Mutex
	opened   []string        // the addresses of pages that were asked for, in order
	hosts    map[string]bool // that anything was asked of
	problems []string        // what its console says
}

type looks struct {
	phone, dark bool
	resolve     string // --host-resolver-rules
	trust       string // the hash of a certificate's key
}

// agent is a phone's.
const agent = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1"

func newBrowser(t *testing.T, l looks) *browser {
	t.Helper()
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(need(t, "chromium", "chromium-browser", "google-chrome")), chromedp.NoSandbox,
		chromedp.Flag("host-resolver-rules", l.resolve), chromedp.Flag("disable-dev-shm-usage", true))
	if l.trust != "" {
		options = append(options, chromedp.Flag("ignore-certificate-errors-spki-list", l.trust))
	}
	if l.phone {
		options = append(options, chromedp.UserAgent(agent))
	}
	allocated, end := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(end)
	ctx, end := chromedp.NewContext(allocated)
	t.Cleanup(end)
	ctx, end = context.WithTimeout(ctx, 5*emulator.Patience)
	t.Cleanup(end)
	t.Cleanup(func() { _ = chromedp.Cancel(ctx) }) // it ends its own processes
	b := &browser{t: t, ctx: ctx, hosts: map[string]bool{}}
	chromedp.ListenTarget(ctx, b.heard)
	scheme := "light"
	if l.dark {
		scheme = "dark"
	}
	width, height, scale := int64(1280), int64(800), 1.0
	if l.phone {
		width, height, scale = 390, 844, 2
	}
	b.run(network.Enable(), log.Enable(),
		emulation.SetDeviceMetricsOverride(width, height, scale, l.phone),
		emulation.SetTouchEmulationEnabled(l.phone),
		emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}))
	return b
}

func (b *browser) heard(event any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		if u, err := url.Parse(e.Request.URL); err == nil && strings.HasPrefix(u.Scheme, "http") {
			b.hosts[u.Host] = true
		}
		if e.Type == network.ResourceTypeDocument {
			b.opened = append(b.opened, e.Request.URL)
		}
	case *runtime.EventExceptionThrown:
		b.problems = append(b.problems, e.ExceptionDetails.Text)
	case *log.EventEntryAdded:
		if !strings.HasSuffix(e.Entry.URL, "/favicon.ico") {
			b.problems = append(b.problems, e.Entry.Text)
		}
	}
}

func (b *browser) run(actions ...chromedp.Action) {
	b.t.Helper()
	if err := chromedp.Run(b.ctx, actions...); err != nil {
		b.t.Fatalf("%v\nopened: %q", err, b.pages())
	}
}

func (b *browser) pages() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return append([]string(nil), b.opened...)
}

// approve goes through the broker's consent page.
func (b *browser) approve() {
	b.t.Helper()
	b.press(`button[value="approve"]`)
}

// press clicks what a selector finds, once it is there.
func (b *browser) press(selector string) {
	b.t.Helper()
	b.run(chromedp.WaitVisible(selector, chromedp.ByQuery), chromedp.Click(selector, chromedp.ByQuery, chromedp.NodeVisible))
}

// sees waits until the page says it. A page that is being left cannot be asked.
func (b *browser) sees(words string) {
	b.t.Helper()
	text := ""
	for end := time.Now().Add(emulator.Patience); !strings.Contains(text, words); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) || b.ctx.Err() != nil {
			b.t.Fatalf("%q is not on the page:\n%s\nopened: %q", words, text, b.pages())
		}
		_ = chromedp.Run(b.ctx, chromedp.Evaluate(`document.body ? document.body.innerText : ""`, &text))
	}
}

// asks gives what a script finds out about the page. One that asks again by
// itself may be leaving at that moment.
func (b *browser) asks(script string) string {
	b.t.Helper()
	var found string
	b.until(func() bool { return chromedp.Run(b.ctx, chromedp.Evaluate(script, &found)) == nil })
	return found
}

// landed waits for the address that the broker sent the browser to: the one
// that its address bar shows, also where nobody answers.
func (b *browser) landed() string {
	b.t.Helper()
	var found string
	b.until(func() bool {
		_ = chromedp.Run(b.ctx, chromedp.ActionFunc(func(ctx context.Context) error {
			at, entries, err := page.GetNavigationHistory().Do(ctx)
			if err == nil && strings.Contains(entries[at].URL, "code=") {
				found = entries[at].URL
			}
			return err
		}))
		return found != ""
	})
	return found
}

// callback is the address that the broker sent the browser to, wherever it is
// now.
func (b *browser) callback() string {
	b.t.Helper()
	for _, address := range b.pages() {
		if strings.Contains(address, "code=") {
			return address
		}
	}
	b.t.Fatalf("no callback was opened: %q", b.pages())
	return ""
}

// strangers are the hosts that something was asked of and that are not of the
// test's.
func (b *browser) strangers() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	var found []string
	for host := range b.hosts {
		if name, _, _ := strings.Cut(host, ":"); name != "127.0.0.1" && name != "localhost" && name != proxyName {
			found = append(found, host)
		}
	}
	return found
}

func (b *browser) until(holds func() bool) {
	b.t.Helper()
	for end := time.Now().Add(emulator.Patience); !holds(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) || b.ctx.Err() != nil {
			b.t.Fatalf("it does not come to that; opened: %q", b.pages())
		}
	}
}
