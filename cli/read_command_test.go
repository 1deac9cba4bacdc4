package cli

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"quipu/auth"
	"quipu/demo"
)

// signedInHome is a home that is signed in to a broker whose prices stand still.
type signedInHome struct {
	t      *testing.T
	home   string
	broker *demo.Broker
	env    []string
}

func newSignedInHome(t *testing.T, scopes ...string) *signedInHome {
	t.Helper()
	return newSignedInHomeOf(t, demo.Options{StaticMarket: true}, scopes...)
}

func newSignedInHomeOf(t *testing.T, options demo.Options, scopes ...string) *signedInHome {
	t.Helper()
	b, err := demo.Start(t.Context(), options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = b.Close() })
	d := &signedInHome{t: t, home: t.TempDir(), broker: b}
	d.env = []string{
		"HOME=" + d.home, "XDG_CONFIG_HOME=" + filepath.Join(d.home, "config"), "XDG_STATE_HOME=" + filepath.Join(d.home, "state"),
		"PATH=" + os.Getenv("PATH"), "TERM=xterm", "QUIPU_TOKEN_STORE=file", "QUIPU_API_URL=" + b.URL, "QUIPU_DATA_URL=" + b.URL,
	}
	d.signIn("paper", append(scopes, "data")...)
	return d
}

func (d *signedInHome) signIn(account string, scopes ...string) {
	d.t.Helper()
	d.store(account, strings.Join(scopes, " "), scopes)
}

// signInUnsaid signs in without being told what was granted.
func (d *signedInHome) signInUnsaid(account string, scopes ...string) {
	d.t.Helper()
	d.store(account, "", scopes)
}

func (d *signedInHome) store(account, told string, scopes []string) {
	d.t.Helper()
	token, err := d.broker.Grant(account, scopes...)
	if err != nil {
		d.t.Fatal(err)
	}
	store, err := auth.OpenStore(auth.StoreOptions{Kind: "file", Dir: filepath.Join(d.home, "config", "quipu")})
	if err != nil {
		d.t.Fatal(err)
	}
	if _, err := store.Save(d.t.Context(), auth.Token{Access: token, Env: account, Origin: auth.Origin(d.broker.URL), Scope: told, Obtained: time.Now()}); err != nil {
		d.t.Fatal(err)
	}
}

// quipu runs a command in this process and gives what it printed.
func (d *signedInHome) quipu(args ...string) (out, said string, code int) {
	d.t.Helper()
	var stdout, stderr bytes.Buffer
	code = run(d.t.Context(), &streams{
		In: strings.NewReader(""), Out: &stdout, Err: &stderr, Args: args, Getenv: lookupIn(d.env), Environ: d.env, Transport: loopback(),
		Pause: func(context.Context, time.Duration) error { return nil },
	})
	return stdout.String(), stderr.String(), code
}

func (d *signedInHome) prints(args ...string) string {
	d.t.Helper()
	out, said, code := d.quipu(args...)
	if code != exitOK || said != "" {
		d.t.Fatalf("%v ended with %d: %s", args, code, said)
	}
	return out
}

// fromBroker reads the broker's own answer, as it stands on the wire.
func (d *signedInHome) fromBroker(path string, into any) {
	d.t.Helper()
	request, err := http.NewRequestWithContext(d.t.Context(), http.MethodGet, d.broker.URL+path, nil)
	if err != nil {
		d.t.Fatal(err)
	}
	d.broker.Authenticate(request, "")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		d.t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err == nil {
		err = json.Unmarshal(body, into)
	}
	if err != nil {
		d.t.Fatal(err)
	}
}

type document struct {
	Schema      int              `json:"schema"`
	Environment string           `json:"environment"`
	ReadAt      time.Time        `json:"read_at"`
	Change      string           `json:"change"`
	Private     bool             `json:"private"`
	BaseValue   *string          `json:"base_value"`
	Account     map[string]any   `json:"account"`
	Positions   []map[string]any `json:"positions"`
	Orders      []map[string]any `json:"orders"`
	Activity    []map[string]any `json:"activity"`
	Watchlist   []map[string]any `json:"watchlist"`
	Watchlists  []map[string]any `json:"watchlists"`
	History     []map[string]any `json:"history"`
	More        *bool            `json:"more"`
	Note        string           `json:"note"`
	Status      map[string]any   `json:"status"`
	Error       map[string]any   `json:"error"`
}

func (d *signedInHome) document(args ...string) document {
	d.t.Helper()
	return parseDocument(d.t, d.prints(append(args, "--json")...))
}

func parseDocument(t *testing.T, text string) document {
	t.Helper()
	var doc document
	if err := json.Unmarshal([]byte(text), &doc); err != nil {
		t.Fatalf("%v:\n%s", err, text)
	}
	return doc
}

