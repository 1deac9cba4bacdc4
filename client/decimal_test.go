package client

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
)

func TestDecimalKeepsEveryDigit(t *testing.T) {
	for raw, want := range map[string]string{
		`"120.0"`:                           "120",
		`"-514.790552088631999405963"`:      "-514.790552088631999405963",
		`"0.000123456"`:                     "0.000123456",
		`123346.11`:                         "123346.11",
		`-0.0042`:                           "-0.0042",
		`1.5e-7`:                            "0.00000015",
		`2E+3`:                              "2000",
		`"1e64"`:                            "1" + strings.Repeat("0", 64),
		`"+7."`:                             "7",
		`".5"`:                              "0.5",
		`"0"`:                               "0",
		`"-0"`:                              "0",
		`"999999999999999999"`:              "999999999999999999",
		`"-9999999999999999999"`:            "-9999999999999999999",
		`"` + strings.Repeat("9", 64) + `"`: strings.Repeat("9", 64),
		`"\u0031\u0032"`:                    "12",
	} {
		var d Decimal
		if err := json.Unmarshal([]byte(raw), &d); err != nil {
			t.Errorf("%s: %v", raw, err)
			continue
		}
		if !d.Valid || !d.Decimal.Equal(decimal.RequireFromString(want)) {
			t.Errorf("%s is %v, want %s", raw, d, want)
		}
	}
}

func TestDecimalUnknown(t *testing.T) {
	for _, raw := range []string{`{"d":null}`, `{"d":""}`, `{}`} {
		var in struct{ D Decimal }
		if err := json.Unmarshal([]byte(raw), &in); err != nil || in.D.Valid {
			t.Errorf("%s is %v, %v; want unknown", raw, in.D, err)
		}
	}
	reused := Known(decimal.NewFromInt(7))
	if err := json.Unmarshal([]byte(`null`), &reused); err != nil || reused.Valid {
		t.Errorf("null over a value is %v, %v", reused, err)
	}
}

func TestDecimalRefused(t *testing.T) {
	for raw, want := range map[string]error{
		`"1e999999999"`:                     errAbsurdDecimal,
		`1e999999999`:                       errAbsurdDecimal,
		`"1e-65"`:                           errAbsurdDecimal,
		`"0.1e-64"`:                         errAbsurdDecimal,
		`"1e99999999999999999999999999999"`: errAbsurdDecimal,
		`"` + strings.Repeat("9", 65) + `"`: errAbsurdDecimal,
		`"NaN"`:                             errNotDecimal,
		`"Infinity"`:                        errNotDecimal,
		`"1,234.5"`:                         errNotDecimal,
		`"1.2.3"`:                           errNotDecimal,
		`"--1"`:                             errNotDecimal,
		`"-"`:                               errNotDecimal,
		`"."`:                               errNotDecimal,
		`"e5"`:                              errNotDecimal,
		`"1e"`:                              errNotDecimal,
		`"1e+-5"`:                           errNotDecimal,
		`" 1"`:                              errNotDecimal,
		`"0x10"`:                            errNotDecimal,
		`true`:                              errNotDecimal,
		`{}`:                                errNotDecimal,
		`[1]`:                               errNotDecimal,
	} {
		var d Decimal
		if err := json.Unmarshal([]byte(raw), &d); !errors.Is(err, want) {
			t.Errorf("%s: %v, want %v", raw, err, want)
		}
		if d.Valid {
			t.Errorf("%s left a value: %v", raw, d)
		}
	}
}

func TestParseDecimal(t *testing.T) {
	if d, err := ParseDecimal("-12.50"); err != nil || d.Decimal.StringFixed(2) != "-12.50" {
		t.Errorf("ParseDecimal(-12.50) = %v, %v", d, err)
	}
	if d, err := ParseDecimal(""); err != nil || d.Valid {
		t.Errorf("an empty text is %v, %v; want unknown", d, err)
	}
	if _, err := ParseDecimal("twelve"); err == nil {
		t.Error("a word was taken for a number")
	}
}

func TestDecimalToJSON(t *testing.T) {
	got, err := json.Marshal([]Decimal{Known(decimal.RequireFromString("-1.10")), {}})
	if err != nil || string(got) != `["-1.1",null]` {
		t.Errorf("%s, %v", got, err)
	}
}
