// Package sdk holds only a test: Alpaca's own Go SDK reads the embedded broker,
// so that somebody else's idea of the API stands beside ours. It is a module
// of its own because the program does not carry the SDK.
package sdk
