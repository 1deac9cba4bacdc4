#!/usr/bin/env bash
# Writes the list of what an archive holds: packaging/sbom.sh ARCHIVE FILE DATE
# syft gives each list a random name and the time of day; here they are the
# archive's checksum and the commit's date, so that two lists are equal.
set -euo pipefail
archive=$1 file=$2 date=$3
# The licenses are in the module cache, which the network need not be asked for.
export SYFT_GOLANG_SEARCH_LOCAL_MOD_CACHE_LICENSES=true
SYFT_GOLANG_LOCAL_MOD_CACHE_DIR=$(go env GOMODCACHE)
export SYFT_GOLANG_LOCAL_MOD_CACHE_DIR SYFT_CHECK_FOR_APP_UPDATE=false
sum=$(sha256sum "$archive" | cut -c1-64)
"${SYFT:-syft}" -q "$archive" -o spdx-json |
	sed -E "s|(\"created\":[[:space:]]*\")[^\"]*|\1$date|
		s|(\"documentNamespace\":[[:space:]]*\"[^\"]*-)[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\"|\1$sum\"|" >"$file"
if ! grep -q "$sum" "$file" || ! grep -q "\"$date\"" "$file"; then
	echo "syft writes its name or time another way than sbom.sh knows" >&2
	exit 1
fi
