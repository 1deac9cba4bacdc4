package cli

import (
	"os"
	"slices"
	"strings"
	"testing"
)

// The secrets of the environment stay readable for quipu, and are not inherited
// by the programs that it starts.
func TestSecretsOfTheEnvironmentAreNotInherited(t *testing.T) {
	before := secrets
	secrets = map[string]string{}
	t.Cleanup(func() { secrets = before })
	for _, name := range secretNames {
		t.Setenv(name, "hush-"+name)
	}
	t.Setenv("APCA_API_OAUTH_TOKEN", "hush-token")
	hideSecrets()
	if inherited := slices.DeleteFunc(os.Environ(), func(v string) bool { return !strings.Contains(v, "hush-") }); len(inherited) > 0 {
		t.Errorf("a child would inherit %v", inherited)
	}
	if got := getenv("APCA_API_OAUTH_TOKEN"); got != "hush-token" {
		t.Errorf("quipu itself reads %q", got)
	}
}
