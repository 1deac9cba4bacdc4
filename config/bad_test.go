package config

import (
	"runtime"
	"strings"
	"testing"
)

func TestBadSettings(t *testing.T) {
	for name, c := range map[string]struct {
		file  string
		env   map[string]string
		flags map[string]string
		says  []string
	}{
		"unknown key":           {file: "refrsh = \"3s\"", says: []string{"config.toml", "refrsh is not a setting", "refresh"}},
		"a table":               {file: "[ui]\ntheme = \"dark\"", says: []string{"ui is not a setting"}},
		"not TOML":              {file: "theme = \"dark\"\nrefresh 3s\n", says: []string{"config.toml", "line 2"}},
		"twice":                 {file: "theme = \"dark\"\ntheme = \"light\"\n", says: []string{"each key once"}},
		"refresh word":          {file: "refresh = \"fast\"", says: []string{"config.toml: refresh = \"fast\": want a duration of 1s to 1h, like 3s"}},
		"refresh number":        {file: "refresh = 3", says: []string{"refresh: want a string in quotes, like \"3s\""}},
		"refresh too short":     {env: map[string]string{"QUIPU_REFRESH": "500ms"}, says: []string{"QUIPU_REFRESH=\"500ms\"", "1s to 1h"}},
		"refresh too long":      {flags: map[string]string{"refresh": "2h"}, says: []string{"--refresh \"2h\"", "1s to 1h"}},
		"account":               {flags: map[string]string{"account": "demo"}, says: []string{`--account "demo": want paper or live`}},
		"theme":                 {file: "theme = \"blue\"", says: []string{"colorblind"}},
		"store":                 {env: map[string]string{"QUIPU_TOKEN_STORE": "cloud"}, says: []string{"auto, keyring, file or memory"}},
		"switch":                {env: map[string]string{"QUIPU_PRIVATE": "maybe"}, says: []string{"true or false"}},
		"switch in the file":    {file: "read_only = 1", says: []string{"read_only: want true or false"}},
		"scope":                 {file: "scopes = \"data everything\"", says: []string{"account:write, trading, data"}},
		"scope list":            {file: "scopes = [1]", says: []string{"want a string"}},
		"plain http":            {env: map[string]string{"QUIPU_API_URL": "http://api.example"}, says: []string{"QUIPU_API_URL", "https"}},
		"plain http redirect":   {flags: map[string]string{"redirect_url": "http://10.0.0.1:80/callback"}, says: []string{"--redirect-url", "https"}},
		"redirect query":        {flags: map[string]string{"redirect_url": "https://x.example/cb?a=b"}, says: []string{"without ?"}},
		"redirect port":         {flags: map[string]string{"redirect_url": "http://localhost/callback"}, says: []string{"want a port"}},
		"address":               {env: map[string]string{"QUIPU_DATA_URL": "data.example"}, says: []string{"absolute"}},
		"password, no scheme":   {env: map[string]string{"QUIPU_DATA_URL": "me:hunter2@data.example"}, says: []string{"QUIPU_DATA_URL=…", "absolute"}},
		"password, wrong one":   {file: "api_url = \"ftp://me:hunter2@x.example\"", says: []string{"api_url = …", "absolute"}},
		"address with a blank":  {file: "token_url = \"https://x.example/a b\"", says: []string{"token_url", "without blanks"}},
		"address with #":        {file: "authorize_url = \"https://x.example/#a\"", says: []string{"authorize_url", "without #"}},
		"address port":          {env: map[string]string{"QUIPU_PUBLIC_URL": "https://x.example:70000"}, says: []string{"QUIPU_PUBLIC_URL", "1 to 65535"}},
		"plain http authorize":  {env: map[string]string{"QUIPU_AUTHORIZE_URL": "http://a.example/x"}, says: []string{"QUIPU_AUTHORIZE_URL", "https"}},
		"plain http token":      {env: map[string]string{"QUIPU_TOKEN_URL": "http://a.example/x"}, says: []string{"QUIPU_TOKEN_URL", "https"}},
		"plain http data":       {env: map[string]string{"QUIPU_DATA_URL": "http://a.example"}, says: []string{"QUIPU_DATA_URL", "https"}},
		"plain http public":     {flags: map[string]string{"public_url": "http://a.example"}, says: []string{"--public-url", "https"}},
		"redirect scheme":       {flags: map[string]string{"redirect_url": "quipu://callback"}, says: []string{"--redirect-url", "http or https"}},
		"redirect fragment":     {flags: map[string]string{"redirect_url": "http://localhost:17865/callback#"}, says: []string{"without #"}},
		"redirect empty query":  {flags: map[string]string{"redirect_url": "http://localhost:17865/callback?"}, says: []string{"without ?"}},
		"listen to a name":      {flags: map[string]string{"callback_addr": "example.com:17865"}, says: []string{"localhost or an IP address"}},
		"listen on port 0":      {flags: map[string]string{"callback_addr": "127.0.0.1:0"}, says: []string{"host:port"}},
		"empty flag":            {flags: map[string]string{"refresh": ""}, says: []string{"--refresh", "1s to 1h"}},
		"two faults":            {file: "zebra = 1\nant = 1", says: []string{"ant is not a setting"}},
		"id that is a number":   {file: "client_id = 7", says: []string{"client_id: want a string in quotes"}},
		"password in address":   {env: map[string]string{"QUIPU_DATA_URL": "https://me:hunter2@data.example"}, says: []string{"user name"}},
		"listen to everybody":   {flags: map[string]string{"callback_addr": ":17865"}, says: []string{"spelled out"}},
		"listen without port":   {flags: map[string]string{"callback_addr": "127.0.0.1"}, says: []string{"host:port"}},
		"secret with a blank":   {env: map[string]string{"QUIPU_CLIENT_SECRET": "hunter2 "}, says: []string{"QUIPU_CLIENT_SECRET", "without blanks"}},
		"key without secret":    {env: map[string]string{"APCA_API_KEY_ID": "PK1"}, says: []string{"APCA_API_SECRET_KEY is not"}},
		"secret without key":    {env: map[string]string{"APCA_API_SECRET_KEY": "hunter2"}, says: []string{"APCA_API_KEY_ID is not"}},
		"escape in a value":     {file: "theme = \"\\u001b[31m\"", says: []string{"[31m"}},
		"file that is missing":  {env: map[string]string{"QUIPU_CONFIG": "/nowhere/quipu.toml"}, says: []string{"quipu.toml", missing}},
		"file that is a folder": {env: map[string]string{"QUIPU_CONFIG": "/"}, says: []string{": is not a regular file"}},
	} {
		t.Run(name, func(t *testing.T) {
			from := Source{Getenv: environment(t, c.env), Flags: c.flags}
			if c.file != "" {
				from.File = written(t, c.file)
			}
			_, err := Load(from)
			if err == nil {
				t.Fatal("accepted")
			}
			for _, said := range c.says {
				if !strings.Contains(err.Error(), said) {
					t.Errorf("%q does not say %q", err, said)
				}
			}
			if strings.ContainsAny(err.Error(), "\n\x1b") || strings.Contains(err.Error(), "hunter2") {
				t.Errorf("not one clean line: %q", err)
			}
		})
	}
}

// missing is how the system says that a file is not there.
var missing = func() string {
	if runtime.GOOS == "windows" {
		return "cannot find"
	}
	return "no such file"
}()
