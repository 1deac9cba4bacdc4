package cli

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"quipu/config"
)

const (
	settingsStart = "<!-- settings: made from config/table.go, kept by a test -->\n"
	settingsEnd   = "<!-- end of settings -->"
)

// The README's table of settings is made from the table that loads them. With
// QUIPU_UPDATE=1 this test writes it.
func TestReadmeNamesEverySetting(t *testing.T) {
	data, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	before, rest, found := strings.Cut(string(data), settingsStart)
	if !found {
		t.Fatal("README.md has no place for the settings")
	}
	shown, after, _ := strings.Cut(rest, settingsEnd)
	want := settingsTable()
	if shown == want {
		return
	}
	if os.Getenv("QUIPU_UPDATE") == "" {
		t.Fatalf("README.md is behind config/table.go; QUIPU_UPDATE=1 go test -run %s ./cli writes it", t.Name())
	}
	if err := os.WriteFile("README.md", []byte(before+settingsStart+want+settingsEnd+after), 0o600); err != nil {
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
	for _, f := range config.Flags() {
		flag := ""
		if f.Flag != "" {
			flag = "--" + f.Flag
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s |\n", code(f.Key), code(f.Env), code(flag), code(f.Default), f.Help)
	}
	return b.String()
}
