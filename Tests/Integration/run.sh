#!/usr/bin/env bash
# Builds a consumer and a third party against this checkout and checks what their users see.
#
# usage: run.sh [SCRATCH]    SCRATCH keeps the builds for the next run; a temporary folder where absent.
#
# Both packages build in one folder, with the same flags for build, package and test: what they share is compiled once.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
scratch=${1:-$work/scratch}
mkdir -p "$scratch"
scratch=$(cd "$scratch" && pwd)
passed=0
failed=0

# Fixed places for the copies, so that a kept scratch folder stays warm.
for package in Consumer ThirdParty Service; do
    rm -rf "${scratch:?}/$package"
    cp -R "$here/$package" "$scratch/$package"
    sed -i "s|path: \"../../..\"|path: \"$root\"|" "$scratch/$package/Package.swift"
done

# check NAME EXPECTED-STATUS EXPECTED-TEXT COMMAND…: runs, then compares the exit status and looks for the text.
check() {
    local name=$1 status=$2 text=$3 found=0
    shift 3
    "$@" >"$work/output" 2>&1 || found=$?
    if [[ $found -eq $status ]] && grep -qF -- "$text" "$work/output"; then
        passed=$((passed + 1))
        echo "ok   $name"
    else
        failed=$((failed + 1))
        echo "FAIL $name: exit $found, expected $status with: $text"
        tail -n 40 "$work/output" | sed 's/^/     /'
    fi
}

edit() { sed -i "$2" "$1"; }

flags=(--scratch-path "$scratch/build")

consumer=$scratch/Consumer
mkdir -p "$consumer/Sources/Forecast"
{
    sed -n '/^```swift$/,/^```$/p' "$root/README.md" | sed -n '2,/^```$/p' | sed '$d'
    grep -o 'print(try forecast(.*))' "$root/README.md"
} >"$consumer/Sources/Forecast/main.swift"
model=$consumer/models/forecast.json
build=(swift build --package-path "$consumer" "${flags[@]}")
validate=(swift package --package-path "$consumer" "${flags[@]}" validate-models)

# unchanged COMMAND…: runs, then looks whether anything was compiled.
unchanged() {
    touch "$work/before"
    "$@"
    local made
    made=$(find "$scratch/build/" -name '*.o' -newer "$work/before")
    [[ -z $made ]] || { echo "compiled: $made"; return 3; }
}

check "a right model builds, and the README's program" 0 "Compiling" "${build[@]}" -v
check "the README's program is whole" 0 "savingTo" cat "$consumer/Sources/Forecast/main.swift"
check "validate-models prints the count of a right model" 0 "513" "${validate[@]}"
check "validate-models counts models and findings" 0 "1 model, 0 errors, 0 warnings" "${validate[@]}"
check "a validate-models in which nothing changed compiles nothing" 0 "1 model, 0 errors" unchanged "${validate[@]}"
check "arguments reach the tool" 0 '"name": "lamina"' "${validate[@]}" --format sarif

edit "$model" 's/"units": 16/"units": "ten"/'
check "a wrong type fails validate-models" 1 "models/forecast.json:7:52: error: layer 'rnn' (SimpleRNN): field 'units' must be a positive integer, found \"ten\" [field-type]" "${validate[@]}"
check "a wrong type fails the build at its place" 1 "$model:7:52: error: layer 'rnn' (SimpleRNN): field 'units'" "${build[@]}"
edit "$model" 's/"units": "ten"/"units": 16/'

edit "$model" 's/"parameters": 513/"parameters": 514/'
check "a count off by one fails the build at the number" 1 "$model:17:29: error: the model has 513 parameters, expected 514 [expect-parameters]" "${build[@]}"
edit "$model" 's/"parameters": 514/"parameters": 513/'

echo '{ "format": "lamina/1", }' >"$consumer/models/added.json"
check "a new file is noticed, and its syntax" 1 "$consumer/models/added.json:1:23: error:" "${build[@]}"
rm "$consumer/models/added.json"
check "a mended package builds" 0 "" "${build[@]}"