// Every number is the broker's, to the last digit.
func TestJSONIsWhatTheBrokerSaid(t *testing.T) {
	d := newSignedInHome(t)
	var account map[string]any
	d.fromBroker("/v2/account", &account)
	doc := d.document("account")
	if doc.Schema != 1 || doc.Environment != "paper" || doc.ReadAt.IsZero() {
		t.Errorf("it begins with %d, %q, %v", doc.Schema, doc.Environment, doc.ReadAt)
	}
	same(t, "account", doc.Account, account, "day_pl", "day_plpc")
	var positions []map[string]any
	d.fromBroker("/v2/positions", &positions)
	doc = d.document("positions")
	if len(doc.Positions) != len(positions) || len(positions) == 0 {
		t.Fatalf("%d of %d positions", len(doc.Positions), len(positions))
	}
	for _, p := range doc.Positions {
		i := slices.IndexFunc(positions, func(q map[string]any) bool { return q["asset_id"] == p["asset_id"] })
		if i < 0 {
			t.Fatalf("a position that the broker does not have: %v", p)
		}
		same(t, p["symbol"].(string), p, positions[i], "currency")
	}
	var orders []map[string]any
	d.fromBroker("/v2/orders?status=open&nested=true", &orders)
	doc = d.document("orders")
	if len(doc.Orders) != len(orders) || len(orders) == 0 {
		t.Fatalf("%d of %d orders", len(doc.Orders), len(orders))
	}
	for _, o := range doc.Orders {
		i := slices.IndexFunc(orders, func(q map[string]any) bool { return q["id"] == o["id"] })
		same(t, o["id"].(string), o, orders[i], "legs", "currency") // the currency is derived
		if legs, _ := orders[i]["legs"].([]any); len(legs) != len(o["legs"].([]any)) {
			t.Errorf("%v has %d legs, not %d", o["id"], len(o["legs"].([]any)), len(legs))
		}
	}
}

// same compares each field with the broker's of that name.
func same(t *testing.T, what string, got, want map[string]any, computed ...string) {
	t.Helper()
	for name, value := range got {
		if slices.Contains(computed, name) {
			continue
		}
		is, known := want[name]
		if text, isText := is.(string); isText && text == "" {
			is = nil
		}
		if name == "status" || strings.HasSuffix(name, "_at") {
			continue // times are written in another precision
		}
		if number, isNumber := is.(float64); isNumber {
			is = decimal.NewFromFloat(number).String() // the levels are numbers on the wire
		}
		if known && value != is {
			t.Errorf("%s: %s is %v, the broker says %v", what, name, value, is)
		}
		if !known && value != nil {
			t.Errorf("%s: %s is %v, the broker does not say it", what, name, value)
		}
	}
}

func TestEveryCommandPrintsEveryFormat(t *testing.T) {
	d := newSignedInHome(t)
	for name, c := range map[string]struct {
		args []string
		says []string // in the table
		rows func(document) int
	}{
		"account":    {[]string{"account"}, []string{"Equity", "PA3QUIPU0007", "active"}, func(d document) int { return min(len(d.Account), 1) }},
		"positions":  {[]string{"positions"}, []string{"Symbol", "BRK.B", "14 positions"}, func(d document) int { return len(d.Positions) }},
		"some":       {[]string{"positions", "aapl", "btc/usd"}, []string{"AAPL", "BTC/USD", "2 positions"}, func(d document) int { return len(d.Positions) }},
		"orders":     {[]string{"orders"}, []string{"trailing 10%", "AAPL 2 legs"}, func(d document) int { return len(d.Orders) }},
		"closed":     {[]string{"orders", "--status", "closed", "--limit", "500"}, []string{"filled"}, func(d document) int { return len(d.Orders) }},
		"activity":   {[]string{"activity", "--limit", "1000"}, []string{"dividend", "fill"}, func(d document) int { return len(d.Activity) }},
		"watchlists": {[]string{"watchlist"}, []string{"Chips", "Crypto"}, func(d document) int { return len(d.Watchlists) }},
		"watchlist":  {[]string{"watchlist", "chips"}, []string{"NVDA", "NVIDIA"}, func(d document) int { return len(d.Watchlist) }},
		"history":    {[]string{"history", "--period", "3m"}, []string{"Equity", "P&L %", "Since start %", "Mon "}, func(d document) int { return len(d.History) }},
		"status":     {[]string{"status"}, []string{"paper $"}, func(d document) int { return min(len(d.Status), 1) }},
	} {
		t.Run(name, func(t *testing.T) {
			d := &signedInHome{t: t, home: d.home, broker: d.broker, env: d.env}
			table := d.prints(c.args...)
			for _, said := range c.says {
				if !strings.Contains(table, said) {
					t.Errorf("the table does not say %q:\n%s", said, table)
				}
			}
			if strings.Contains(table, "\x1b") {
				t.Error("colours in a pipe")
			}
			rows := c.rows(d.document(c.args...))
			if rows == 0 {
				t.Fatal("no rows in JSON")
			}
			records, err := csv.NewReader(strings.NewReader(d.prints(append(c.args, "--csv")...))).ReadAll()
			if err != nil {
				t.Fatal(err)
			}
			column := slices.Index(records[0], "parent_id")
			tops := 0
			for _, r := range records[1:] {
				if column < 0 || r[column] == "" {
					tops++
				}
			}
			if tops != rows {
				t.Errorf("%d rows in CSV, %d in JSON", tops, rows)
			}
		})
	}
}

