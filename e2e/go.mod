module quipu/e2e

go 1.26.0

require (
	github.com/chromedp/chromedp v0.23.0
	quipu v0.0.0
)

replace quipu => ../
