package cli

import (
	"context"
	"errors"
	"fmt"

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
		Long: "logout deletes the account's token from the keyring and from its file. Alpaca keeps it valid\n" +
			"until you revoke the app on its dashboard.",
		Example: "quipu logout                     # of the paper account\nquipu logout --account live\nquipu logout --all",
		Args:    noArgs,
	}
	values := settingFlags(cmd, "account", "token_store")
	cmd.Flags().BoolVar(&all, "all", false, "paper and live")
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
	store, err := auth.OpenStore(auth.StoreOptions{Kind: app.Kept(s).TokenStore, Dir: env.ConfigDir, Getenv: env.Getenv})
	if err != nil {
		return err
	}
	accounts := []config.Account{s.Account}
	if all {
		accounts = config.Accounts()
	}
	var failed error
	for _, account := range accounts {
		failed = errors.Join(failed, logoutOf(ctx, std, store, account))
	}
	return failed
}

// logoutOf deletes one account's token, one that cannot be read included.
func logoutOf(ctx context.Context, std *streams, store *auth.Store, account config.Account) error {
	_, place, found := store.Load(ctx, string(account))
	if err := store.Delete(ctx, string(account)); err != nil {
		return fmt.Errorf("the %s account is not signed out: %w", account, err)
	}
	var err error
	switch {
	case errors.Is(found, auth.ErrNoToken):
		_, err = fmt.Fprintf(std.Out, "No token of the %s account is stored.\n", account)
	case found != nil:
		_, err = fmt.Fprintf(std.Out, "The %s account's token is deleted; it could not be used as it was.\n", account)
	default:
		_, err = fmt.Fprintf(std.Out, "Signed out of the %s account: its token is deleted from %s. Alpaca keeps it valid until you revoke the app on its dashboard.\n", account, place)
	}
	return err
}