// What is wrong is one line, the right code, and nothing on standard output.
func TestBadCommands(t *testing.T) {
	t.Parallel()
	d := newSignedInHome(t)
	nobody := newSignedInHome(t)
	if err := os.RemoveAll(filepath.Join(nobody.home, "config")); err != nil {
		t.Fatal(err)
	}
	stranger := newSignedInHome(t)
	stranger.broker.Revoke()
	busy := newSignedInHome(t)
	busy.broker.Fault(func(*http.Request) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			http.Error(w, `{"message":"not today"}`, http.StatusForbidden)
		}
	})
	strange := newSignedInHome(t)
	if err := os.RemoveAll(filepath.Join(strange.home, "config")); err != nil {
		t.Fatal(err)
	}
	strange.env = append(strange.env, "APCA_API_KEY_ID=PK1", "APCA_API_SECRET_KEY=wrong")
	hurried := newSignedInHome(t)
	hurried.broker.Fault(func(*http.Request) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Retry-After", "3000")
			http.Error(w, `{"message":"too many requests"}`, http.StatusTooManyRequests)
		}
	})
	down := newSignedInHome(t)
	down.broker.Fault(func(*http.Request) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "<html>", http.StatusNotImplemented) }
	})
	for name, c := range map[string]struct {
		home *signedInHome
		args []string
		code int
		kind string
		says []string
	}{
		"unknown name":        {d, []string{"status", "--format", "{{.Equty}}"}, exitError, "", []string{"unknown field .Equty", "did you mean Equity?"}},
		"unknown in a branch": {d, []string{"status", "--format", "{{if .DayPL.Down}}{{.Nope}}{{end}}"}, exitError, "", []string{".Nope", "Equity"}},
		"unknown of a figure": {d, []string{"status", "--format", "{{.Equity.Round}}"}, exitError, "", []string{".Equity.Round", "Raw"}},
		"broken template":     {d, []string{"status", "--format", "{{"}, exitError, "", []string{"--format"}},
		"own format as JSON":  {d, []string{"status", "--format", "{{.Equity}}", "--json"}, exitError, "usage", []string{"--format"}},
		"a third format":      {d, []string{"positions", "--json", "--spreadsheet"}, exitError, "usage", []string{"use either --json or --csv"}},
		"two formats":         {d, []string{"positions", "--json", "--csv"}, exitError, "usage", []string{"use either --json or --csv"}},
		"unknown account":     {d, []string{"positions", "--account", "margin"}, exitError, "", []string{`--account "margin"`, "paper or live"}},
		"the same in JSON":    {d, []string{"positions", "--account", "margin", "--json"}, exitError, "usage", []string{"paper or live"}},
		"unknown flag":        {d, []string{"positions", "--jsn"}, exitError, "", []string{"--jsn", "did you mean --json?"}},
		"flag in JSON":        {d, []string{"positions", "--json", "--bogus"}, exitError, "usage", []string{"--bogus"}},
		"unknown command":     {d, []string{"positons"}, exitError, "", []string{"positons", "did you mean positions?"}},
		"misspelled, in JSON": {d, []string{"positons", "--json"}, exitError, "usage", []string{"positons", "did you mean positions?"}},
		"no command":          {d, []string{""}, exitError, "", []string{`no command ""`, "quipu --help"}},
		"two lists":           {d, []string{"watchlist", "a", "b"}, exitError, "", []string{`also got "b"`, "quipu watchlist --help"}},
		"no symbol":           {d, []string{"positions", " ,"}, exitError, "", []string{"an empty symbol"}},
		"no page":             {d, []string{"man", "positons"}, exitError, "", []string{"did you mean positions?"}},
		"page and folder":     {d, []string{"man", "--dir", "x", "positions"}, exitError, "", []string{"--dir"}},
		"no redirect":         {d, []string{"broker", "--redirect-uri", "zzz"}, exitError, "", []string{`--redirect-uri "zzz"`}},
		"unknown topic":       {d, []string{"help", "positons"}, exitError, "", []string{"positons", "did you mean positions?"}},
		"unknown shell":       {d, []string{"completion", "tcsh"}, exitError, "", []string{`"tcsh"`}},
		"no number":           {d, []string{"orders", "--limit", "many"}, exitError, "", []string{`--limit "many"`, "a whole number"}},
		"no list":             {d, []string{"orders", "--symbol", `"A`}, exitError, "", []string{"--symbol", "a list with commas"}},
		"neither true":        {d, []string{"orders", "--json=maybe"}, exitError, "", []string{"--json", "true or false"}},
		"seed":                {d, []string{"orders", "--demo-seed", "-1"}, exitError, "", []string{"--demo-seed", "0 or above"}},
		"argument":            {d, []string{"account", "x"}, exitError, "", []string{"account", `"x"`}},
		"period":              {d, []string{"history", "--period", "2M"}, exitError, "", []string{`--period "2M"`, "1D, 1W, 1M, 3M or 1Y"}},
		"no watch":            {d, []string{"positions", "--watch="}, exitError, "", []string{"--watch", "1s to 1h"}},
		"nothing inside":      {d, []string{"status", "--format", "{{if .Positions}}{{.Number.Raw}}{{end}}"}, exitError, "", []string{"--format", ".Number.Raw"}},
		"flag in JSON=true":   {d, []string{"positions", "--json=true", "--bogus"}, exitError, "usage", []string{"--bogus"}},
		"watch":               {d, []string{"positions", "--watch", "10ms"}, exitError, "", []string{"--watch", "want a duration of 1s to 1h"}},
		"limit":               {d, []string{"orders", "--limit", "2001"}, exitError, "", []string{"--limit 2001", "1 to 2000"}},
		"since":               {d, []string{"activity", "--since", "yesterday"}, exitError, "", []string{`--since "yesterday"`, "2026-11-01"}},
		"watchlist":           {d, []string{"watchlist", "Chps"}, exitError, "", []string{`"Chps"`, "did you mean Chips?"}},
		"wrong keys":          {strange, []string{"account"}, exitNotSignedIn, "", []string{"does not accept the key pair", "401"}},
		"wrong keys in JSON":  {strange, []string{"account", "--json"}, exitNotSignedIn, "not_signed_in", []string{"does not accept the key pair"}},
		"busy":                {hurried, []string{"positions"}, exitError, "", []string{"429", "try again in"}},
		"no token":            {nobody, []string{"account"}, exitNotSignedIn, "", []string{"not signed in to the paper account", "quipu login"}},
		"no token in JSON":    {nobody, []string{"account", "--json"}, exitNotSignedIn, "not_signed_in", []string{"quipu login"}},
		"no live token":       {d, []string{"orders", "--account", "live"}, exitNotSignedIn, "", []string{"live"}},
		"revoked":             {stranger, []string{"positions"}, exitNotSignedIn, "", []string{"sign in again"}},
		"refused":             {busy, []string{"positions", "--json"}, exitRefused, "refused", []string{"403", "not today"}},
		"down":                {down, []string{"positions", "--csv"}, exitError, "", []string{"501"}},
	} {
		t.Run(name, func(t *testing.T) {
			at := &signedInHome{t: t, home: c.home.home, broker: c.home.broker, env: c.home.env}
			out, said, code := at.quipu(c.args...)
			if code != c.code || out != "" || strings.Count(said, "\n") != 1 {
				t.Errorf("code %d, out %q, said %q", code, out, said)
			}
			for _, word := range c.says {
				if !strings.Contains(said, word) && !strings.Contains(strings.ReplaceAll(said, `\"`, `"`), word) {
					t.Errorf("%q does not say %q", said, word)
				}
			}
			if c.kind == "" {
				if !strings.HasPrefix(said, "quipu: ") {
					t.Errorf("%q", said)
				}
				return
			}
			failure := parseDocument(t, said)
			if failure.Schema != 1 || failure.Error["kind"] != c.kind || failure.Error["exit"] != float64(c.code) {
				t.Errorf("%v", failure.Error)
			}
		})
	}
}

