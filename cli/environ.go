package cli

import "os"

// secretNames are the variables of the environment that hold secrets.
var secretNames = []string{"APCA_API_OAUTH_TOKEN", "APCA_API_KEY_ID", "APCA_API_SECRET_KEY", "QUIPU_CLIENT_SECRET"}

// secrets are the values of those that were set. Run fills it once, before
// anything else runs.
var secrets = map[string]string{}

// hideSecrets takes the secrets out of the process's environment, which the
// browser and every other program that quipu starts inherits.
func hideSecrets() {
	for _, name := range secretNames {
		if value, set := os.LookupEnv(name); set {
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
