package main

import "slices"

// scene is one picture: a terminal, a command line and what is done before.
type scene struct {
	name          string
	columns, rows int
	theme         string // of the terminal: dark or light
	env           []string
	args          []string
	steps         []string
	moves         bool // it becomes a moving picture
}

// The same seed and the same clock show the same figures: a Tuesday, 13:48 in
// New York, when the demo's session has the hours of the exchange.
var demo = []string{"--demo", "--demo-seed", "7", "--demo-clock", "2026-11-24T13:48"}

// overSSH is a session in a terminal that draws sextants, with an OAuth app that
// nobody has registered: the sign-in is a real one up to Alpaca's page, which is
// not asked for.
var overSSH = []string{
	"SSH_CONNECTION=203.0.113.7 51000 198.51.100.4 22", "SSH_TTY=/dev/pts/9", "TERM=xterm-kitty", "LOGNAME=ann",
	"QUIPU_CLIENT_ID=0123456789abcdef0123456789abcdef", "QUIPU_CLIENT_SECRET=not-a-secret", "QUIPU_TOKEN_STORE=file",
}

// The steps that lead to a view.
var (
	toConnect   = []string{"wait:❯ Paper", "gone:looking for"}
	toWaiting   = then(toConnect, "key:enter", "wait:a approve")
	toSignedIn  = then(toWaiting, "key:a", "wait:Signed in.")
	toPortfolio = then(toSignedIn, "wait:14 positions", "still:1500ms")
	toTicket    = then(toPortfolio, "key:/", "type:AAPL", "key:enter", "key:b", "wait:bid $", "type:10", "key:tab", "key:tab", "wait:Position after", "still:1500ms")
	toReview    = then(toTicket, "key:enter", "wait:back to the ticket", "still:1500ms")
	toLive      = then(toConnect, "key:down", "key:enter", "wait:a approve", "key:a", "wait:Signed in.", "key:enter", "wait: positions", "still:1500ms")
)

func then(before []string, more ...string) []string { return slices.Concat(before, more) }

var scenes = []scene{
	{name: "connect", columns: 100, rows: 20, theme: "dark", args: demo, steps: toConnect},
	{name: "guide", columns: 100, rows: 20, theme: "dark", steps: []string{"wait:❯ Demo"}},
	{name: "waiting", columns: 116, rows: 36, theme: "dark", args: demo, steps: toWaiting},
	{name: "waiting-light", columns: 116, rows: 36, theme: "light", args: demo, steps: toWaiting},
	{name: "waiting-80x24", columns: 80, rows: 24, theme: "dark", env: overSSH, steps: []string{"wait:❯ Paper", "gone:looking for", "key:enter", "wait:scan the code", "wait:waiting on", "still:500ms"}},
	{name: "signed-in", columns: 100, rows: 16, theme: "dark", args: demo, steps: toSignedIn},
	{name: "portfolio-dark", columns: 116, rows: 32, theme: "dark", args: demo, steps: toPortfolio},
	{name: "portfolio-light", columns: 116, rows: 32, theme: "light", args: demo, steps: toPortfolio},
	{name: "portfolio-80x24", columns: 80, rows: 24, theme: "dark", args: demo, steps: toPortfolio},
	{name: "portfolio-200x34", columns: 200, rows: 34, theme: "dark", args: demo, steps: toPortfolio},
	{name: "portfolio-60", columns: 60, rows: 26, theme: "dark", args: demo, steps: toPortfolio},
	{name: "orders", columns: 116, rows: 34, theme: "dark", args: demo, steps: then(toPortfolio, "key:2", "wait:Fri 20 Nov", "key:down", "key:down", "key:space", "wait:└", "still:1s")},
	{name: "activity", columns: 116, rows: 34, theme: "dark", args: demo, steps: then(toPortfolio, "key:3", "wait:dividend", "wait:interest", "wait:fee", "still:1s")},
	{name: "watchlist", columns: 116, rows: 24, theme: "dark", args: demo, steps: then(toPortfolio, "key:4", "wait:NVIDIA", "still:1500ms")},
	{name: "detail", columns: 116, rows: 40, theme: "dark", args: demo, steps: then(toPortfolio, "key:down", "key:enter", "wait:Fills", "still:1500ms")},
	{name: "candles", columns: 116, rows: 40, theme: "light", args: demo, steps: then(toPortfolio, "key:down", "key:enter", "wait:Fills", "key:]", "still:500ms", "key:]", "still:500ms", "key:t", "still:1500ms")},
	{name: "equity", columns: 116, rows: 34, theme: "dark", args: demo, steps: then(toPortfolio, "key:e", "still:500ms", "key:]", "still:500ms", "key:]", "still:500ms", "key:]", "still:1s", "key:left", "key:left", "key:left", "still:1s")},
	{name: "ticket", columns: 116, rows: 26, theme: "dark", args: demo, steps: toTicket},
	{name: "review", columns: 116, rows: 20, theme: "dark", args: demo, steps: toReview},
	{name: "rejection", columns: 116, rows: 20, theme: "dark", args: then(demo, "--demo-faults", "reject=1"), steps: then(toReview, "key:y", "wait:rejected", "still:1500ms")},
	{name: "portfolio-live", columns: 116, rows: 26, theme: "dark", args: demo, steps: toLive},
	{name: "kill", columns: 116, rows: 40, theme: "dark", args: demo, steps: then(
		toPortfolio, "key:K", "wait:Type flatten", "still:1s")},
	{name: "sign-in", columns: 110, rows: 36, theme: "dark", args: demo, moves: true, steps: then(
		toConnect, "frame:1500ms", "key:enter", "wait:a approve", "still:500ms", "frame:3500ms", "key:a", "wait:Signed in.", "frame:1800ms",
		"wait:14 positions", "still:1500ms", "frame:3s", "key:down", "still:300ms", "frame:400ms", "key:down", "still:300ms", "frame:400ms",
		"key:enter", "wait:Average cost", "still:1500ms", "frame:3500ms", "key:esc", "wait:14 positions", "still:300ms", "frame:800ms", "key:2", "wait:Fri 20 Nov", "still:1s", "frame:3s")},
}

// picture is the file that the scene becomes.
func (s scene) picture() string {
	if s.moves {
		return s.name + ".gif"
	}
	return s.name + ".png"
}
