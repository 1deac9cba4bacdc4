package ui

import (
	"fmt"
	"strings"

	"charm.land/bubbles/v2/key"
	"charm.land/lipgloss/v2"
)

// keys are the bindings of all views.
var keys = struct {
	Interrupt, Suspend, Quit, Help, Back                  key.Binding
	Up, Down, Top, Bottom, PageUp, PageDown               key.Binding
	Choose, SignIn, EditApp, ReadOnly, Permission         key.Binding
	SaveApp                                               key.Binding
	Browser, CopyLink, PlainLink, Paste, Drawing, Approve key.Binding
	CopyForward                                           key.Binding
	Continue, SignOut                                     key.Binding
	Filter, Sort, Reverse, Refresh, Privacy, Copy         key.Binding
	Curve, Earlier, Later, Again                          key.Binding

	Tabs, NextTab, PreviousTab, Accounts, Open, Fold                  key.Binding
	Columns, Palette, Equity, Find, Alerts                            key.Binding
	LineUp, LineDown, Lines, Toggle, ShowAll, Yes, No                 key.Binding
	Cursor, CursorLeft, CursorRight, CursorFirst, CursorLast          key.Binding
	Period, PeriodBefore, PeriodAfter, Candles, Alert                 key.Binding
	Lists, ListBefore, ListAfter, NewList, RenameList, DeleteList     key.Binding
	AddSymbol, RemoveSymbol                                           key.Binding
	NewAlert, RemoveAlert, Rearm, Bell, Desktop                       key.Binding
	Ticket, Buy, Sell, CancelOrder, ClosePosition, Modify, Send, Edit key.Binding
	SignInToTrade                                                     key.Binding
	Select, Dismiss                                                   key.Binding
	Flatten, AnyKey, ByLimits, PlaceAgain, SuspendTrading             key.Binding
}{
	Interrupt: bind("ctrl+c", "quit immediately", "ctrl+c", "ctrl+alt+c"),
	Suspend:   bind("ctrl+z", "suspend", "ctrl+z", "ctrl+alt+z"),
	Quit:      bind("q", "quit", "q"),
	Help:      bind("?", "help", "?"),
	Back:      bind("esc", "back", "esc"),

	Up:       bind("↑ k", "up", "up", "k"),
	Down:     bind("↓ j", "down", "down", "j"),
	Top:      bind("g", "first", "g", "home"),
	Bottom:   bind("G", "last", "G", "end"),
	PageUp:   bind("PgUp", "page up", "pgup"),
	PageDown: bind("PgDn", "page down", "pgdown"),

	Choose:   bind("↑ ↓", "choose", "up", "down", "k", "j"),
	SignIn:   bind("enter", "sign in", "enter"),
	EditApp:  bind("e", "edit the app", "e"),
	ReadOnly: bind("r", "read-only", "r"),

	Permission: bind("t", "view and trade", "t"),

	SaveApp: bind("ctrl+s", "use and save", "ctrl+s"),

	Browser:   bind("o", "browser", "o", "enter"),
	CopyLink:  bind("c", "copy link", "c"),
	PlainLink: bind("u", "plain link", "u"),
	Paste:     bind("p", "paste address", "p"),
	Drawing:   bind("z", "other code", "z"),
	Approve:   bind("a", "approve", "a"),

	CopyForward: bind("f", "copy ssh command", "f"),

	Continue: bind("enter", "open the portfolio", "enter"),
	SignOut:  bind("l", "sign out", "l"),

	Filter:  bind("/", "filter", "/"),
	Sort:    bind("o", "sort", "o"),
	Reverse: bind("O", "reverse the sort", "O"),
	Refresh: bind("r", "refresh", "r"),
	Privacy: bind("p", "privacy", "p"),
	Copy:    bind("y", "copy row", "y"),
	Curve:   bind("← →", "chart period", "left", "[", "right", "]"),
	Earlier: bind("←", "shorter period", "left", "["),
	Later:   bind("→", "longer period", "right", "]"),
	Again:   bind("enter", "sign in again", "enter"),

	Tabs:        bind(fmt.Sprint("1-", int(tabs)), "go to table"), // moveActions gives the keys
	NextTab:     bind("tab", "next table", "tab"),
	PreviousTab: bind("shift+tab", "previous table", "shift+tab"),
	Accounts:    bind("A", "switch account", "A"),
	Open:        bind("enter", "detail", "enter"),
	Fold:        bind("space", "expand", "space"),

	Columns: bind("c", "columns", "c"),
	Palette: bind(":", "commands", ":"),
	Equity:  bind("e", "equity curve", "e"),
	Find:    bind("f", "find a symbol", "f", "ctrl+f"),
	Alerts:  bind("!", "alerts", "!"),

	LineUp:   bind("↑", "up", "up", "ctrl+p"),
	LineDown: bind("↓", "down", "down", "ctrl+n"),
	Lines:    bind("↑ ↓", "choose", "up", "down"),
	Toggle:   bind("space", "show or hide", "space", "enter"),
	ShowAll:  bind("a", "show all", "a"),
	Yes:      bind("y", "yes", "y", "Y"),
	No:       bind("n", "no", "n", "N"),

	Cursor:      bind("← →", "cursor", "left", "right", "h", "l"),
	CursorLeft:  bind("←", "cursor left", "left", "h"),
	CursorRight: bind("→", "cursor right", "right", "l"),
	CursorFirst: bind("g", "first", "g", "home"),
	CursorLast:  bind("G", "last", "G", "end"),

	Period:       bind("[ ]", "period", "[", "]"),
	PeriodBefore: bind("[", "shorter period", "["),
	PeriodAfter:  bind("]", "longer period", "]"),
	Candles:      bind("t", "candles", "t"),
	Alert:        bind("!", "set an alert", "!"),

	Lists:        bind("← →", "list", "left", "right"),
	ListBefore:   bind("←", "previous list", "left"),
	ListAfter:    bind("→", "next list", "right"),
	NewList:      bind("n", "new list", "n"),
	RenameList:   bind("N", "rename", "N"),
	DeleteList:   bind("D", "delete list", "D"),
	AddSymbol:    bind("a", "add", "a"),
	RemoveSymbol: bind("d", "remove", "d", "delete"),

	Ticket:        bind("T", "ticket", "T"),
	Buy:           bind("b", "buy", "b"),
	Sell:          bind("s", "sell", "s"),
	Select:        bind("v", "select", "v"),
	CancelOrder:   bind("x", "cancel", "x"),
	ClosePosition: bind("x", "close", "x"),
	Modify:        bind("m", "modify", "m"),
	Dismiss:       bind("d", "dismiss", "d"),
	Send:          bind("enter", "send", "enter"),
	SignInToTrade: bind("t", "sign in to trade", "t"),
	Edit:          bind("e", "edit", "e"),

	Flatten:        bind("K", "kill switch", "K"),
	AnyKey:         bind("any key", "stop"),
	ByLimits:       bind("tab", "limit or market closes", "tab"),
	PlaceAgain:     bind("enter", "place again", "enter"),
	SuspendTrading: bind("S", "suspend trading", "S"),

	NewAlert:    bind("n", "new", "n"),
	RemoveAlert: bind("x", "delete", "x", "delete"),
	Rearm:       bind("enter", "arm again", "enter"),
	Bell:        bind("b", "bell", "b"),
	Desktop:     bind("d", "desktop notice", "d"),
}

