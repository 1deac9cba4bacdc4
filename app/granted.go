package app

import (
	"slices"
	"strings"

	"quipu/config"
)

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
