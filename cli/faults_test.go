package cli

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"quipu/trade"
	"quipu/ui/ticket"
)

// TestEachAnswerToAnOrderIsToldTheSameOnTheScreenAndByCommands: what the broker refused,
// what it did not take, and what nobody knows.
func TestEachAnswerToAnOrderIsToldTheSameOnTheScreenAndByCommands(t *testing.T) {
	t.Parallel()
	const page = "<html><body>Bad Gateway</body></html>"
	for name, c := range map[string]struct {
		status  int
		body    string
		state   trade.State
		screen  string
		command string
		code    int
	}{
		"429":                   {429, `{"code":42910000,"message":"too many requests."}`, trade.NotSent, "not sent: too many requests; try again", "not sent: ", exitRefused},
		"429 of a gateway":      {429, page, trade.NotSent, "not sent: too many requests; try again", "not sent: ", exitRefused},
		"500 of Alpaca":         {500, `{"code":50010000,"message":"internal server error"}`, trade.Unknown, "not known yet: asking Alpaca for order ", "it is not known whether the broker has order", exitUnknown},
		"502":                   {502, page, trade.Unknown, "not known yet: ", "it is not known", exitUnknown},
		"503":                   {503, ``, trade.Unknown, "not known yet: ", "it is not known", exitUnknown},
		"504":                   {504, `{"message":"upstream request timeout"}`, trade.Unknown, "not known yet: ", "it is not known", exitUnknown},
		"408":                   {408, ``, trade.Unknown, "not known yet: ", "it is not known", exitUnknown},
		"403 of a proxy":        {403, page, trade.Unknown, "not known yet: ", "it is not known", exitUnknown},
		"200 with a page":       {200, page, trade.Unknown, "not known yet: ", "it is not known", exitUnknown},
		"cut off":               {0, ``, trade.Unknown, "not known yet: ", "it is not known", exitUnknown},
		"a rule of trading":     {403, `{"code":40310000,"message":"insufficient buying power"}`, trade.Refused, "rejected: insufficient buying power", "insufficient buying power", exitRefused},
		"a wrong request":       {422, `{"code":42210000,"message":"invalid limit_price 60.001"}`, trade.Refused, "rejected: invalid limit_price 60.001", "invalid limit_price 60.001", exitRefused},
		"an asset that is gone": {404, `{"code":40410000,"message":"asset not found"}`, trade.Refused, "rejected: asset not found", "asset not found", exitRefused},
		"a sign-in that ended":  {401, `{"code":40110000,"message":"request is not authorized"}`, trade.Refused, "rejected: request is not authorized", "sign in again", exitRefused},
		"a missing scope":       {401, `{"code":40110000,"message":"token is not authorized for this scope"}`, trade.Refused, "rejected: token is not authorized for this scope", "scope", exitRefused},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newTrader(t, "")
			d.broker.Fault(func(r *http.Request) http.HandlerFunc {
				if r.Method != http.MethodPost || r.URL.Path != "/v2/orders" {
					return nil
				}
				return func(out http.ResponseWriter, _ *http.Request) {
					if c.status == 0 {
						panic(http.ErrAbortHandler)
					}
					out.WriteHeader(c.status)
					_, _ = io.WriteString(out, c.body)
				}
			})
			entry, err := d.onScreen("buy", "JPM", "1", "200")
			sent := ticket.Sent{Entry: entry, Err: err}
			if state := sent.State(time.Time{}); entry.State != c.state || !strings.HasPrefix(state, c.screen) {
				t.Errorf("the screen says %s: %s", entry.State, state)
			}
			_, said, code := d.quipu("buy", "KO", "1", "--limit", "60", "--yes")
			if code != c.code || !strings.Contains(said, c.command) {
				t.Errorf("the command ends with %d: %s", code, said)
			}
			if n := d.submitted(); n != 2 {
				t.Errorf("%d requests for two orders", n)
			}
		})
	}
}
