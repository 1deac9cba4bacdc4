package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"quipu/app"
	"quipu/auth"
	"quipu/config"
)

var _ = register(signInGroup, logoutCommand)

// logoutCommand deletes stored tokens.
func logoutCommand(std *streams) *cobra.Command {
	var all bool
	cmd := &cobra.Command{
		Use:   "logout",
		Short: "Delete the stored token",
		Long: "logout deletes the account's token from the keyring and from its file, and what an interrupted\n" +
			"save left of it. Alpaca keeps the token valid until you revoke the app on its dashboard. With\n" +
			"an api_url of your own it is the token of that API; --all deletes those of every API.",
		Example: "quipu logout                     # of the paper account\nquipu logout --account live\nquipu logout --all",
		Args:    noArgs,
	}
	values := settingFlags(cmd, "account", "token_store")
	cmd.Flags().BoolVar(&all, "all", false, "paper and live, of every API")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		settings, err := config.Load(values.source(cmd, std))
		if err != nil {
			return err
		}
		return logout(cmd.Context(), std, settings, all)
	}
	return cmd
}

func logout(ctx context.Context, std *streams, s config.Settings, all bool) error {
	env := std.environment()
	store, err := app.OpenTokens(app.Kept(s), env)
	if err != nil {
		return err
	}
	left, _ := app.Leftovers(env, s) // what cannot be looked at cannot be removed either, which is said below
	accounts := []config.Account{s.Account}
	if all {
		accounts = config.Accounts()
	}
	var failed error
	for _, account := range accounts {
		failed = errors.Join(failed, logoutOf(ctx, std, store, account))
	}
	if all {
		deleted, err := store.DeleteAll(ctx)
		failed = errors.Join(failed, err, printLinks(std, deleted))
	}
	if err := app.RemoveLeftovers(env, s); err != nil {
		return errors.Join(failed, fmt.Errorf("what an interrupted save left is not removed: %w", err))
	}
	if len(left) > 0 {
		_, err = fmt.Fprintf(std.Out, "What an interrupted save left is removed: %s\n", strings.Join(left, ", "))
	}
	return errors.Join(failed, err)
}

// printLinks says what became of the other names of a token's file.
func printLinks(std *streams, deleted auth.Deleted) error {
	if deleted.Links == 0 {
		return nil
	}
	_, err := fmt.Fprintf(std.Out, "Other hard links of the token's file still exist (%d), and hold nothing any more.\n", deleted.Links)
	return err
}

// logoutOf deletes one account's token, one that cannot be read included.
func logoutOf(ctx context.Context, std *streams, store app.TokenStore, account config.Account) error {
	_, place, found := store.Load(ctx, string(account))
	deleted, err := store.Delete(ctx, string(account))
	if err != nil {
		return fmt.Errorf("the %s account is not signed out: %w", account, err)
	}
	if err := printLinks(std, deleted); err != nil {
		return err
	}
	var other *app.OtherBrokerError
	switch {
	case errors.As(found, &other):
		_, err = fmt.Fprintf(std.Out, "No token of the %s account at %s is stored. The one of another API is kept: quipu logout --all deletes it.\n", account, other.Broker)
	case errors.Is(found, auth.ErrNoToken):
		_, err = fmt.Fprintf(std.Out, "No token of the %s account is stored.\n", account)
	case found != nil:
		_, err = fmt.Fprintf(std.Out, "The %s account's token is deleted; it could not be used as it was.\n", account)
	default:
		_, err = fmt.Fprintf(std.Out, "Signed out of the %s account: its token is deleted from %s. Alpaca keeps it valid until you revoke the app on its dashboard.\n", account, place)
	}
	return err
}
