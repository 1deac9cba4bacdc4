package config

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"quipu/safe"
)

// Setting describes one setting.
type Setting struct {
	Key      string   // in the config file
	Env      string   // its environment variable, "" for none
	Flag     string   // without --, "" for none
	Default  string   // as text, "" for none
	Accepted []string // all values there are, nil where they cannot be listed
	List     bool     // the value is several of Accepted, separated by blanks
	Bool     bool     // true or false; the flag may stand alone
	Number   bool     // the config file may have it without quotes
	Secret   bool     // never shown

	what  string // Help without the accepted values
	field field
}

// field reads and writes the field of Settings that holds a setting.
type field struct {
	set func(*Settings, string) error // its error says what is accepted
	get func(Settings) string
}

// All gives all settings in the order of the documentation.
func All() []Setting { return slices.Clone(table) }

// Find gives the setting with that key, and whether there is one.
func Find(key string) (Setting, bool) {
	if i := slices.IndexFunc(table, func(s Setting) bool { return s.Key == key }); i >= 0 {
		return table[i], true
	}
	return Setting{}, false
}

// Accepted gives the values that the setting with that key may have, nil where
// they cannot be listed.
func Accepted(key string) []string {
	setting, _ := Find(key)
	return slices.Clone(setting.Accepted)
}

// Help says in one line what the setting is for, and what it accepts where that
// can be listed.
func (f Setting) Help() string {
	if len(f.Accepted) == 0 {
		return f.what
	}
	return f.what + ": " + safe.Choices(f.Accepted)
}

// Value gives the setting's value in s as text. A secret is "set" or "".
func (f Setting) Value(s Settings) string {
	value := f.field.get(s)
	if f.Secret && value != "" {
		return "set"
	}
	return value
}

// take puts a text into s, or says what is accepted.
func (f Setting) take(s *Settings, text string) error {
	if err := f.field.set(s, text); err != nil {
		return err
	}
	switch {
	case f.Accepted == nil:
		return nil
	case f.List:
		return eachOneOf(strings.Fields(f.field.get(*s)), f.Accepted)
	default:
		return oneOf(f.field.get(*s), f.Accepted)
	}
}

func accountNames() (names []string) {
	for _, a := range Accounts() {
		names = append(names, string(a))
	}
	return names
}

func accountField(of func(*Settings) *Account) field {
	return field{
		set: func(s *Settings, text string) error { *of(s) = Account(strings.ToLower(text)); return nil }, // screens write LIVE
		get: func(s Settings) string { return string(*of(&s)) },
	}
}

// anything is the check of a text that Accepted checks.
func anything(string) error { return nil }

func textField(of func(*Settings) *string, check func(string) error) field {
	return field{
		set: func(s *Settings, text string) error { *of(s) = text; return check(text) },
		get: func(s Settings) string { return *of(&s) },
	}
}

func secretField(of func(*Settings) *safe.Secret) field {
	return field{
		set: func(s *Settings, text string) error { *of(s) = safe.NewSecret(text); return word(text) },
		get: func(s Settings) string { return of(&s).Reveal() },
	}
}

func listField(of func(*Settings) *[]string) field {
	return field{
		set: func(s *Settings, text string) error { *of(s) = strings.Fields(text); return nil },
		get: func(s Settings) string { return strings.Join(*of(&s), " ") },
	}
}

func boolField(of func(*Settings) *bool) field {
	return field{
		set: func(s *Settings, text string) (err error) { *of(s), err = boolean(text); return err },
		get: func(s Settings) string { return strconv.FormatBool(*of(&s)) },
	}
}

func intervalField(of func(*Settings) *time.Duration) field {
	return field{
		set: func(s *Settings, text string) (err error) { *of(s), err = Interval(text); return err },
		get: func(s Settings) string { return of(&s).String() },
	}
}

func amountField(of func(*Settings) *decimal.Decimal) field {
	return field{
		set: func(s *Settings, text string) (err error) { *of(s), err = amount(text); return err },
		get: func(s Settings) string { return of(&s).String() },
	}
}

func countField(of func(*Settings) *int) field {
	return field{
		set: func(s *Settings, text string) (err error) { *of(s), err = count(text); return err },
		get: func(s Settings) string { return strconv.Itoa(*of(&s)) },
	}
}