func bind(shown, does string, pressed ...string) key.Binding {
	return key.NewBinding(key.WithKeys(pressed...), key.WithHelp(shown, does))
}

// bindings gives the keys that work now in the open view and are shown in a place,
// the most important first.
func (m Model) bindings(place visibility) []key.Binding {
	if m.page == portfolioPage {
		return bindings(m.current().actions(), place)
	}
	return bindings(m.actions(), place)
}

// actions gives the actions of the pages before an account is open.
func (m Model) actions() []action[Model] {
	switch m.page {
	case waitingPage:
		return m.waitingActions()
	case signedInPage:
		return m.signedInActions()
	default:
		return m.connectActions()
	}
}

// footer is the last row: as many keys as fit.
func (m Model) footer() string {
	all := m.bindings(inFooter)
	if m.help {
		all = bindings(m.helpActions(), inFooter)
	}
	shown := fitKeys(all, m.width-2)
	parts := make([]string, 0, len(shown))
	for _, b := range shown {
		parts = append(parts, m.theme.Accent.Render(b.Help().Key)+" "+m.theme.Muted.Render(b.Help().Desc))
	}
	return " " + strings.Join(parts, "   ")
}

// fitKeys drops keys until the others fit. The first, the most important one, and the
// help at the end stay longest.
func fitKeys(all []key.Binding, width int) []key.Binding {
	shown := append([]key.Binding(nil), all...)
	for len(shown) > 1 && keysWidth(shown) > width {
		drop := max(len(shown)-3, 1)
		if len(shown) == 2 {
			drop = 0
		}
		shown = append(shown[:drop], shown[drop+1:]...)
	}
	return shown
}

func keysWidth(shown []key.Binding) int {
	width := 3 * (len(shown) - 1)
	for _, b := range shown {
		width += lipgloss.Width(b.Help().Key) + 1 + lipgloss.Width(b.Help().Desc)
	}
	return width
}

// describe gives a binding with another description.
func describe(b key.Binding, does string) key.Binding {
	b.SetHelp(b.Help().Key, does)
	return b
}
