package cli

import (
	"strings"
	"testing"

	"github.com/spf13/cobra"
)

func TestManualPageShowsWhatAFlagTakes(t *testing.T) {
	cmd := &cobra.Command{Use: "x [NAME]", Short: "50% of it", Long: "-a begins\n\n.not an order\n\n\tcode -b\n", Run: func(*cobra.Command, []string) {}}
	flags := cmd.Flags()
	flags.Bool("switch", false, "is on or off")
	flags.StringP("text", "t", "", "takes anything")
	flags.String("status", "open", "has a default")
	flags.Int("limit", 0, "takes a number")
	flags.Uint64("seed", 7, "has a number")
	flags.StringSlice("symbol", nil, "takes a list")
	flags.String("hidden", "", "is not shown")
	_ = flags.MarkHidden("hidden")
	page := manPage(cmd)
	for _, want := range []string{
		".SH NAME\nx \\- 50% of it\n",
		".SH DESCRIPTION\n\\-a begins\n.PP\n\\&.not an order\n.PP\n.EX\ncode \\-b\n.EE\n",
		".TP\n\\fB\\-\\-switch\\fP\nis on or off\n",
		".TP\n\\fB\\-t\\fP, \\fB\\-\\-text\\fP=\\fIvalue\\fP\ntakes anything\n",
		".TP\n\\fB\\-\\-status\\fP=\"open\"\n",
		".TP\n\\fB\\-\\-limit\\fP=\\fIvalue\\fP\n",
		".TP\n\\fB\\-\\-seed\\fP=7\n",
		".TP\n\\fB\\-\\-symbol\\fP=\\fIvalue,…\\fP\n",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("%q is not in the page:\n%s", want, page)
		}
	}
	if strings.Contains(page, "hidden") {
		t.Error("a hidden flag is shown")
	}
}
