package client

import "testing"

// A currency stands beside every amount, also in a status bar, which reads commands.
func TestACurrencyIsACode(t *testing.T) {
	for sent, want := range map[string]string{
		"USD": "USD", "usd": "USD", " EUR ": "EUR", "USDT": "USDT", "1INCH": "1INCH", "": "",
		"€": "?", "#[fg=red]": "?", "%{A1:touch x:}": "?", "<b>": "?", "$(id)": "?", "US D": "?", "USD\u200bX": "?", "ABCDEFGHIJK": "?", "\x1b[31m": "?",
	} {
		account := (&wireAccount{Account: Account{Currency: sent}}).account()
		activity := (&wireActivity{Activity: Activity{Type: "DIV", Currency: sent}}).activity()
		if account.Currency != want || activity.Currency != want {
			t.Errorf("%q becomes %q of an account and %q of an activity, want %q", sent, account.Currency, activity.Currency, want)
		}
	}
}