// Nothing of what opens an account is ever printed.
func TestCommandsPrintNoSecret(t *testing.T) {
	d := newSignedInHome(t)
	data, err := os.ReadFile(filepath.Join(d.home, "config", "quipu", "token-paper.json"))
	if err != nil {
		t.Fatal(err)
	}
	var kept struct {
		Access string `json:"access_token"`
	}
	if err := json.Unmarshal(data, &kept); err != nil || len(kept.Access) < 20 {
		t.Fatalf("no token to look for: %v", err)
	}
	for _, args := range [][]string{{"account", "--json"}, {"positions"}, {"orders", "--csv"}, {"status"}, {"doctor", "--json"}, {"status", "--format", "{{.}}"}} {
		out, said, code := d.quipu(args...)
		if strings.Contains(out+said, kept.Access) {
			t.Errorf("%v prints the token", args)
		}
		if code != exitOK && args[0] != "doctor" || out == "" {
			t.Errorf("%v ended with %d and printed %d bytes", args, code, len(out))
		}
	}
}

func TestKeyPairOpensWhereThereIsNoToken(t *testing.T) {
	d := newSignedInHome(t)
	if err := os.RemoveAll(filepath.Join(d.home, "config")); err != nil {
		t.Fatal(err)
	}
	d.env = append(d.env, "APCA_API_KEY_ID="+d.broker.KeyID, "APCA_API_SECRET_KEY="+d.broker.KeySecret.Reveal())
	if !strings.Contains(d.prints("account"), "PA3QUIPU0007") {
		t.Error("the key pair does not open the account")
	}
	if out := d.prints("watchlist", "Chips"); strings.Contains(out, "—") {
		t.Errorf("no prices:\n%s", out)
	}
}

