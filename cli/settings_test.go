package cli

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"quipu/auth"
	"quipu/config"
)

// The table of settings in docs/ is made from the table that loads them.
func TestDocsNameEverySetting(t *testing.T) {
	compareGenerated(t, "docs/settings.md", "<!-- settings: made from config/table.go, kept by a test -->\n", "<!-- end of settings -->", settingsTable())
}

// compareGenerated reports where the part of a file between two marks is not
// what it is made from. With QUIPU_UPDATE=1 it writes it.
func compareGenerated(t *testing.T, file, start, end, want string) {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, started := strings.Cut(string(data), start)
	got, after, ended := strings.Cut(rest, end)
	if !started || !ended {
		t.Fatalf("%s has no part between %q and %q", file, start, end)
	}
	if got == want {
		return
	}
	if os.Getenv("QUIPU_UPDATE") == "" {
		t.Fatalf("%s is behind what it is made from; QUIPU_UPDATE=1 go test -run %s ./cli writes it", file, t.Name())
	}
	if err := os.WriteFile(file, []byte(before+start+want+end+after), 0o600); err != nil {
		t.Fatal(err)
	}
}

func settingsTable() string {
	var b strings.Builder
	b.WriteString("| key | environment | flag | default | what |\n|---|---|---|---|---|\n")
	code := func(text string) string {
		if text == "" {
			return ""
		}
		return "`" + text + "`"
	}
	for _, f := range config.All() {
		flag := ""
		if f.Flag != "" {
			flag = "--" + f.Flag
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s |\n", code(f.Key), code(f.Env), code(flag), code(f.Default), f.Help())
	}
	return b.String()
}

// The settings list the stores that auth opens, and no others are opened.
func TestEveryAcceptedTokenStoreOpens(t *testing.T) {
	for _, kind := range config.Accepted("token_store") {
		if _, err := auth.OpenStore(auth.StoreOptions{Kind: kind, Dir: t.TempDir()}); err != nil {
			t.Error(err)
		}
	}
	_, err := auth.OpenStore(auth.StoreOptions{Kind: "cloud", Dir: t.TempDir()})
	if err == nil {
		t.Fatal("a store that there is not opens")
	}
	for _, kind := range config.Accepted("token_store") {
		if !strings.Contains(err.Error(), kind) {
			t.Errorf("%v does not name %s", err, kind)
		}
	}
}
