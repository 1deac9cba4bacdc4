#!/usr/bin/env bash
# Prints the licenses of what is linked into the program, on any system that a
# release is built for. They ask to be passed on with it.
set -euo pipefail
export LC_ALL=C
cd "$(dirname "$0")/.."

modules() {
	local os
	for os in linux darwin windows; do
		GOOS=$os CGO_ENABLED=0 go list -deps -f '{{with .Module}}{{if not .Main}}{{.Path}} {{.Version}} {{.Dir}}{{end}}{{end}}' .
	done | sort -u
}

show() { # name, folder
	local file found=
	for file in "$2"/*; do
		case $(basename "$file" | tr '[:lower:]' '[:upper:]') in
		LICENSE* | LICENCE* | COPYING* | NOTICE* | PATENTS*)
			found=yes
			printf '\n%s\n%s: %s\n\n' ---------------------------------------------------------------- "$1" "$(basename "$file")"
			cat "$file"
			;;
		esac
	done
	[ -n "$found" ] || { echo "$1 has no license" >&2; return 1; }
}

echo "quipu is built with the following. Its own license is Apache-2.0."
show "Go $(go env GOVERSION | sed 's/^go//')" "$(go env GOROOT)"
modules >/dev/null # fails here, not in the pipe
while read -r path version folder; do
	show "$path $version" "$folder"
done < <(modules)