// A command that only reads sends nothing but GET, and a status bar's asks for
// what its line names alone.
func TestStatusReadsWhatItNames(t *testing.T) {
	for text, want := range map[string][]string{
		"{{.Environment}}":                 nil,
		"{{.Equity}}":                      {"GET /v2/account"},
		"{{.OpenPL}} {{.Positions}}":       {"GET /v2/account", "GET /v2/positions"},
		"{{if .Orders}}{{.Market}}{{end}}": {"GET /v2/orders", "GET /v2/orders", "GET /v3/clock"},
	} {
		d := newSignedInHome(t)
		d.prints("status", "--format", text)
		var asked []string
		for call, times := range d.broker.Calls() {
			asked = append(asked, slices.Repeat([]string{call}, times)...)
		}
		slices.Sort(asked)
		if !slices.Equal(asked, want) {
			t.Errorf("%s asks for %v, want %v", text, asked, want)
		}
	}
}

func TestPrivateHidesAmountsEverywhere(t *testing.T) {
	d := newSignedInHome(t)
	doc := d.document("positions", "--private")
	if !doc.Private {
		t.Error("it does not say that amounts are hidden")
	}
	for _, p := range doc.Positions {
		for _, amount := range []string{"qty", "market_value", "cost_basis", "unrealized_pl", "unrealized_intraday_pl"} {
			if p[amount] != nil {
				t.Errorf("%s of %s is %v", amount, p["symbol"], p[amount])
			}
		}
	}
	equity := d.document("account").Account["equity"].(string)
	for _, args := range [][]string{{"account"}, {"account", "--json"}, {"account", "--csv"}, {"status"}, {"status", "--json"}, {"history", "--json"}, {"status", "--format", "{{.Equity}} {{.Equity.Raw}} {{.Cash}}"},
		{"status", "--format", `{{printf "%d %f %#v" .Equity .Equity .Equity}}`}} {
		out := d.prints(append(args, "--private")...)
		if whole, _, _ := strings.Cut(equity, "."); strings.Contains(strings.ReplaceAll(out, ",", ""), whole) {
			t.Errorf("%v shows the equity:\n%s", args, out)
		}
	}
}

// No table and no CSV shows in private what JSON calls an amount.
func TestPrivateTablesHideWhatJSONCallsAmounts(t *testing.T) {
	d := newSignedInHome(t)
	for line, of := range map[string]struct {
		rows    func(document) []map[string]any
		amounts []string
	}{
		"positions":                         {func(d document) []map[string]any { return d.Positions }, []string{"market_value", "cost_basis", "unrealized_pl", "qty"}},
		"orders --status all --limit 500":   {func(d document) []map[string]any { return d.Orders }, []string{"notional", "qty", "filled_qty"}},
		"activity --limit 1000":             {func(d document) []map[string]any { return d.Activity }, []string{"net_amount", "cash_amount", "qty"}},
		"history --period 1Y":               {func(d document) []map[string]any { return d.History }, []string{"equity", "transfers", "pl", "pl_since_start", "profit_loss"}},
		"activity --limit 1000 --type FILL": {func(d document) []map[string]any { return d.Activity }, []string{"cum_qty", "leaves_qty"}},
	} {
		args := strings.Fields(line)
		shown := map[string]bool{}
		clean := strings.NewReplacer("$", "", "+", "", "-", "", `"`, " ")
		for _, form := range []string{"", "--csv", "--json"} {
			out := d.prints(strings.Fields(line + " --private " + form)...)
			if form == "" {
				out = strings.ReplaceAll(out, ",", "") // of thousands
			}
			for _, word := range strings.Fields(strings.ReplaceAll(clean.Replace(out), ",", " ")) {
				shown[word] = true
			}
		}
		rows := of.rows(d.document(args...))
		open := map[string]bool{} // what is no amount, like a price
		for _, row := range rows {
			for name, value := range row {
				if text, is := value.(string); is && !slices.Contains(of.amounts, name) {
					open[text] = true
				}
			}
		}
		looked := 0
		for _, row := range rows {
			for _, name := range of.amounts {
				amount, _ := row[name].(string)
				if amount = strings.TrimPrefix(amount, "-"); len(amount) < 5 || open[amount] { // short ones are in other figures too
					continue
				}
				looked++
				if shown[amount] || shown[rounded(amount)] {
					t.Errorf("%s: %s %s is shown", line, name, amount)
				}
			}
		}
		if looked == 0 && !strings.Contains(line, "FILL") {
			t.Errorf("%s: nothing was looked for", line)
		}
	}
}

