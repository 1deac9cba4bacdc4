package safe

import "testing"

func TestSpreadsheetCellBeginsNoFormula(t *testing.T) {
	for _, text := range []string{
		"=1+1", `=HYPERLINK("https://evil.example","x")`, "+1+1", "-1-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "\u200b=1", "\"=1", "＝1", "＋1",
		"-cmd", "+A1", "-", "=", "|cmd", "-1.2.3", "-$", "-1%2", "+1.5E",
	} {
		if got := SpreadsheetCell(text); got != "'"+text {
			t.Errorf("%q becomes %q", text, got)
		}
	}
	for _, text := range []string{
		"", "AAPL", "BTC/USD", "-12.50", "+3", "-1,234.56", "-$1,234.56", "+$12.30", "+1.22%", "-0.0624 BTC", "1e-7", "-1E+7", "▲ +1.22%", "—", "2026-11-27T10:00:00Z", "a=b",
	} {
		if got := SpreadsheetCell(text); got != text {
			t.Errorf("%q becomes %q", text, got)
		}
	}
}
