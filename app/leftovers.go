package app

import (
	"errors"
	"path/filepath"
	"slices"

	"quipu/config"
	"quipu/safe"
)

// Leftovers gives the paths of the temporary files that killed saves of tokens,
// settings, state and journals left. They may hold secrets.
func Leftovers(env Env, s config.Settings) ([]string, error) {
	var all []string
	var failed error
	for _, dir := range folders(env, s) {
		found, err := safe.Leftovers(dir)
		all, failed = append(all, found...), errors.Join(failed, err)
	}
	return all, failed
}

// RemoveLeftovers removes them, but for those that a process is writing now.
func RemoveLeftovers(env Env, s config.Settings) error {
	var failed error
	for _, dir := range folders(env, s) {
		failed = errors.Join(failed, safe.RemoveLeftovers(dir))
	}
	return failed
}

// folders are those that quipu writes into.
func folders(env Env, s config.Settings) []string {
	all := []string{env.ConfigDir, env.StateDir}
	if env.StateDir != "" {
		all = append(all, journals(env.StateDir))
	}
	if s.File != "" {
		all = append(all, filepath.Dir(s.File))
	}
	slices.Sort(all)
	return slices.DeleteFunc(slices.Compact(all), func(dir string) bool { return dir == "" })
}
