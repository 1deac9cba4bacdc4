package main

import (
	"bufio"
	"debug/buildinfo"
	"fmt"
	"os"
	"runtime"
	"strings"
)

// machine says in one line what was measured where: figures without it mean
// nothing the week after.
func machine(binary string) string {
	parts := []string{
		named("/proc/cpuinfo", "model name", ":", runtime.GOARCH),
		fmt.Sprintf("%d cores", runtime.NumCPU()),
		named("/etc/os-release", "PRETTY_NAME", "=", runtime.GOOS),
	}
	if info, err := buildinfo.ReadFile(binary); err == nil {
		parts = append(parts, info.GoVersion+revision(info))
	}
	if load, err := os.ReadFile("/proc/loadavg"); err == nil {
		parts = append(parts, "load "+strings.Join(strings.Fields(string(load))[:3], " "))
	}
	return strings.Join(parts, " · ")
}

// named gives the value of the first line that starts with key.
func named(file, key, separator, otherwise string) string {
	f, err := os.Open(file)
	if err != nil {
		return otherwise
	}
	defer func() { _ = f.Close() }()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		name, value, found := strings.Cut(lines.Text(), separator)
		if found && strings.TrimSpace(name) == key {
			return strings.Trim(strings.TrimSpace(value), `"`)
		}
	}
	return otherwise
}

// revision is the commit that was built, and whether anything was changed since.
func revision(info *buildinfo.BuildInfo) string {
	var commit, changed string
	for _, s := range info.Settings {
		switch {
		case s.Key == "vcs.revision":
			commit = " · commit " + s.Value[:min(len(s.Value), 12)]
		case s.Key == "vcs.modified" && s.Value == "true":
			changed = " and changes"
		}
	}
	if commit == "" {
		return ""
	}
	return commit + changed
}
