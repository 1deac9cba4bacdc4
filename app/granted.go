package app

import (
	"slices"
	"strings"

	"quipu/config"
)

// The scopes of Alpaca. Reading the account needs none.
const (
	ScopeTrading  = "trading"
	ScopeSettings = "account:write" // settings and watchlists
	ScopeData     = "data"
)

// Permission is what a sign-in is to allow, within read_only and scopes.
type Permission string

// The permissions. Each word is what is remembered of a person's choice.
const (
	View  Permission = "view"  // read the account and market data, edit watchlists
	Trade Permission = "trade" // and send orders
)

// String gives the name as it is shown.
func (p Permission) String() string {
	if p == Trade {
		return "view and trade"
	}
	return "view"
}

// Of gives the settings of a sign-in that asks for the permission: their scopes are
// those that are asked for.
func (p Permission) Of(s config.Settings) config.Settings {
	if p != Trade {
		s.Scopes = without(s.Scopes, []string{ScopeTrading})
	}
	return s
}

// WhyNoTrading says in a sentence why no sign-in may ask for the permission to trade
// by the settings, "" where one may.
func WhyNoTrading(s config.Settings) string {
	switch {
	case s.ReadOnly:
		return "quipu runs read-only."
	case !slices.Contains(s.Scopes, ScopeTrading):
		origin := s.Origin["scopes"]
		return "The setting scopes (" + origin[strings.LastIndexAny(origin, `/\`)+1:] + ") does not include trading."
	}
	return ""
}

// GrantedOtherwise says in a sentence where a token may do something else than
// the settings ask for, "" where it may do just that, and where the broker did
// not say what it granted. scope is the token's.
func GrantedOtherwise(s config.Settings, scope string) string {
	asked, granted := OAuthApp(s, s.Account).Scopes, strings.Fields(scope)
	if len(granted) == 0 {
		return ""
	}
	var said []string
	if more := without(granted, asked); len(more) > 0 {
		said = append(said, "Alpaca granted more than was asked for: "+strings.Join(more, ", ")+". quipu asked for "+inWords(asked)+", but whoever has this token can do more.")
	}
	if less := without(asked, granted); len(less) > 0 {
		said = append(said, "Alpaca granted less than was asked for: "+strings.Join(less, ", ")+" is missing.")
	}
	return strings.Join(said, " ")
}

func without(all, others []string) []string {
	return slices.DeleteFunc(slices.Clone(all), func(one string) bool { return slices.Contains(others, one) })
}

func inWords(scopes []string) string {
	if len(scopes) == 0 {
		return "read-only access"
	}
	return strings.Join(scopes, " ")
}
