#!/usr/bin/env bash
# Builds the commit that is checked out twice and compares byte for byte:
#   packaging/reproducible.sh [--dist] [GOOS/GOARCH ...]   the program, all six or these
#   packaging/reproducible.sh --archives                   whole snapshots, by goreleaser
# The two differ in folder, build cache, umask, time zone and language, and the
# second has no repository. --dist compares what goreleaser left in dist/ too.
set -euo pipefail
cd "$(dirname "$0")/.."
program=quipu dist='' archives='' targets=()
for argument; do
	case $argument in
	--dist) dist=$PWD/dist ;;
	--archives) archives=yes ;;
	*/*) targets+=("$argument") ;;
	*) sed -n '2,/^set/s/^# \{0,1\}//p' "$0"; exit 2 ;;
	esac
done
[ ${#targets[@]} -gt 0 ] || targets=(linux/amd64 linux/arm64 darwin/amd64 darwin/arm64 windows/amd64 windows/arm64)
[ -z "$(git status --porcelain)" ] || echo "what is not committed is not built"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
one=$work/one two=$work/another/folder/two
COMMIT=$(git rev-parse HEAD)
DATE=$(TZ=UTC git log -1 --date=format-local:%Y-%m-%dT%H:%M:%SZ --format=%cd)
VERSION=0.0.0-twice
if [ -n "$dist" ]; then
	grep -q "\"commit\":\"$COMMIT\"" "$dist/metadata.json" || { echo "dist/ is of another commit"; exit 1; }
	VERSION=$(sed 's/.*"version":"\([^"]*\)".*/\1/' "$dist/metadata.json")
fi
export COMMIT DATE VERSION

# as runs a command as one of the two.
as_one() { (cd "$one" && umask 022 && GOCACHE=$work/cache1 TZ=UTC LC_ALL=C "$@"); }
as_two() { (cd "$two" && umask 077 && GOCACHE=$work/cache2 TZ=Asia/Kathmandu LC_ALL=C.UTF-8 "$@"); }

if [ -n "$archives" ]; then
	goreleaser=${GORELEASER:-$(command -v goreleaser || true)}
	[ -n "$goreleaser" ] || { echo "--archives wants goreleaser (or GORELEASER=its path)"; exit 2; }
	skip=publish,announce
	command -v "${SYFT:-syft}" >/dev/null || { skip+=,sbom; echo "without syft: no lists of what is inside"; }
	git clone -q . "$one"
	(umask 077 && git clone -q . "$two")
	as_one "$goreleaser" release --snapshot --clean --skip="$skip" >"$work/log" 2>&1 || { cat "$work/log"; exit 1; }
	as_two "$goreleaser" release --snapshot --clean --skip="$skip" >"$work/log" 2>&1 || { cat "$work/log"; exit 1; }
	cat "$one"/dist/*_SHA256SUMS
	diff <(cd "$one/dist" && cat ./*_SHA256SUMS homebrew/Casks/* scoop/*) <(cd "$two/dist" && cat ./*_SHA256SUMS homebrew/Casks/* scoop/*) ||
		{ echo "the snapshots differ"; exit 1; }
	echo "$(wc -l <"$(echo "$one"/dist/*_SHA256SUMS)") files, equal twice"
	exit
fi

git clone -q . "$one"
mkdir -p "$two" && git archive HEAD | (umask 077 && tar xf - -C "$two")
bad=0
for target in "${targets[@]}"; do
	export GOOS=${target%/*} GOARCH=${target#*/}
	as_one packaging/build.sh "$work/1"
	as_two packaging/build.sh "$work/2"
	verdict=equal
	cmp "$work/1" "$work/2" || verdict=DIFFERENT
	if grep -aqF -e "$work" -e "$(go env GOMODCACHE)" "$work/1"; then verdict="DIFFERENT elsewhere: it holds a path of this machine"; fi
	if [ -n "$dist" ]; then
		built=$(echo "$dist/${program}_${GOOS}_${GOARCH}"_*/"$program"*)
		if cmp "$work/1" "$built"; then verdict+=", and to goreleaser's"; else verdict="DIFFERENT from goreleaser's"; fi
	fi
	case $verdict in *DIFFERENT*) bad=1 ;; esac
	printf '%s  %-13s %s\n' "$(sha256sum "$work/1" | cut -c1-64)" "$target" "$verdict"
done
exit $bad
