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

# Built once, for this machine, instead of five times by go run. The manual bears
# the date that is built in.
date=$(date -u -d "@$seconds" +%FT%TZ 2>/dev/null || date -u -r "$seconds" +%FT%TZ)
GOOS='' GOARCH='' CGO_ENABLED=0 go build -ldflags "-X quipu/cli.version=$version -X quipu/cli.commit=generated -X quipu/cli.date=$date" -o "$work/quipu" .

"$work/quipu" man --dir "$to/man"
mkdir "$to/man.gz"
for page in "$to"/man/*.1; do gzip -9nc "$page" >"$to/man.gz/${page##*/}.gz"; done

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
