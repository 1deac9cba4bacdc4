package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"quipu/app"
	"quipu/market"
	"quipu/trade"
)

var _ = register(tradeGroup, submitCommand)

// mostTickets and longestTickets bound what is read from standard input.
const (
	mostTickets    = 100
	longestTickets = 1 << 20
)

// ticketText is a value of a ticket: a text or a number, as it was written.
type ticketText string

func (t *ticketText) UnmarshalJSON(data []byte) error {
	var text string
	if json.Unmarshal(data, &text) == nil {
		*t = ticketText(text)
		return nil
	}
	var number json.Number
	if err := json.Unmarshal(data, &number); err != nil {
		return errors.New("want a text or a number")
	}
	*t = ticketText(number)
	return nil
}

// ticketFile is a ticket as quipu submit reads it. Its values are those of the
// flags of quipu buy and sell.
type ticketFile struct {
	Symbol        string     `json:"symbol"`
	Side          string     `json:"side"`
	Size          ticketText `json:"size"`
	Limit         ticketText `json:"limit"`
	Stop          ticketText `json:"stop"`
	Trail         ticketText `json:"trail"`
	TIF           string     `json:"tif"`
	Extended      bool       `json:"extended"`
	TakeProfit    ticketText `json:"take_profit"`
	StopLoss      ticketText `json:"stop_loss"`
	Exits         bool       `json:"exits"`
	ClientOrderID string     `json:"client_order_id"`
}

func (f *ticketFile) ticket() (trade.Ticket, error) {
	side := strings.ToLower(f.Side)
	if side != market.Buy && side != market.Sell {
		return trade.Ticket{}, usageError{fmt.Errorf("side %q: buy or sell", f.Side)}
	}
	flags := ticketFlags{
		limit: string(f.Limit), stop: string(f.Stop), trail: string(f.Trail), profit: string(f.TakeProfit), loss: string(f.StopLoss),
		tif: f.TIF, extended: f.Extended, exits: f.Exits, id: f.ClientOrderID,
	}
	return flags.ticket(side, []string{f.Symbol, string(f.Size)})
}

// readTickets reads one ticket, several, or a list of them. A name that is not
// known is a mistake, not a wish to ignore.
func readTickets(from io.Reader) ([]trade.Ticket, error) {
	decoder := json.NewDecoder(io.LimitReader(from, longestTickets))
	var all []trade.Ticket
	for {
		var raw json.RawMessage
		err := decoder.Decode(&raw)
		switch {
		case errors.Is(err, io.EOF) && len(all) > 0:
			return all, nil
		case errors.Is(err, io.EOF):
			return nil, usageError{errors.New("there is no ticket on standard input")}
		case err != nil:
			return nil, usageError{fmt.Errorf("the tickets are not JSON: %w", err)}
		}
		files, err := ticketFiles(raw)
		if err != nil {
			return nil, err
		}
		for _, f := range files {
			ticket, err := f.ticket()
			if err != nil {
				return nil, fmt.Errorf("ticket %d: %w", len(all)+1, err)
			}
			if all = append(all, ticket); len(all) > mostTickets {
				return nil, usageError{fmt.Errorf("at most %d tickets", mostTickets)}
			}
		}
	}
}

func ticketFiles(raw json.RawMessage) ([]ticketFile, error) {
	var files []ticketFile
	if strings.HasPrefix(strings.TrimSpace(string(raw)), "{") {
		raw = json.RawMessage("[" + string(raw) + "]")
	}
	decoder := json.NewDecoder(strings.NewReader(string(raw)))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&files); err != nil {
		return nil, usageError{fmt.Errorf("a ticket cannot be read: %w", err)}
	}
	return files, nil
}

// submitCommand sends orders that are written as JSON.
func submitCommand(std *streams) *cobra.Command {
	var t tradeCommand
	var dryRun bool
	cmd := &cobra.Command{
		Use:   "submit",
		Short: "Send orders that are written as JSON on standard input",
		Long: longHelp(`submit reads one ticket, several, or a list of them, and sends each as quipu buy and sell do, one after the other. All are read before the first is sent; the first that is not accepted ends it, and says how many were not sent. It needs --yes, for nobody can be asked.

A ticket has symbol, side and size, and may have limit, stop, trail, tif, extended, take_profit, stop_loss, exits and client_order_id. Their values are those of the flags of quipu buy and sell.`),
		Example: `echo '{"symbol":"AAPL","side":"buy","size":"10","limit":"232.30"}' | quipu submit --yes` + "\nquipu submit --dry-run < ticket.json",
		Args:    noArgs,
	}
	t.addFlags(cmd, std)
	t.addWait(cmd)
	addDryRun(cmd, &dryRun)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		if !t.yes && !dryRun {
			return usageError{errors.New("submit needs --yes, or --dry-run")}
		}
		tickets, err := readTickets(std.In)
		if err != nil {
			return err
		}
		return t.run(cmd, func(ctx context.Context, a *app.Account) error { return t.submit(ctx, a, tickets, dryRun) })
	}
	return cmd
}

func (t *tradeCommand) submit(ctx context.Context, a *app.Account, tickets []trade.Ticket, dryRun bool) error {
	t.collect = dryRun
	for i, ticket := range tickets {
		if err := t.order(ctx, a, ticket, dryRun); err != nil {
			if left := len(tickets) - i - 1; left > 0 {
				err = fmt.Errorf("ticket %d: %w; %d after it were not sent", i+1, err, left)
			}
			return err
		}
	}
	return nil
}