third=$scratch/ThirdParty
model=$third/models/carry.json
tool=$scratch/build/debug/highway-tool
build=(swift build --package-path "$third" "${flags[@]}")
validate=(swift package --package-path "$third" "${flags[@]}" validate-models)
check "a layer of a third party keeps its promises" 0 "4 test cases passed" swift test --package-path "$third" "${flags[@]}"
check "validate-models takes the package's own tool" 0 "637" "${validate[@]}" --training
check "their unchanged validate-models compiles nothing" 0 "637" unchanged "${validate[@]}" --training
check "their tool has its own name" 0 "highway-tool" "$tool" --help
check "their schema knows their layer" 0 '"const": "Highway"' "$tool" schema
check "our tool does not know their layer" 1 "unknown layer 'Highway' [component-unknown]" "${validate[@]}" --tool lamina

check "their model trains" 0 "loss" "$tool" train "$model" --output "$work/run"
check "its weights are saved" 0 "second/gate_kernel" head -c 4096 "$work/run/weights.safetensors"

edit "$model" 's/"gate_bias": -1/"gate_bias": "low"/'
check "a wrong field of their layer fails their build at its place" 1 "$model:7:79: error: layer 'second' (Highway): field 'gate_bias' must be a number, found \"low\" [field-type]" "${build[@]}"
edit "$model" 's/"gate_bias": "low"/"gate_bias": -1/'
check "their mended package builds" 0 "" "${build[@]}"

# SwiftPM takes the plan of the package that it built before for this one's, and builds nothing.
rm -f "$scratch/build/debug.yaml" "$scratch/build"/*/debug/description.json

service=$scratch/Service
model=$service/Sources/Service/xor.json
code=$service/Sources/Service/main.swift
build=(swift build --package-path "$service" "${flags[@]}")
run=("$scratch/build/debug/Service")
check "a model file in a package becomes a type" 0 "xor.json.compiled.swift" "${build[@]}" -v
check "the service predicts" 0 "0.999" "${run[@]}"
check "numbers of a wrong count are a named error" 0 "'bits' of shape [batch, 2] needs 2 numbers, found 3" "${run[@]}"
check "its libraries can be listed" 0 "libc.so" ldd "${run[@]}"
check "it needs neither Foundation nor json-c" 1 "0" sh -c 'ldd "$1" | grep -cE "Foundation|json-c|libz"' sh "${run[@]}"
check "the plan runs on another set of kernels" 0 "0.999" env LAMINA_ISA=baseline "${run[@]}"

echo "xor.json --embed-limit 100" >"$service/Sources/Service/CompileModels.txt"
check "a large plan is a file of the build" 0 "" "${build[@]}"
check "the service maps it" 0 "0.999" "${run[@]}"
plan=$(find "$scratch/build/plugins" -name 'xor.json.compiled.plan')
cp "$plan" "$work/xor.plan"
printf x | dd of="$plan" bs=1 seek=1000 conv=notrunc status=none
check "a damaged plan file is refused" 132 "the plan file is damaged" sh -c 'SWIFT_BACKTRACE=enable=no "$1"; exit 132' sh "${run[@]}"
cp "$work/xor.plan" "$plan"
rm "$service/Sources/Service/CompileModels.txt"
check "without the settings it is embedded again" 0 "" "${build[@]}"

edit "$code" 's/bits: \[0, 1\]/bits: [0, 1, 2]/'
check "an array of a wrong size does not compile" 1 "main.swift:5:29: error: expected '2' elements in inline array literal, but got '3'" "${build[@]}"
edit "$code" 's/bits: \[0, 1, 2\]/bits: [0, 1]/'
edit "$model" 's/"units": 8/"units": "ten"/'
check "a wrong model fails the service's build at its place" 1 "$model:7:51: error: layer 'hidden' (Dense): field 'units' must be a positive integer, found \"ten\" [field-type]" "${build[@]}"
edit "$model" 's/"units": "ten"/"units": 9/; s/"parameters": 33/"parameters": 37/'
check "weights of another model fail it too" 1 "$model:1:1: error: the weights '${model%.json}.safetensors' do not fit: parameter 'hidden/bias' of model 'xor' has the shape [9], the file's tensor [8] [swift-weights]" "${build[@]}"
edit "$model" 's/"units": 9/"units": 8/; s/"parameters": 37/"parameters": 33/'
check "a mended service builds" 0 "" "${build[@]}"

echo "$passed passed, $failed failed"
[[ $failed -eq 0 ]]
