#!/usr/bin/env bash
# Installs the Debian packages that are named and missing, as root or with sudo, and says so.
set -euo pipefail

missing=()
for package in "$@"; do
    status=$(dpkg-query --show --showformat='${Status}' "$package" 2>/dev/null || true)
    [ "$status" = "install ok installed" ] || missing+=("$package")
done
[ ${#missing[@]} -gt 0 ] || exit 0

if ! command -v apt-get >/dev/null; then
    echo "Lamina needs ${missing[*]} (Debian's names): install them with this system's package manager" >&2
    exit 2
fi
echo "Installing ${missing[*]}"
root=()
[ "$(id -u)" = 0 ] || root=(sudo)
"${root[@]}" apt-get update -q
"${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${missing[@]}"
