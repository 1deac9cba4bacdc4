package cli

import (
	"slices"

	"github.com/spf13/cobra"

	"quipu/config"
)

// settingValues are the values of a command's settings flags, by key.
type settingValues map[string]*string

// settingFlags gives a command the flags of the settings, all or those with
// the keys, and --config.
func settingFlags(cmd *cobra.Command, keys ...string) settingValues {
	values := settingValues{}
	for _, f := range config.All() {
		if f.Flag == "" || (len(keys) > 0 && !slices.Contains(keys, f.Key)) {
			continue
		}
		help := f.Help()
		if f.Default != "" && !f.Bool {
			help += " (default " + f.Default + ")"
		}
		values[f.Key] = cmd.Flags().String(f.Flag, "", help)
		if f.Bool { // may stand alone
			cmd.Flags().Lookup(f.Flag).NoOptDefVal = "true"
		}
		if f.Accepted != nil && !f.List {
			complete(cmd, f.Flag, f.Accepted...)
		}
	}
	cmd.Flags().String("config", "", "another config file")
	return values
}

// source is where the settings come from: the flags of the command line that are
// set, the environment and the config file.
func (values settingValues) source(cmd *cobra.Command, std *streams) config.Source {
	flags := map[string]string{}
	for _, f := range config.All() {
		if value, known := values[f.Key]; known && cmd.Flags().Changed(f.Flag) {
			flags[f.Key] = *value
		}
	}
	file, _ := cmd.Flags().GetString("config")
	return config.Source{Getenv: std.Getenv, Flags: flags, File: file}
}

// sourceOf is source for a caller that has the command alone.
func sourceOf(cmd *cobra.Command, std *streams) config.Source {
	values := settingValues{}
	for _, f := range config.All() {
		if flag := cmd.Flags().Lookup(f.Flag); f.Flag != "" && flag != nil {
			text := flag.Value.String()
			values[f.Key] = &text
		}
	}
	return values.source(cmd, std)
}
