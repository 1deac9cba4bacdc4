package demo

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
)

// inventedAssets is how many shares and funds nobody has ever heard of.
const inventedAssets = 12_000

// What invented names are made of.
var (
	nameHeads = strings.Fields(`Al Ash Bel Bram Cal Cor Dar Del El Ever Fal Fen Gar Glen Hal Har Ives Jor Kel Kes
		Lan Lor Mar Mel Nor Oak Or Pel Pem Ral Ros Sal Sel Tal Thorn Ul Val Ver Wes Wil Yar Zel`)
	nameTails = strings.Fields(`ara aston bridge brook by cott dale den dine don entis era ford gate ham holt
		ia idge ingworth is land ley lin low mere mont more nova ora over quist rell ridge rona sted ston ton vale vane wick worth yard`)
	nameSeconds = strings.Fields(`Harbor Ridge Summit Pacific Atlantic Northern Southern Union Pioneer Granite Copper Cedar
		Silver Prairie Coastal Canyon Beacon Anchor Meridian Delta`)
	nameTrades = strings.Split(`Therapeutics|Biosciences|Pharmaceuticals|Medical|Software|Systems|Semiconductor|Networks|Robotics|Bancorp|
Financial|Capital|Insurance|Realty Trust|Energy|Resources|Mining|Power|Water|Foods|Brands|Apparel|Restaurants|Logistics|
Airlines|Marine|Steel|Chemical|Packaging|Homes|Media|Entertainment|Education|Aerospace|Instruments|Holdings|Industries|Technologies`, "|")
	nameForms = []string{"Inc. Common Stock", "Corp. Common Stock", "Inc. Common Stock", "Ltd. Ordinary Shares", "plc ADR", "Group, Inc. Class A"}
	fundAims  = strings.Split(`Dividend Growth|Small Cap Value|Low Volatility|Short Treasury|High Yield Bond|Clean Energy|Emerging Markets|
Quality Factor|Momentum|Equal Weight|Municipal Bond|Buffer`, "|")
)

// invent adds assets by dice that always fall the same.
func (c *catalogue) invent(count int) {
	dice := newDice(DefaultSeed, numberOf("invented assets"))
	for range count {
		name, fund := inventName(dice)
		a := stock(c.freeTicker(name, dice), "NASDAQ", name)
		a.listOn(dice.IntN(100), fund)
		c.enter(a)
	}
}

func inventName(dice *rand.Rand) (name string, fund bool) {
	name = oneOf(dice, nameHeads) + oneOf(dice, nameTails)
	if dice.IntN(8) == 0 {
		return name + " " + oneOf(dice, fundAims) + " ETF", true
	}
	if dice.IntN(2) == 0 {
		name += " " + oneOf(dice, nameSeconds)
	}
	return name + " " + oneOf(dice, nameTrades) + " " + oneOf(dice, nameForms), false
}

func oneOf(dice *rand.Rand, words []string) string {
	return strings.TrimSpace(words[dice.IntN(len(words))])
}

// freeTicker makes a symbol out of a name's letters, or of any. Those with Q
// belong to the synthetic instruments, those of three letters mostly to
// somebody else.
func (c *catalogue) freeTicker(name string, dice *rand.Rand) string {
	letters := strings.Map(func(r rune) rune {
		if r < 'A' || r > 'Z' {
			return -1
		}
		return r
	}, strings.ToUpper(name))
	for try := 0; ; try++ {
		places := []int{0}
		for size := 4 + dice.IntN(5)/4; len(places) < size; {
			if place := 1 + dice.IntN(min(len(letters)-1, 14)); !slices.Contains(places, place) {
				places = append(places, place)
			}
		}
		slices.Sort(places)
		ticker := ""
		for _, place := range places {
			ticker += letters[place : place+1]
		}
		if try > 30 {
			ticker = fmt.Sprintf("%s%c", ticker[:4], 'A'+rune(dice.IntN(26)))
		}
		if _, taken := c.find[ticker]; !taken && ticker[0] != 'Q' {
			return ticker
		}
	}
}

// listOn decides by a number below a hundred where an asset is traded, and
// whether it still is.
func (a *asset) listOn(n int, fund bool) {
	switch {
	case fund:
		a.Exchange = []string{"ARCA", "BATS", "NASDAQ"}[n%3]
	case n < 30:
		a.Exchange = "NYSE"
	case n < 36:
		a.Exchange = "AMEX"
	case n < 48:
		a.Exchange, a.Marginable, a.Shortable, a.BorrowStatus = "OTC", false, false, hardToBorrow
		a.MaintenanceMarginRequirement, a.MarginRequirementLong, a.MarginRequirementShort = 100, "100", "100"
		a.Fractionable, a.Attributes = false, []string{}
	case n < 60:
		a.BorrowStatus, a.Fractionable, a.Attributes = hardToBorrow, n%2 == 0, []string{}
	}
	if n%20 == 7 {
		a.Status, a.Tradable, a.Shortable, a.BorrowStatus = "inactive", false, false, hardToBorrow
	}
}
