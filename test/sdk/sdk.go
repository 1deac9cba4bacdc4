// Package sdk holds only tests: Alpaca's own Go SDK reads the embedded broker and trades on
// it, so that somebody else's idea of the API stands beside ours. It is a module
// of its own because the program does not carry the SDK.
package sdk
