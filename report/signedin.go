package report

import "quipu/client"

// SignedIn is what a sign-in ends with: quipu login.
var SignedIn = Register(Kind[Login]{
	Command: "login",
	Name:    "signed_in", Single: true,
	Key: func(l *Login) string { return l.Account.ID },
	Fields: []Field[Login]{
		{"account_number", "whose token it is", false, func(l *Login) Value { return Text(l.Account.Number) }},
		{"status", "ACTIVE, or why it is not", false, func(l *Login) Value { return Text(l.Account.Status) }},
		{"equity", "cash and the value of all positions", true, func(l *Login) Value { return Decimal(l.Account.Equity) }},
		{"scopes", "what was granted, separated by blanks; null where the broker did not say", false, func(l *Login) Value { return Text(l.Scopes) }},
		{"token_in", "where the token is kept", false, func(l *Login) Value { return Text(l.Place) }},
	},
})

// Login is a sign-in that is done.
type Login struct {
	Account client.Account
	Scopes  string
	Place   string
}
