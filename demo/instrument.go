package demo

import (
	"fmt"
	"time"
)

// Asset classes and environments as Alpaca spells them.
const (
	classEquity = "us_equity"
	classOption = "us_option"
	classCrypto = "crypto"

	envPaper = "paper"
	envLive  = "live"
)

// instrument is one thing that can be held. Prices are millionths of a dollar:
// the dice multiply them in whole numbers, so that a seed gives the same
// figures on every machine.
type instrument struct {
	symbol     string // as a position names it: BTCUSD
	pair       string // as an order names it where that differs: BTC/USD
	class      string
	exchange   string
	lastday    int64 // yesterday's close
	open       int64 // when the program starts
	lively     int64 // the usual move of a second, in millionths of the price
	digits     int32 // decimals of a price from a dollar up
	collateral bool  // may be borrowed against
	call       *contract
	thin       bool // few trade it
	untraded   bool // nobody has traded it yet
}

// contract makes an instrument a call option, whose price follows another's.
type contract struct {
	underlying string
	strike     int64 // millionths of a dollar
}

// Where the usual call stands; contractSymbol adds its expiry.
const (
	callUnderlying = "AAPL"
	callStrike     = 250
)

// instruments is the demo's whole market, without the synthetic ones.
func instruments(start time.Time) []instrument {
	return []instrument{
		equity("AAPL", "NASDAQ", 229_870_000, 232_510_000, 150),
		equity("MSFT", "NASDAQ", 430_530_000, 428_120_000, 140),
		equity("NVDA", "NASDAQ", 135_720_000, 138_250_000, 260),
		equity("AMZN", "NASDAQ", 213_440_000, 214_610_000, 170),
		equity("JPM", "NYSE", 243_180_000, 244_260_000, 120),
		equity("KO", "NYSE", 63_120_000, 62_940_000, 80),
		equity("SPY", "ARCA", 595_510_000, 598_430_000, 70),
		equity("BRK.B", "NYSE", 468_500_000, 471_020_000, 90),
		equity("SIRI", "NASDAQ", 810_000, 799_900, 900),
		equity("TSLA", "NASDAQ", 255_100_000, 248_500_000, 280),
		crypto("BTC", 66_002_370_000, 67_890_120_000, 2, 260),
		crypto("ETH", 3_388_412_500, 3_412_647_500, 4, 320),
		{symbol: "HALT", class: classEquity, exchange: "OTC", digits: 2},
		call(start),
	}
}

func equity(symbol, exchange string, lastday, open, lively int64) instrument {
	return instrument{symbol: symbol, class: classEquity, exchange: exchange,
		lastday: lastday, open: open, lively: lively, digits: 2, collateral: true}
}

func crypto(coin string, lastday, open int64, digits int32, lively int64) instrument {
	return instrument{symbol: coin + "USD", pair: coin + "/USD", class: classCrypto, exchange: "CRYPTO",
		lastday: lastday, open: open, lively: lively, digits: digits}
}

func call(start time.Time) instrument {
	return instrument{symbol: contractSymbol(start, callStrike), class: classOption, digits: 2,
		call: &contract{underlying: callUnderlying, strike: callStrike * micro}}
}

// contractSymbol is the OCC symbol of the AAPL call at a strike in whole
// dollars that expires on the third Friday at least twenty days after start.
func contractSymbol(start time.Time, strike int) string {
	return fmt.Sprintf("%s%sC%08d", callUnderlying, expiry(start).Format("060102"), strike*1000)
}

// expiry is the first third Friday of a month that is at least twenty days off.
func expiry(start time.Time) time.Time {
	earliest := start.In(newYork).AddDate(0, 0, 20)
	for month := 0; ; month++ {
		first := time.Date(earliest.Year(), earliest.Month()+time.Month(month), 1, 16, 0, 0, 0, newYork)
		friday := first.AddDate(0, 0, (int(time.Friday)-int(first.Weekday())+7)%7+14)
		if !friday.Before(earliest) {
			return friday
		}
	}
}

// synthetic is the n-th of the instruments that tests of size ask for: QAAA,
// QAAB and so on.
func synthetic(n int) instrument {
	symbol := []byte("QAAA")
	for i, rest := len(symbol)-1, n; i > 0; i, rest = i-1, rest/26 {
		symbol[i] += byte(rest % 26) //nolint:gosec // below 26
	}
	price := int64(5+n%400) * micro
	return equity(string(symbol), "NYSE", price, price+int64(n%17-8)*micro/100, int64(80+n%200))
}
