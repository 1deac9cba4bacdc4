package report

import (
	"strings"

	"quipu/client"
	"quipu/format"
	"quipu/portfolio"
)

// Account is the account itself: quipu account.
var Account = Register(Kind[client.Account]{
	Command: "account",
	Name:    "account", Single: true,
	Key: func(a *client.Account) string { return a.ID },
	Fields: []Field[client.Account]{
		{"id", "the account's id", false, func(a *client.Account) Value { return Text(a.ID) }},
		{"account_number", "its number, as the broker's statements have it", false, func(a *client.Account) Value { return Text(a.Number) }},
		{"status", "ACTIVE, or why it is not", false, func(a *client.Account) Value { return Text(a.Status) }},
		{"currency", "of every amount; ? where what the broker names is no code", false, func(a *client.Account) Value { return Text(a.Currency) }},
		{"equity", "cash and the value of all positions", true, func(a *client.Account) Value { return Decimal(a.Equity) }},
		{"last_equity", "equity at the close of the trading day before", true, func(a *client.Account) Value { return Decimal(a.LastEquity) }},
		{"day_pl", "equity - last_equity - intraday_adjustments, computed: money that was moved is no profit; since the close of balance_asof", true, func(a *client.Account) Value { return Decimal(portfolio.DayPL(a).Amount) }},
		{"day_plpc", "day_pl as a fraction of last_equity and what was deposited since, without its sign, computed to 8 decimals", false, func(a *client.Account) Value { return Decimal(portfolio.DayPL(a).Fraction) }},
		{"cash", "below zero where money is borrowed", true, func(a *client.Account) Value { return Decimal(a.Cash) }},
		{"long_market_value", "value of the long positions", true, func(a *client.Account) Value { return Decimal(a.LongMarketValue) }},
		{"short_market_value", "value of the short positions, 0 or below", true, func(a *client.Account) Value { return Decimal(a.ShortMarketValue) }},
		{"buying_power", "available to buy with", true, func(a *client.Account) Value { return Decimal(a.BuyingPower) }},
		{"regt_buying_power", "the same by Regulation T, overnight", true, func(a *client.Account) Value { return Decimal(a.RegTBuyingPower) }},
		{"non_marginable_buying_power", "available to buy with, without margin", true, func(a *client.Account) Value { return Decimal(a.NonMarginableBuyingPower) }},
		{"options_buying_power", "for options", true, func(a *client.Account) Value { return Decimal(a.OptionsBuyingPower) }},
		{"multiplier", "of margin: 1, 2 or 4", false, func(a *client.Account) Value { return Decimal(a.Multiplier) }},
		{"initial_margin", "required to open the positions", true, func(a *client.Account) Value { return Decimal(a.InitialMargin) }},
		{"maintenance_margin", "required to keep them", true, func(a *client.Account) Value { return Decimal(a.MaintenanceMargin) }},
		{"last_maintenance_margin", "the same at the close of the trading day before", true, func(a *client.Account) Value { return Decimal(a.LastMaintenanceMargin) }},
		{"sma", "special memorandum account", true, func(a *client.Account) Value { return Decimal(a.SMA) }},
		{"accrued_fees", "not charged yet", true, func(a *client.Account) Value { return Decimal(a.AccruedFees) }},
		{"intraday_adjustments", "deposits of the day less withdrawals", true, func(a *client.Account) Value { return Decimal(a.IntradayAdjustments) }},
		{"options_approved_level", "0 to 3", false, func(a *client.Account) Value { return Decimal(a.OptionsApprovedLevel) }},
		{"options_trading_level", "0 to 3", false, func(a *client.Account) Value { return Decimal(a.OptionsTradingLevel) }},
		{"crypto_status", "ACTIVE, or why crypto cannot be traded", false, func(a *client.Account) Value { return Text(a.CryptoStatus) }},
		{"account_blocked", "no activity is allowed", false, func(a *client.Account) Value { return Flag(a.AccountBlocked) }},
		{"trading_blocked", "no order is accepted", false, func(a *client.Account) Value { return Flag(a.TradingBlocked) }},
		{"transfers_blocked", "no transfer is allowed", false, func(a *client.Account) Value { return Flag(a.TransfersBlocked) }},
		{"trade_suspended_by_user", "the owner has suspended trading", false, func(a *client.Account) Value { return Flag(a.TradeSuspendedByUser) }},
		{"shorting_enabled", "short sales are allowed", false, func(a *client.Account) Value { return Flag(a.ShortingEnabled) }},
		{"balance_asof", "the date of the last_ fields, YYYY-MM-DD", false, func(a *client.Account) Value { return Text(a.BalanceAsOf) }},
		{"created_at", "when it was opened", false, func(a *client.Account) Value { return Time(a.CreatedAt) }},
	},
	Columns: []Column[client.Account]{
		{Title: "Account", Left: true, Show: func(a *client.Account, _ Options) format.Cell { return text(a.Number) }},
		{Title: "Status", Left: true, Priority: 9, Show: func(a *client.Account, _ Options) format.Cell { return accountStatus(a) }},
		{Title: "Equity", Show: func(a *client.Account, opt Options) format.Cell { return money(a.Equity, opt) }},
		{Title: "Day P&L", Show: func(a *client.Account, opt Options) format.Cell { return profit(portfolio.DayPL(a).Amount, opt) }},
		{Title: "Day P&L %", Priority: 8, Show: func(a *client.Account, _ Options) format.Cell { return percent(portfolio.DayPL(a).Fraction) }},
		{Title: "Since the close of", Priority: 1, Show: func(a *client.Account, opt Options) format.Cell {
			closed, _ := portfolio.DayPLSince(a, nil, opt.Now)
			return text(format.ShortDate(closed, opt.Now))
		}},
		{Title: "Cash", Priority: 7, Show: func(a *client.Account, opt Options) format.Cell { return money(a.Cash, opt) }},
		{Title: "Buying power", Priority: 6, Show: func(a *client.Account, opt Options) format.Cell { return money(a.BuyingPower, opt) }},
		{Title: "Long", Priority: 5, Show: func(a *client.Account, opt Options) format.Cell { return money(a.LongMarketValue, opt) }},
		{Title: "Short", Priority: 4, Show: func(a *client.Account, opt Options) format.Cell { return money(a.ShortMarketValue, opt) }},
		{Title: "Initial margin", Priority: 2, Show: func(a *client.Account, opt Options) format.Cell { return money(a.InitialMargin, opt) }},
		{Title: "Maintenance margin", Priority: 3, Show: func(a *client.Account, opt Options) format.Cell { return money(a.MaintenanceMargin, opt) }},
		{Title: "Margin", Priority: 1, Show: func(a *client.Account, _ Options) format.Cell {
			if !a.Multiplier.Valid {
				return text(format.Unknown)
			}
			return text(format.Quantity(a.Multiplier.NullDecimal) + "×")
		}},
	},
})

// accountStatus names what keeps the account from trading, besides its status.
func accountStatus(a *client.Account) format.Cell {
	said := strings.ToLower(format.Words(a.Status))
	for _, stop := range []struct {
		is    bool
		words string
	}{
		{a.AccountBlocked.On, "blocked"}, {a.TradingBlocked.On, "trading blocked"}, {a.TransfersBlocked.On, "transfers blocked"},
		{a.TradeSuspendedByUser.On, "trading suspended by you"},
	} {
		if stop.is {
			said += " · " + stop.words
		}
	}
	return text(said)
}
