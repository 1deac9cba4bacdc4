package config

import (
	"path/filepath"
	"runtime"
)

// Dir is the folder of config.toml: $XDG_CONFIG_HOME/quipu, else
// ~/.config/quipu (%AppData%\quipu on Windows). A relative XDG path is ignored,
// as the XDG base directory specification demands. It is "" where there is no
// home.
func Dir(getenv func(string) string) string {
	return place(getenv, "XDG_CONFIG_HOME", ".config", "AppData")
}

// StateDir is the folder of what may be lost: $XDG_STATE_HOME/quipu, else
// ~/.local/state/quipu (%LocalAppData%\quipu on Windows).
func StateDir(getenv func(string) string) string {
	return place(getenv, "XDG_STATE_HOME", filepath.Join(".local", "state"), "LocalAppData")
}

func place(getenv func(string) string, xdg, below, windows string) string {
	if dir := getenv(xdg); filepath.IsAbs(dir) {
		return filepath.Join(dir, "quipu")
	}
	if dir := getenv(windows); runtime.GOOS == "windows" && filepath.IsAbs(dir) {
		return filepath.Join(dir, "quipu")
	}
	if home := getenv("HOME"); filepath.IsAbs(home) {
		return filepath.Join(home, below, "quipu")
	}
	return ""
}
