#!/usr/bin/env bash
# Arrows between rooms point down only, the runtime stays small, and the compiler names no layer.
set -euo pipefail
cd "$(dirname "$0")/.."

failures=0
forbid() { # room, pattern, reason
    if grep -rnE "^(@[_a-zA-Z]+ )?(public |internal )?import ($2)\b" "Sources/$1"; then
        echo "Sources/$1: $3" >&2
        failures=$((failures + 1))
    fi
}
forbid LaminaSource 'Lamina[A-Za-z]*' 'text and diagnostics know no other room'
forbid LaminaRuntime 'Lamina[A-Za-z]*|Foundation|CJSONC|CZlib' \
    'what a service links has no JSON, no compiler, no Foundation'
forbid LaminaServing '(Lamina|LaminaSource|LaminaKit|LaminaCompiler|LaminaStandardPack|LaminaTraining|LaminaData|LaminaFiles|LaminaTool|LaminaPictures|Foundation)' \
    'what a service links knows the runtime alone'
forbid LaminaKit 'LaminaPictures|LaminaCompiler|LaminaStandardPack|LaminaTraining|LaminaData|LaminaFiles|LaminaTool|Lamina' 'an import that points up'
forbid LaminaStandardPack 'LaminaPictures|LaminaCompiler|LaminaTraining|LaminaData|LaminaFiles|LaminaTool|Lamina' 'packs know the kit alone'
forbid LaminaCompiler 'LaminaPictures|LaminaStandardPack|LaminaTraining|LaminaData|LaminaFiles|LaminaTool|Lamina' 'the compiler knows no pack'
forbid LaminaData 'LaminaPictures|LaminaCompiler|LaminaTraining|LaminaTool|Lamina' 'an import that points up'
forbid LaminaFiles 'LaminaPictures|LaminaKit|LaminaCompiler|LaminaTraining|LaminaTool|Lamina' 'an import that points up'
forbid LaminaPictures 'Lamina[A-Za-z]*|Foundation' 'pictures know numbers alone'
forbid LaminaTraining 'LaminaPictures|LaminaStandardPack|LaminaTool|Lamina' 'an import that points up'

vocabulary=$(grep -rhoE '^(public )?struct [A-Za-z0-9]+: [A-Za-z]*Layer' Sources/LaminaStandardPack | sed -E 's/.*struct ([A-Za-z0-9]+):.*/\1/' | paste -sd'|')
if grep -rnwE "$vocabulary" Sources/LaminaCompiler Sources/LaminaRuntime --include='*.swift' | grep -vE '^\S+:\s*//'; then
    echo "the compiler and the runtime name a layer" >&2
    failures=$((failures + 1))
fi
if grep -rn 'unsafeFlags' Package.swift; then
    echo "unsafeFlags bar the package from being a dependency" >&2
    failures=$((failures + 1))
fi
[ $failures = 0 ] || exit 1
echo "Rooms: all imports point down"
