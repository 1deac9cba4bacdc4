module quipu/demo/sdk

go 1.26.7

require (
	github.com/alpacahq/alpaca-trade-api-go/v3 v3.11.0
	github.com/shopspring/decimal v1.6.0
	quipu v0.0.0
)

require (
	cloud.google.com/go v0.118.0 // indirect
	github.com/coder/websocket v1.8.15 // indirect
	github.com/gofrs/flock v0.13.2 // indirect
	github.com/josharian/intern v1.0.0 // indirect
	github.com/mailru/easyjson v0.7.7 // indirect
	golang.org/x/sys v0.50.0 // indirect
)

replace quipu => ../..
