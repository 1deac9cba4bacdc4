package demo

import (
	"encoding/json"
	"slices"
	"sync"

	usmarket "quipu/market"
)

// Whether shares can be borrowed, which only shares say.
const (
	easyToBorrow = "easy_to_borrow"
	hardToBorrow = "hard_to_borrow"
)

// asset is one as the API gives it since September 2026, when easy_to_borrow
// left it: margins are percentages, the smallest sizes and steps are a coin's.
type asset struct {
	ID                           string   `json:"id"`
	Class                        string   `json:"class"`
	Exchange                     string   `json:"exchange"`
	Symbol                       string   `json:"symbol"`
	Name                         string   `json:"name"`
	Status                       string   `json:"status"`
	Tradable                     bool     `json:"tradable"`
	Marginable                   bool     `json:"marginable"`
	Shortable                    bool     `json:"shortable"`
	BorrowStatus                 string   `json:"borrow_status,omitempty"`
	Fractionable                 bool     `json:"fractionable"`
	MaintenanceMarginRequirement int      `json:"maintenance_margin_requirement,omitempty"`
	MarginRequirementLong        string   `json:"margin_requirement_long,omitempty"`
	MarginRequirementShort       string   `json:"margin_requirement_short,omitempty"`
	MinOrderSize                 string   `json:"min_order_size,omitempty"`
	MinTradeIncrement            string   `json:"min_trade_increment,omitempty"`
	PriceIncrement               string   `json:"price_increment,omitempty"`
	Attributes                   []string `json:"attributes"`

	text []byte // this asset as JSON
}

func (a *asset) has(attribute string) bool { return slices.Contains(a.Attributes, attribute) }

// catalogue is every asset that the broker knows, by class, exchange and
// symbol. It is the same for every broker and never changes.
type catalogue struct {
	all  []*asset
	find map[string]*asset // by symbol, id and a coin's symbol without its slash
}

// theCatalogue is made when somebody asks for it first.
var theCatalogue = sync.OnceValue(func() *catalogue {
	c := &catalogue{find: map[string]*asset{}}
	for _, a := range namedAssets() {
		c.enter(a)
	}
	c.invent(inventedAssets)
	slices.SortFunc(c.all, func(a, b *asset) int {
		return slices.Compare([]string{a.Class, a.Exchange, a.Symbol}, []string{b.Class, b.Exchange, b.Symbol})
	})
	return c
})

func (c *catalogue) enter(a *asset) {
	plain := usmarket.PositionSymbol(a.Symbol)
	a.ID = idOf("asset", plain)
	a.text, _ = json.Marshal(a) // strings and booleans always can be
	c.all = append(c.all, a)
	c.find[a.Symbol], c.find[a.ID], c.find[plain] = a, a, a
}

// stock makes a share's asset as most of them are.
func stock(symbol, exchange, name string) *asset {
	return &asset{Class: classEquity, Exchange: exchange, Symbol: symbol, Name: name, Status: "active", Tradable: true,
		Marginable: true, Shortable: true, BorrowStatus: easyToBorrow, Fractionable: true,
		MaintenanceMarginRequirement: 30, MarginRequirementLong: "30", MarginRequirementShort: "30",
		Attributes: []string{"fractional_eh_enabled", "has_options"}}
}

// coin makes a crypto pair's asset.
func coin(symbol, name, least, step string) *asset {
	return &asset{Class: classCrypto, Exchange: "CRYPTO", Symbol: symbol + "/USD", Name: name + " / US Dollar", Status: "active", Tradable: true,
		Fractionable: true, MarginRequirementLong: "100", MarginRequirementShort: "0",
		MinOrderSize: least, MinTradeIncrement: "0.000000001", PriceIncrement: step, Attributes: []string{}}
}

// namedAssets are those that the demo trades or watches from the start. The
// rest is invented.
func namedAssets() []*asset {
	all := []*asset{
		stock("AAPL", "NASDAQ", "Apple Inc. Common Stock"),
		stock("MSFT", "NASDAQ", "Microsoft Corporation Common Stock"),
		stock("NVDA", "NASDAQ", "NVIDIA Corporation Common Stock"),
		stock("AMZN", "NASDAQ", "Amazon.com, Inc. Common Stock"),
		stock("JPM", "NYSE", "JPMorgan Chase & Co. Common Stock"),
		stock("KO", "NYSE", "Coca-Cola Company Common Stock"),
		stock("SPY", "ARCA", "SPDR S&P 500 ETF Trust"),
		stock("BRK.B", "NYSE", "Berkshire Hathaway Inc. Class B"),
		stock("SIRI", "NASDAQ", "Sirius XM Holdings Inc. Common Stock"),
		stock("TSLA", "NASDAQ", "Tesla, Inc. Common Stock"),
		stock("AMD", "NASDAQ", "Advanced Micro Devices, Inc. Common Stock"),
		stock("TSM", "NYSE", "Taiwan Semiconductor Manufacturing Company Ltd. ADR"),
		stock("AVGO", "NASDAQ", "Broadcom Inc. Common Stock"),
		stock("INTC", "NASDAQ", "Intel Corporation Common Stock"),
		stock("MU", "NASDAQ", "Micron Technology, Inc. Common Stock"),
		coin("BTC", "Bitcoin", "0.000014", "0.01"),
		coin("ETH", "Ethereum", "0.00029", "0.0001"),
		coin("SOL", "Solana", "0.0058", "0.0001"),
		coin("LTC", "Litecoin", "0.0098", "0.0001"),
		coin("LINK", "Chainlink", "0.054", "0.0001"),
		coin("AVAX", "Avalanche", "0.031", "0.0001"),
		coin("UNI", "Uniswap", "0.11", "0.0001"),
		coin("DOGE", "Dogecoin", "4.3", "0.00001"),
	}
	for _, a := range all {
		if a.Symbol == "TSM" {
			a.Attributes = []string{"has_options"} // fractions of it are not traded in extended hours
		}
	}
	halted := stock("HALT", "OTC", "Halted Holdings Inc. Common Stock")
	halted.Tradable, halted.Shortable, halted.Fractionable, halted.Marginable = false, false, false, false
	halted.BorrowStatus, halted.Attributes = hardToBorrow, []string{}
	halted.MaintenanceMarginRequirement, halted.MarginRequirementLong, halted.MarginRequirementShort = 100, "100", "100"
	partnership := stock("USO", "ARCA", "United States Oil Fund, LP")
	partnership.Attributes = append(partnership.Attributes, "ptp_no_exception")
	overnight := stock("QQQ", "NASDAQ", "Invesco QQQ Trust, Series 1")
	overnight.Attributes = append(overnight.Attributes, "overnight_tradable")
	issue := stock("NWCO", "NYSE", "Newco Robotics Inc. Class A")
	issue.Shortable, issue.Fractionable, issue.Marginable = false, false, false
	issue.BorrowStatus, issue.Attributes = hardToBorrow, []string{"ipo"}
	return append(all, halted, partnership, overnight, issue)
}
