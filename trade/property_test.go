package trade

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
)

// shortRun is how many steps a seed has unless QUIPU_STEPS says more.
const shortRun = 80

// mostTries bounds how often a history that failed is run again to shorten it.
const mostTries = 120

// TestRandomTradingAddsUp lets two quipus trade on one account by dice: orders of every
// kind, changes, closes, reversals and the kill switch, while answers get lost, come
// late or too late, are refused for now, streams are cut, the programs are killed at
// every point on their way and a foreign program trades too. Always the account adds
// up to the last digit, nothing comes to the broker that the journal does not have as
// under way, and nothing twice; in the end journal and broker agree. QUIPU_STEPS and
// QUIPU_SEED make it longer and another one.
func TestRandomTradingAddsUp(t *testing.T) {
	steps, seed := shortRun, uint64(1)
	if n, err := strconv.Atoi(os.Getenv("QUIPU_STEPS")); err == nil {
		steps = n
	}
	if n, err := strconv.ParseUint(os.Getenv("QUIPU_SEED"), 10, 64); err == nil {
		seed = n
	}
	all := make([]int, steps)
	for n := range all {
		all[n] = n
	}
	history, err := walk(t, seed, all)
	if testing.Verbose() {
		t.Log(strings.Join(history.told, "\n"))
	}
	if err == nil {
		if steps >= shortRun && history.arrived == 0 {
			t.Error("no order arrived")
		}
		return
	}
	t.Logf("seed %d fails after %d steps: %v", seed, len(history.steps), err)
	shortest, err := shorten(t, seed, history, err)
	t.Fatalf("seed %d, steps %v: %v\n%s", seed, shortest.steps, err, strings.Join(shortest.told, "\n"))
}

// track is what a walk has done.
type track struct {
	steps   []int
	told    []string
	arrived int // orders that the broker has taken
}

// walk makes some of the steps of a seed in a world of its own.
func walk(t *testing.T, seed uint64, steps []int) (done track, found error) {
	t.Helper()
	dir := tempDir(t)
	synctest.Test(t, func(t *testing.T) {
		w, err := newWorld(t, seed, dir)
		if err != nil {
			t.Fatal(err)
		}
		defer w.end()
		for i, n := range steps {
			w.step(n)
			if w.failed() == nil && i == len(steps)-1 {
				w.agree()
			}
			if found = w.failed(); found != nil {
				break
			}
			done.steps = steps[:i+1]
		}
		if found != nil {
			done.steps = steps[:len(done.steps)+1]
		}
		done.told, done.arrived = w.history, w.arrived
	})
	return done, found
}

// shorten leaves out steps as long as the walk fails.
func shorten(t *testing.T, seed uint64, failed track, found error) (track, error) {
	t.Helper()
	tries := 0
	for size := len(failed.steps) / 2; size > 0; size /= 2 {
		for from := 0; from+size <= len(failed.steps) && tries < mostTries; {
			fewer := append(append([]int{}, failed.steps[:from]...), failed.steps[from+size:]...)
			tries++
			if again, err := walk(t, seed, fewer); err != nil {
				failed, found = again, err
				continue
			}
			from += size
		}
	}
	return failed, fmt.Errorf("%w (shortened by %d runs)", found, tries)
}
