package ui

import (
	"reflect"
	"testing"

	"quipu/config"
	"quipu/ui/theme"
)

// Every theme that the settings list has colours of its own: auto is what an
// unknown name gives.
func TestEveryAcceptedThemeIsDrawn(t *testing.T) {
	for _, name := range config.Accepted("theme") {
		own := false
		for _, dark := range []bool{true, false} {
			own = own || !reflect.DeepEqual(theme.New(name, dark), theme.New("auto", dark))
		}
		if own != (name != "auto") {
			t.Errorf("%s: colours of its own: %t", name, own)
		}
	}
}
