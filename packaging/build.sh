#!/usr/bin/env bash
# Builds the program as a release does: packaging/build.sh FILE
# GOOS and GOARCH choose for what. VERSION, COMMIT and DATE are written into it;
# where they are not set, the repository tells the last two.
set -euo pipefail
case $1 in /*) file=$1 ;; *) file=$PWD/$1 ;; esac
cd "$(dirname "$0")/.."
VERSION=${VERSION:-dev}
COMMIT=${COMMIT:-$(git rev-parse HEAD 2>/dev/null || true)}
DATE=${DATE:-$(TZ=UTC git log -1 --date=format-local:%Y-%m-%dT%H:%M:%SZ --format=%cd 2>/dev/null || true)}

# The lines of a list below builds: in .goreleaser.yaml, its templates filled in.
list() {
	local line
	while IFS= read -r line; do
		line=${line//"{{ .Version }}"/$VERSION}
		line=${line//"{{ .FullCommit }}"/$COMMIT}
		line=${line//"{{ .CommitDate }}"/$DATE}
		[[ $line != *"{{"* ]] || { echo "build.sh does not know what fills in: $line" >&2; return 1; }
		printf '%s\n' "$line"
	done < <(sed -n '/^builds:/,/^[a-z]/p' .goreleaser.yaml | awk -v head="    $1:" '
		$0 == head { on = 1; next }
		on && /^      - / { sub(/^      - /, ""); print; next }
		on && /^      #/ { next }
		{ on = 0 }')
}

settings=$(list env)
flags=$(list flags)
ldflags=$(list ldflags)
if [ -z "$settings" ] || [ -z "$flags" ] || [ -z "$ldflags" ]; then
	echo "build.sh finds no flags in .goreleaser.yaml" >&2
	exit 1
fi
# One to a line, none with a blank in it. The processors' levels are those that
# goreleaser sets where it is told nothing.
# shellcheck disable=SC2086
env $settings GOAMD64=v1 GOARM64=v8.0 go build $flags -ldflags "$ldflags" -o "$file" .
