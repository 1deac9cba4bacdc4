// Quipu is a trading companion for the terminal, for Alpaca accounts: sign in
// with a QR code, see the whole account, act on it.
package main

import (
	"os"

	"quipu/cli"
)

func main() { os.Exit(cli.Run()) }
