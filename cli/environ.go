package cli

import (
	"os"
	"regexp"
	"strings"
)

// secretName matches the variables of the environment that hold secrets: quipu's
// own, those of Alpaca's SDKs, and what may be added to either.
var secretName = regexp.MustCompile(`(?i)^(APCA|ALPACA|QUIPU)_.*(SECRET|KEY|PASSWORD|PASSPHRASE|OAUTH_TOKEN|ACCESS_TOKEN|API_TOKEN)`)

// secrets are the values of those that were set. Run fills it once, before
// anything else runs.
var secrets = map[string]string{}

// hideSecrets takes the secrets out of the process's environment, which the
// browser and every other program that quipu starts inherits.
func hideSecrets() {
	for _, assignment := range os.Environ() {
		if name, value, _ := strings.Cut(assignment, "="); secretName.MatchString(name) {
			secrets[name] = value
			_ = os.Unsetenv(name)
		}
	}
}

// getenv gives a variable of the environment that quipu was started in.
func getenv(name string) string {
	if value, hidden := secrets[name]; hidden {
		return value
	}
	return os.Getenv(name)
}
