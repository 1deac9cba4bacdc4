package cli

import (
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"quipu/config"
)

// The secrets of the environment stay readable for quipu, and are not inherited
// by the programs that it starts.
func TestSecretsOfTheEnvironmentAreNotInherited(t *testing.T) {
	if os.Getenv("QUIPU_TEST_CHILD") != "" {
		if inherited := slices.DeleteFunc(os.Environ(), func(v string) bool { return !strings.Contains(v, "hush-") }); len(inherited) > 0 {
			t.Errorf("inherited is %v", inherited)
		}
		return
	}
	before := secrets
	secrets = map[string]string{}
	t.Cleanup(func() { secrets = before })
	names := []string{"APCA_API_OAUTH_TOKEN", "APCA_API_KEY_ID", "APCA_API_SECRET_KEY", "ALPACA_SECRET_KEY", "APCA_BROKER_API_KEY"}
	for _, setting := range config.All() {
		if setting.Secret {
			names = append(names, setting.Env)
		} else if setting.Env != "" {
			t.Setenv(setting.Env, "kept")
		}
	}
	for _, name := range names {
		t.Setenv(name, "hush-"+name)
	}
	t.Setenv("APCA_API_OAUTH_TOKEN", "hush-token")
	hideSecrets()
	child := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestSecretsOfTheEnvironmentAreNotInherited$", "-test.v")
	child.Env = append(os.Environ(), "QUIPU_TEST_CHILD=1")
	if said, err := child.CombinedOutput(); err != nil {
		t.Errorf("a child: %v\n%s", err, said)
	}
	for _, setting := range config.All() {
		if got := os.Getenv(setting.Env); setting.Env != "" && !setting.Secret && got != "kept" {
			t.Errorf("a child does not inherit %s", setting.Env)
		}
	}
	if got := getenv("APCA_API_OAUTH_TOKEN"); got != "hush-token" {
		t.Errorf("quipu itself reads %q", got)
	}
}

// Only the command line reads the process: it hands the proxies of the
// environment on.
func TestTheProxyOfTheProcessIsHandedOn(t *testing.T) {
	if processStreams().environment().Proxy == nil {
		t.Error("nothing chooses a proxy")
	}
}
