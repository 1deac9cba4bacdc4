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
}

var demo = []string{"--demo", "--demo-seed", "7"}

// overSSH is a session in a terminal that draws sextants.
var overSSH = []string{"SSH_CONNECTION=203.0.113.7 51000 198.51.100.4 22", "SSH_TTY=/dev/pts/9", "TERM=xterm-kitty"}

// The steps that lead to a view.
var (
	toConnect   = []string{"wait:❯ Paper", "gone:looking for"}
	toWaiting   = then(toConnect, "key:enter", "wait:a approve")
	toSignedIn  = then(toWaiting, "key:a", "wait:Signed in.")
	toPortfolio = then(toSignedIn, "wait:Positions", "sleep:2500ms")
	toLive      = then(toConnect, "key:down", "key:enter", "wait:a approve", "key:a", "wait:Signed in.", "key:enter", "wait:Positions", "sleep:2500ms")
)

func then(before []string, more ...string) []string { return slices.Concat(before, more) }

var scenes = []scene{
	{name: "connect", columns: 100, rows: 26, theme: "dark", args: demo, steps: toConnect},
	{name: "guide", columns: 100, rows: 26, theme: "dark", steps: []string{"wait:❯ Demo"}},
	{name: "waiting", columns: 130, rows: 40, theme: "dark", args: demo, steps: toWaiting},
	{name: "waiting-light", columns: 130, rows: 40, theme: "light", args: demo, steps: toWaiting},
	{name: "waiting-80x24", columns: 80, rows: 24, theme: "dark", env: overSSH, args: demo, steps: toWaiting},
	{name: "signed-in", columns: 100, rows: 26, theme: "dark", args: demo, steps: toSignedIn},
	{name: "portfolio-dark", columns: 138, rows: 32, theme: "dark", args: demo, steps: toPortfolio},
	{name: "portfolio-light", columns: 138, rows: 32, theme: "light", args: demo, steps: toPortfolio},
	{name: "portfolio-80x24", columns: 80, rows: 24, theme: "dark", args: demo, steps: toPortfolio},
	{name: "portfolio-200x60", columns: 200, rows: 60, theme: "dark", args: demo, steps: toPortfolio},
	{name: "portfolio-62", columns: 62, rows: 26, theme: "dark", args: demo, steps: toPortfolio},
	{name: "orders", columns: 130, rows: 34, theme: "dark", args: demo, steps: then(toPortfolio, "sleep:12s", "key:2", "sleep:1500ms", "key:down", "key:space", "sleep:300ms")},
	{name: "activity", columns: 130, rows: 34, theme: "dark", args: demo, steps: then(toPortfolio, "key:3", "sleep:1500ms")},
	{name: "watchlist", columns: 130, rows: 26, theme: "dark", args: demo, steps: then(toPortfolio, "key:4", "wait:NVIDIA", "sleep:1500ms")},
	{name: "detail", columns: 130, rows: 40, theme: "dark", args: demo, steps: then(toPortfolio, "key:down", "key:enter", "wait:Fills", "sleep:1500ms")},
	{name: "candles", columns: 130, rows: 40, theme: "light", args: demo, steps: then(toPortfolio, "key:down", "key:enter", "wait:Fills", "sleep:500ms", "key:]", "sleep:300ms", "key:]", "sleep:300ms", "key:t", "sleep:1500ms")},
	{name: "equity", columns: 130, rows: 34, theme: "dark", args: demo, steps: then(toPortfolio, "key:e", "sleep:500ms", "key:]", "sleep:300ms", "key:]", "sleep:300ms", "key:]", "sleep:1500ms", "key:left", "key:left", "key:left", "sleep:500ms")},
	{name: "portfolio-live", columns: 130, rows: 34, theme: "dark", args: demo, steps: toLive},
}