// rounded is an amount as a table would show it.
func rounded(amount string) string {
	return decimal.RequireFromString(amount).StringFixed(2)
}

// A watch tells what changed, and only that.
func TestWatchPrintsChanges(t *testing.T) {
	t.Parallel()
	d := newSignedInHome(t)
	p := command(t, d.env, "orders", "--watch", "1s", "--json")
	p.prints(`"change":"first"`)
	id, err := d.broker.Place("paper", demo.Ticket{Symbol: "KO", Side: "buy", Type: "limit", Qty: decimal.New(3, 0), Limit: decimal.New(1, 0)})
	if err != nil {
		t.Fatal(err)
	}
	p.prints(`"change":"new"`)
	if err := d.broker.Fill("paper", id, decimal.New(3, 0), decimal.New(1, 0)); err != nil {
		t.Fatal(err)
	}
	p.prints(`"change":"gone"`)
	changes, ended := map[string]int{}, ""
	for line := range strings.Lines(p.stdout()) {
		var e struct {
			Schema int
			Change string
			Orders struct{ ID, Status string }
		}
		if err := json.Unmarshal([]byte(line), &e); err != nil || e.Schema != 1 {
			t.Fatalf("%v: %s", err, line)
		}
		if e.Change != "first" && e.Orders.ID != id {
			t.Errorf("%s of another order: %s", e.Change, line)
		}
		changes[e.Change]++
		if e.Change == "gone" {
			ended = e.Orders.Status
		}
	}
	if ended != "filled" {
		t.Errorf("it tells that the order ended %q", ended)
	}
	if changes["new"] != 1 || changes["gone"] != 1 || changes["first"] == 0 {
		t.Errorf("%v", changes)
	}
	d.broker.Revoke()
	if code := p.code(); code != exitNotSignedIn {
		t.Errorf("after the token was revoked it ended with %d: %s", code, p.stderr())
	}
}

// A reading that fails is told once, and the watch goes on.
func TestWatchOutlivesAFault(t *testing.T) {
	t.Parallel()
	d := newSignedInHome(t)
	p := command(t, d.env, "status", "--watch", "1s", "--format", "{{.Orders}}")
	p.prints("8\n")
	d.broker.Fault(func(*http.Request) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusBadGateway) }
	})
	p.says("502")
	d.broker.Fault(nil)
	if _, err := d.broker.Place("paper", demo.Ticket{Symbol: "KO", Side: "buy", Type: "limit", Qty: decimal.New(3, 0), Limit: decimal.New(1, 0)}); err != nil {
		t.Fatal(err)
	}
	p.prints("9\n")
	if strings.Count(p.stderr(), "\n") != 1 {
		t.Errorf("told more than once: %s", p.stderr())
	}
}

// What is refused after it was granted may be a proxy's word: a bar goes on. A
// token that is refused ends it.
func TestWatchOutlivesARefusal(t *testing.T) {
	t.Parallel()
	d := newSignedInHome(t)
	p := command(t, d.env, "status", "--watch", "1s", "--format", "{{.Orders}}")
	p.prints("8\n")
	var refuse atomic.Int32
	d.broker.Fault(func(*http.Request) http.HandlerFunc {
		refuse.Add(1)
		return func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusForbidden) }
	})
	p.says("403")
	d.broker.Fault(nil)
	d.broker.Revoke()
	if code := p.code(); code != exitNotSignedIn || refuse.Load() == 0 {
		t.Errorf("code %d after %d refusals: %s", code, refuse.Load(), p.stderr())
	}
}

