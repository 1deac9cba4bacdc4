package main

import (
	"strings"
	"testing"
	"time"
)

func TestParseStep(t *testing.T) {
	for text, want := range map[string]step{
		"wait:AAPL":       {verb: "wait", what: "AAPL"},
		"wait:in 2:13":    {verb: "wait", what: "in 2:13"},
		"gone:loading":    {verb: "gone", what: "loading"},
		"key:enter":       {verb: "key", what: "\r", name: "enter"},
		"key:shift+tab":   {verb: "key", what: "\x1b[Z", name: "shift+tab"},
		"key:ctrl+c":      {verb: "key", what: "\x03", name: "ctrl+c"},
		"key:é":           {verb: "key", what: "é", name: "é"},
		"type:two words ": {verb: "type", what: "two words "},
		"sleep:200ms":     {verb: "sleep", what: "200ms", time: 200 * time.Millisecond},
		"shot":            {verb: "shot"},
		"shot:second":     {verb: "shot", what: "second"},
	} {
		if got, err := parseStep(text); err != nil || got != want {
			t.Errorf("%q: %+v, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "wait", "wait:", "type:", "key:", "key:nosuchkey", "key:ctrl+", "key:ctrl+1", "sleep:long", "dance:x"} {
		if got, err := parseStep(text); err == nil {
			t.Errorf("%q was taken for %+v", text, got)
		}
	}
}

func TestParseSize(t *testing.T) {
	if columns, rows, err := parseSize("130x45"); columns != 130 || rows != 45 || err != nil {
		t.Errorf("got %d, %d, %v", columns, rows, err)
	}
	for _, text := range []string{"", "130", "x45", "130x", "0x10", "-1x5", "80x24x3", "9999x10", "axb"} {
		if _, _, err := parseSize(text); err == nil {
			t.Errorf("%q was accepted", text)
		}
	}
}

// Every scene can be played: its steps are steps, its name is its own.
func TestScenes(t *testing.T) {
	names := map[string]bool{}
	for _, s := range scenes {
		if _, err := parseSteps(s.steps); err != nil {
			t.Errorf("%s: %v", s.name, err)
		}
		if names[s.name] || s.columns < 1 || s.rows < 1 || (s.theme != "dark" && s.theme != "light") {
			t.Errorf("%s: not a scene: %+v", s.name, s)
		}
		names[s.name] = true
		for i, text := range s.steps {
			if s.moves && strings.HasPrefix(text, "key:") && (i == 0 || !strings.HasPrefix(s.steps[i-1], "frame:")) {
				t.Errorf("%s: %s has no frame before it to be shown on", s.name, text)
			}
		}
	}
}
