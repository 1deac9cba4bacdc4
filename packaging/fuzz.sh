#!/usr/bin/env bash
# Runs every fuzz target of the repository, each for TIME, two at once:
#
#   packaging/fuzz.sh [TIME [TARGET]]     5m and all of them by default
#
# Targets are found in the tests, so that a new one is run without being listed
# here. What makes one fail is written into its testdata/fuzz, to be kept there:
# go test runs it again from then on.
set -euo pipefail
cd "$(dirname "$0")/.."
time=${1:-5m} wanted=${2:-.}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cache=$(go env GOCACHE)/fuzz

# One program a package, built once and run for each of its targets.
grep -rl --include='*_test.go' '^func Fuzz' . | xargs -n1 dirname | sort -u | while read -r dir; do
	program=$work/$(echo "$dir" | tr -c 'a-z0-9\n' -).test
	(cd "$dir" && go test -c -fuzz=. -o "$program" .)
	"$program" -test.list "^Fuzz" | grep "$wanted" | while read -r target; do
		echo "$dir $program $target"
	done
done >"$work/targets" || true
[ -s "$work/targets" ] || { echo "no fuzz target matches $wanted"; exit 1; }

# Go 1.26 may call the end of the time a failure (https://go.dev/issue/75804):
# nothing was found then.
timeIsOver() { # LOG
	grep -q '^ *context deadline exceeded' "$1" && ! grep -q 'Failing input written' "$1"
}

fuzz() { # DIR PROGRAM TARGET
	log=$2.$3.log
	if (cd "$1" && "$2" -test.run='^$' -test.fuzz="^$3\$" -test.fuzztime="$time" -test.parallel=1 \
		-test.fuzzminimizetime=1s -test.fuzzcachedir="$cache/quipu/$1") >"$log" 2>&1 || timeIsOver "$log"; then
		echo "ok   $1 $3  $(grep -o 'execs: [0-9]*' "$log" | tail -1)"
	else
		echo "FAIL $1 $3"; cat "$log"
		return 1
	fi
}
export -f fuzz timeIsOver
export time cache
xargs -a "$work/targets" -P2 -L1 bash -c 'fuzz "$@"' fuzz