// The demo needs no home, no network and no configuration, and leaves nothing.
func TestDemoCommandsTouchNothing(t *testing.T) {
	d := &signedInHome{t: t, home: t.TempDir()}
	d.env = []string{"HOME=" + d.home, "TERM=xterm", "QUIPU_CONFIG=/nowhere/config.toml"}
	if out := d.prints("positions", "--demo"); !strings.Contains(out, "AAPL") {
		t.Error(out)
	}
	if out := d.prints("account", "--demo", "--account", "live"); strings.Contains(out, "PA3QUIPU0007") {
		t.Error("live shows the paper account")
	}
	if left, _ := os.ReadDir(d.home); len(left) > 0 {
		t.Errorf("it left %v", left)
	}
}

// A broker answers with texts that a spreadsheet would calculate.
func TestSpreadsheetGetsNoFormula(t *testing.T) {
	broker := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		if r.URL.Path == "/v2/account" {
			_, _ = fmt.Fprint(w, `{"id":"a","currency":"USD"}`)
			return
		}
		_, _ = fmt.Fprint(w, `[{"symbol":"=1+1","asset_class":"us_equity","qty":"-2","market_value":"-12.50"}]`)
	}))
	t.Cleanup(broker.Close)
	environ := []string{"QUIPU_API_URL=" + broker.URL, "APCA_API_OAUTH_TOKEN=hush-hush"}
	for flag, want := range map[string]string{"--csv": "=1+1", "--spreadsheet": "'=1+1"} {
		p := command(t, environ, "positions", flag)
		if code := p.code(); code != exitOK || !strings.Contains(p.stdout(), "\n,"+want+",") || !strings.Contains(p.stdout(), ",-12.50,") {
			t.Errorf("%s: code %d\n%s%s", flag, code, p.stdout(), p.stderr())
		}
	}
}

// A broker answers with names and symbols that a shell would run.
func TestCompletionOffersOnlyWordsThatNoShellReads(t *testing.T) {
	var hostile []string
	for _, mark := range []string{"$(touch X)", "`touch X`", "${HOME}", "$HOME", ";touch X", "|x", "&x", "<x", ">x", "*", "?", "[a]", "{a,b}", "~", "!x", "#x", "'x", "\"x", "\\x", "(x)", " x", "\tx", "\nx", "=x", "-x", "%x", "^x", "\u3164", "\u200b$x", "x=y", "x,y", "x:y"} {
		hostile = append(hostile, mark+"1", mark+"2", "A"+mark)
	}
	broker := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var answer []map[string]any
		for i, name := range append(hostile, "Chips", "Größe", "a.b-c_d") {
			answer = append(answer, map[string]any{"id": fmt.Sprint(i), "name": name, "symbol": name, "asset_class": "us_equity", "change_today": "0.01"})
		}
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(answer)
	}))
	t.Cleanup(broker.Close)
	environ := []string{"QUIPU_API_URL=" + broker.URL, "APCA_API_OAUTH_TOKEN=hush-hush"}
	for line, want := range map[string]string{
		"watchlist ": "Größe", "positions ": "a.b-c_d", "orders --symbol ": "Chips", "orders --symbol KO,": "KO,Chips", "watchlist C": "Chips",
		"orders --symbol $(x),": "", "watchlist $": "", "watchlist ;": "", "positions `": "",
	} {
		p := command(t, environ, append([]string{"__complete"}, strings.Split(line, " ")...)...)
		p.code()
		var offered []string
		for word := range strings.Lines(p.stdout()) {
			word, about, _ := strings.Cut(strings.TrimSuffix(word, "\n"), "\t")
			switch {
			case strings.HasPrefix(word, ":"): // cobra's last line
			case strings.ContainsAny(word+about, "$`;|&<>*?[]{}~!#'\"\\()=^\n") || strings.Contains(word, " "):
				t.Errorf("%q offers %q", line, word)
			default:
				offered = append(offered, word)
			}
		}
		if (want == "" && len(offered) > 0) || (want != "" && !slices.Contains(offered, want)) {
			t.Errorf("%q offers %q, want %q", line, offered, want)
		}
	}
}

func TestCompletionKnowsTheAccount(t *testing.T) {
	d := newSignedInHome(t)
	for line, want := range map[string]string{
		"positions B":           "BRK.B",
		"positions btc":         "BTC/USD",
		"watchlist ":            "Chips\nCrypto\n",
		"orders --symbol AM":    "AMZN",
		"orders --symbol KO,AM": "KO,AMZN",
		"orders --status ":      "open\nclosed\nall\n",
		"history --period ":     "1Y",
		"positions --account ":  "paper\nlive\n",
		"posi":                  "positions",
		"man pos":               "positions",
		"activity --type ":      "FILL",
		"status --token-store ": "keyring",
		"positions AAPL A":      "AMZN",
	} {
		out, _, _ := d.quipu(append([]string{"__complete"}, strings.Split(line, " ")...)...)
		if !strings.Contains(out, want) {
			t.Errorf("%q offers:\n%s", line, out)
		}
	}
	out, _, _ := d.quipu("__complete", "positions", "AAPL", "AAPL")
	if strings.Contains(out, "AAPL\t") {
		t.Error("what is there already is offered again")
	}
	d.broker.Revoke()
	if out, _, code := d.quipu("__complete", "positions", ""); code != 0 || strings.TrimSpace(out) != ":4" {
		t.Errorf("without a token: %d %q", code, out)
	}
	for _, shell := range []string{"bash", "zsh", "fish", "powershell"} {
		if script := d.prints("completion", shell); !strings.Contains(script, "quipu") {
			t.Errorf("%s: %q", shell, script)
		}
	}
}

