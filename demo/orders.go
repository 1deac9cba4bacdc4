package demo

import "github.com/shopspring/decimal"

type order struct{}
type activity struct{}

func (k *book) ordered(h holding) decimal.Decimal { return decimal.Decimal{} }
