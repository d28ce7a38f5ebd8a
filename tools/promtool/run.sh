#!/usr/bin/env bash
# `npm run test:rules`: checks the alerts of k8s/components/monitoring and runs their tests; builds what it needs once.
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
tool="${SAMSVAR_CACHE:-$HOME/.cache/samsvar}/rule-tests"
if [ ! -x "$tool" ]; then
  command -v go >/dev/null || { echo 'The rule tests of promtool are built with Go: install it, or run promtool itself.' >&2; exit 1; }
  echo 'Building the rule tests of promtool …' >&2
  "$here/build.sh" "$tool"
fi
cd "$here/../../k8s/components/monitoring"
"$tool" check rules.yaml
"$tool" test rules.test.yaml
