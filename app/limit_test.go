package app

import (
	"context"
	"net/http"
	"path/filepath"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"quipu/auth"
	"quipu/client"
	"quipu/config"
	"quipu/safe"
)

// Both accounts and their market data share one bound of calls, failures and
// retries included.
func TestOneBoundForBothAccountsAndMarketData(t *testing.T) {
	for name, status := range map[string]int{"all works": http.StatusOK, "all fails": http.StatusInternalServerError, "all refused": http.StatusForbidden} {
		w := newWorld(t)
		w.alpaca.answer = func(*http.Request) (int, string) { return status, `{"id":"1","timestamp":"2026-11-23T15:00:00Z"}` }
		services := w.services()
		synctest.Test(t, func(t *testing.T) {
			began := time.Now()
			var callers sync.WaitGroup
			for _, name := range []config.Account{config.Paper, config.Live} {
				token := auth.Token{Access: safe.NewSecret("tok"), Scope: "data", Env: string(name), Obtained: began}
				a, err := services.Connect(services.Settings, name, TokenCredential(token, auth.Place{}))
				if err != nil {
					t.Fatal(err)
				}
				for _, call := range []func(context.Context){
					func(ctx context.Context) { _, _ = a.Client.Account(ctx) },
					func(ctx context.Context) { _, _ = a.Data.Latest(ctx, []client.Instrument{{Symbol: "AAPL"}}) },
				} {
					callers.Go(func() {
						for time.Since(began) < 55*time.Second { // the last ones wait and retry
							call(t.Context())
							time.Sleep(50 * time.Millisecond)
						}
					})
				}
			}
			callers.Wait()
		})
		if n := len(w.alpaca.asked); n < 20 || n > client.ProgramCalls {
			t.Errorf("%s: %d calls in a minute, at most %d are allowed", name, n, client.ProgramCalls)
		}
	}
}

// Two programs of one person stay together below what one may do alone; without a
// folder for it each counts for itself.
func TestTwoProgramsShareTheBoundOfAnAccount(t *testing.T) {
	for dir, most := range map[string]int{filepath.Join(t.TempDir(), "state"): client.ProgramCalls, "": 2 * client.ProgramCalls} {
		w := newWorld(t)
		w.env.StateDir = dir
		w.alpaca.answer = func(*http.Request) (int, string) { return http.StatusOK, `{"id":"1"}` }
		both := []*Services{w.services(), w.services()}
		synctest.Test(t, func(t *testing.T) {
			began := time.Now()
			var callers sync.WaitGroup
			for _, services := range both {
				token := auth.Token{Access: safe.NewSecret("tok"), Env: "paper", Obtained: began}
				a, err := services.Connect(services.Settings, config.Paper, TokenCredential(token, auth.Place{}))
				if err != nil {
					t.Fatal(err)
				}
				callers.Go(func() {
					for time.Since(began) < 55*time.Second {
						_, _ = a.Client.Account(t.Context())
						time.Sleep(50 * time.Millisecond)
					}
				})
			}
			callers.Wait()
		})
		if n := len(w.alpaca.asked); n > most || n < most*4/5 {
			t.Errorf("%d calls in a minute, at most %d are allowed", n, most)
		}
		if left, _ := filepath.Glob(filepath.Join(dir, "calls-*")); dir != "" && len(left) != 2 {
			t.Errorf("counted in %v", left)
		}
	}
}