// Every command has help with an example, and a page of the manual.
func TestHelpAndManual(t *testing.T) {
	d := &signedInHome{t: t, home: t.TempDir(), env: []string{"TERM=xterm", "PATH=" + os.Getenv("PATH")}}
	dir := filepath.Join(t.TempDir(), "man1")
	d.prints("man", "--dir", dir)
	for _, name := range commandNames() {
		help := d.prints(name, "--help")
		if !strings.Contains(help, "EXAMPLES") || !strings.Contains(help, "quipu "+name) {
			t.Errorf("%s has no example:\n%s", name, help)
		}
		page, err := os.ReadFile(filepath.Join(dir, "quipu-"+name+".1"))
		if err != nil || !bytes.Contains(page, []byte(".SH EXAMPLE")) || !bytes.Contains(page, []byte("EXIT STATUS")) {
			t.Errorf("%s: page %v\n%s", name, err, page)
		}
	}
	written, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var pages strings.Builder
	for _, page := range written {
		pages.WriteString("      - man/" + page.Name() + "\n")
	}
	compareGenerated(t, ".goreleaser.yaml", "    manpages:\n", "    completions:\n", pages.String())
	for _, page := range written {
		text, err := os.ReadFile(filepath.Join(dir, page.Name()))
		if err != nil {
			t.Fatal(err)
		}
		for _, see := range regexp.MustCompile(`\\fBquipu([a-z\\-]*)\(1\)`).FindAllStringSubmatch(string(text), -1) {
			name := "quipu" + strings.ReplaceAll(see[1], `\`, "") + ".1"
			if _, err := os.Stat(filepath.Join(dir, name)); err != nil {
				t.Errorf("%s refers to %s, which is not written", page.Name(), name)
			}
		}
	}
	if page := d.prints("man", "positions"); !strings.Contains(page, "unrealized_intraday_pl") {
		t.Error("the page of positions does not name its fields")
	}
	if help := d.prints("--help"); !strings.Contains(help, "SEE THE ACCOUNT") || strings.Index(help, "SEE THE ACCOUNT") > strings.Index(help, "SIGN IN AND OUT") {
		t.Errorf("the commands are not grouped:\n%s", help)
	}
}

// Prices of an account in another currency have no dollar sign, whichever command tells them.
func TestPricesOfAnAccountInEuros(t *testing.T) {
	answers := map[string]string{
		"/v2/account":            `{"id":"a","currency":"EUR","equity":"1000"}`,
		"/v2/positions":          `[{"symbol":"AAPL","asset_class":"us_equity","qty":"2","current_price":"187.2","avg_entry_price":"100","market_value":"374.4"}]`,
		"/v2/orders":             `[{"id":"o","symbol":"AAPL","asset_class":"us_equity","type":"limit","qty":"2","limit_price":"187.2","filled_avg_price":"187.21","filled_qty":"1"}]`,
		"/v2/account/activities": `[{"id":"1","activity_type":"FILL","symbol":"AAPL","side":"buy","qty":"2","price":"187.2"}]`,
	}
	broker := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		if r.URL.Query().Get("page_token") != "" {
			_, _ = fmt.Fprint(w, "[]")
			return
		}
		_, _ = fmt.Fprint(w, answers[r.URL.Path])
	}))
	t.Cleanup(broker.Close)
	environ := []string{"QUIPU_API_URL=" + broker.URL, "APCA_API_OAUTH_TOKEN=hush-hush"}
	for _, name := range []string{"positions", "orders", "activity"} {
		table := command(t, environ, name)
		if code := table.code(); code != exitOK || !strings.Contains(table.stdout(), "187.20 EUR") || strings.Contains(table.stdout(), "$") {
			t.Errorf("%s: code %d\n%s%s", name, code, table.stdout(), table.stderr())
		}
		if doc := command(t, environ, name, "--json"); doc.code() != exitOK || !strings.Contains(doc.stdout(), `"currency": "EUR"`) {
			t.Errorf("%s: %s%s", name, doc.stdout(), doc.stderr())
		}
	}
}
