#!/usr/bin/env bash
# Writes what a release holds beside the program into packaging/generated:
#   packaging/generate.sh [VERSION [SECONDS]]
# SECONDS is the time of the commit. Nothing here depends on the clock or on who
# runs it, so that two releases of one commit are equal.
set -euo pipefail
umask 022
export LC_ALL=C
cd "$(dirname "$0")/.."
version=${1:-0.0.0-dev}
seconds=${2:-$(git log -1 --format=%ct)}
if [ "$seconds" -lt 0 ]; then
	echo "goreleaser knows no commit: it wants a repository that has a remote" >&2
	exit 1
fi
to=packaging/generated
rm -rf "$to" && mkdir -p "$to/completions"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Built once, for this machine, instead of five times by go run.
GOOS='' GOARCH='' CGO_ENABLED=0 go build -o "$work/quipu" .

# The page bears the day it is made on; it gets the commit's.
day=$(date -u -d "@$seconds" +%F 2>/dev/null || date -u -r "$seconds" +%F)
"$work/quipu" man | sed -E "1,/^\.TH/s/^(\.TH [^\"]*)\"[0-9-]*\"/\1\"$day\"/" >"$to/quipu.1"
grep -q "^\.TH QUIPU 1 \"$day\"" "$to/quipu.1" || { echo "the manual's first line is another one than this script knows" >&2; exit 1; }
gzip -9nc "$to/quipu.1" >"$to/quipu.1.gz"

"$work/quipu" completion bash >"$to/completions/quipu.bash"
"$work/quipu" completion zsh >"$to/completions/_quipu"
"$work/quipu" completion fish >"$to/completions/quipu.fish"
"$work/quipu" completion powershell >"$to/completions/quipu.ps1"

packaging/notices.sh >"$to/THIRD-PARTY.txt"

# What changed: the version's part of CHANGELOG.md. A release without one is a
# mistake; a version before it (0.6.0-rc1, a snapshot) makes do with the first.
part() {
	awk -v name="$1" '
		/^## / { if (on) exit; head = $0; gsub(/[][v]/, " ", head); split(head, word, " "); on = (name == "" || word[2] == name); next }
		on
	' CHANGELOG.md | sed -e '/./,$!d'
}
if [ -e CHANGELOG.md ]; then
	part "$version" >"$to/notes.md"
	if [ ! -s "$to/notes.md" ] && [[ $version == *-* ]]; then part "" >"$to/notes.md"; fi
	cp CHANGELOG.md "$work/changelog"
else
	: >"$to/notes.md"
	echo "quipu $version" >"$work/changelog"
fi
if [ ! -s "$to/notes.md" ] && [[ $version != *-* ]]; then
	echo "CHANGELOG.md says nothing about $version" >&2
	exit 1
fi
gzip -9nc <"$work/changelog" >"$to/changelog.gz"
