package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"time"

	"github.com/spf13/cobra"

	"quipu/demo"
)

var _ = register(otherGroup, brokerCommand)

// brokerCommand serves the embedded broker alone.
func brokerCommand(std *streams) *cobra.Command {
	var listen string
	var redirects []string
	var seed uint64
	var clock, faults string
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "broker",
		Short: "Serve the embedded broker alone, for other Alpaca clients",
		Long: "broker serves the demo's broker until it is interrupted: Alpaca's OAuth and Trading API v2\n" +
			"over HTTP on a loopback address, with play money. It answers the calls that quipu makes:\n" +
			"the account is read, watchlists are changed and orders traded, all with play money.",
		Example: "quipu broker --listen 127.0.0.1:8765\nquipu broker --listen 127.0.0.1:0 --json",
		Args:    noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx, stop := withSignals(cmd.Context())
			defer stop()
			return serveBroker(ctx, std, brokerOptions{listen, redirects, seed, clock, faults, asJSON})
		},
	}
	cmd.Flags().StringVar(&listen, "listen", "127.0.0.1:8765", "loopback address to listen on; port 0 takes a free one")
	cmd.Flags().StringSliceVar(&redirects, "redirect-uri", []string{"http://localhost:17865/callback"}, "redirect URI that is registered with the app")
	cmd.Flags().Lookup("redirect-uri").DefValue = "http://localhost:17865/callback" // without pflag's brackets
	cmd.Flags().Uint64Var(&seed, "demo-seed", 7, "seed of the market: the same seed shows the same figures")
	cmd.Flags().StringVar(&clock, "demo-clock", "", "the clock begins at this time of New York, YYYY-MM-DDThh:mm, instead of now, and the prices stand still")
	cmd.Flags().StringVar(&faults, "demo-faults", "", demoFaultsUsage)
	cmd.Flags().BoolVar(&asJSON, "json", false, "print what a client needs as one line of JSON")
	return cmd
}

// brokerAccess is what a client needs of the broker. The secrets are play secrets,
// made to be shown.
type brokerAccess struct {
	URL          string `json:"url"`
	ClientID     string `json:"client_id"`
	ClientSecret string `json:"client_secret"`
	APIKey       string `json:"api_key"`
	APISecret    string `json:"api_secret"`
	OAuthToken   string `json:"oauth_token"` // of the paper account
}

// brokerOptions are the command's flags.
type brokerOptions struct {
	listen    string
	redirects []string
	seed      uint64
	clock     string
	faults    string
	json      bool
}

func (o brokerOptions) demo() (demo.Options, error) {
	d := demo.Options{Seed: o.seed, Now: time.Now, Alive: true, Addr: o.listen, RedirectURIs: o.redirects}
	var err error
	if d.Faults, err = demoFaults(o.faults); err != nil || o.clock == "" {
		return d, err
	}
	start, err := demoTime(o.clock)
	d.Now, d.StillPrices = demo.ClockFrom(start), true
	return d, err
}

func serveBroker(ctx context.Context, std *streams, o brokerOptions) error {
	listen, redirects := o.listen, o.redirects
	host, _, err := net.SplitHostPort(listen)
	if err != nil || net.ParseIP(host) == nil || !net.ParseIP(host).IsLoopback() {
		return usageError{fmt.Errorf("--listen %s: want a loopback address with a port, like 127.0.0.1:8765", listen)}
	}
	for _, address := range redirects {
		if u, err := url.Parse(address); err != nil || u.Host == "" || u.Fragment != "" || (u.Scheme != "http" && u.Scheme != "https") {
			return usageError{fmt.Errorf("--redirect-uri %q: want an address like http://localhost:17865/callback", address)}
		}
	}
	options, err := o.demo()
	if err != nil {
		return err
	}
	b, err := demo.Start(ctx, options)
	if err != nil {
		return fmt.Errorf("serve the broker: %w", err)
	}
	token, err := b.Grant("paper", "account:write", "data", "trading")
	if err != nil {
		return errors.Join(fmt.Errorf("serve the broker: %w", err), b.Close())
	}
	a := brokerAccess{b.URL, b.ClientID, b.ClientSecret.Reveal(), b.KeyID, b.KeySecret.Reveal(), token.Reveal()}
	if err := a.print(std.Out, o.json, b, redirects); err != nil {
		return fmt.Errorf("print the broker's address: %w", err)
	}
	<-ctx.Done()
	return b.Close()
}

func (a brokerAccess) print(w io.Writer, asJSON bool, b *demo.Broker, redirects []string) error {
	if asJSON {
		return json.NewEncoder(w).Encode(a)
	}
	_, err := fmt.Fprintf(w, `The embedded broker listens on %s with play money. ctrl+c ends it.

With a key pair (the account is a paper one):
  APCA_API_BASE_URL=%s
  APCA_API_KEY_ID=%s
  APCA_API_SECRET_KEY=%s
and for quipu itself, which does not read the first one:
  QUIPU_API_URL=%s
  QUIPU_DATA_URL=%s

With an OAuth token of the paper account, in place of the key pair:
  APCA_API_OAUTH_TOKEN=%s

With OAuth (quipu itself, for one):
  QUIPU_API_URL=%s
  QUIPU_DATA_URL=%s
  QUIPU_AUTHORIZE_URL=%s
  QUIPU_TOKEN_URL=%s
  QUIPU_CLIENT_ID=%s
  QUIPU_CLIENT_SECRET=%s
  registered redirect: %s
`, a.URL, a.URL, a.APIKey, a.APISecret, a.URL, a.URL, a.OAuthToken, a.URL, a.URL, b.AuthorizeURL(), b.TokenURL(), a.ClientID, a.ClientSecret, redirects)
	return err
}
