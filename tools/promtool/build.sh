#!/usr/bin/env bash
# Builds the rule tests of promtool to the file that is named, from Prometheus' own source. Needs Go.
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
to="$(realpath -m "$1")"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
version=v0.316.0
cp "$here/main.go" "$work"
cd "$work"
go mod init rule-tests 2>/dev/null
go mod edit -require "github.com/prometheus/prometheus@$version"
source="$(go mod download -json "github.com/prometheus/prometheus@$version" | sed -n 's/^\t"Dir": "\(.*\)",\{0,1\}$/\1/p')"
install -m 644 "$source/cmd/promtool/unittest.go" unittest.go
go mod tidy
mkdir -p "$(dirname "$to")"
go build -o "$to" .
