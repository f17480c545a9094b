#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# sampler_bits.sh VARIANT SOURCE_DIR WORK_DIR
# Builds sampler_bits_main.cpp in one way, runs it and compares its digests with the golden ones.
# Ends with 77, "skipped", where the variant's compiler or emulator is not installed.
set -eu
variant=$1 source=$2 work=$3

run=
case $variant in
    gcc) compile="g++ -O2" ;;
    clang) compile="clang++-14 -O1" ;;
    native) compile="g++ -O3 -march=native" ;;
    masked) compile="g++ -O2" run="env GLIBC_TUNABLES=glibc.cpu.hwcaps=-AVX2,-FMA" ;;
    aarch64) compile="aarch64-linux-gnu-g++ -O2 -static" run="qemu-aarch64" ;;
    *) echo "unknown variant: $variant" >&2; exit 2 ;;
esac
for tool in ${compile%% *} ${run%% *}; do
    command -v "$tool" > /dev/null || { echo "skipped: no $tool here"; exit 77; }
done

mkdir -p "$work"
cd "$source"
# shellcheck disable=SC2086  # words are meant to split
$compile -std=c++17 -ffp-contract=off -I. -o "$work/sampler_bits_$variant" \
    tests/models/base/sampler_bits_main.cpp models/backend/latency_sampler.cpp \
    models/base/check.cpp models/base/exact_math.cpp models/base/random.cpp \
    models/base/zipf_sampler.cpp scenarios/workload/synthetic_source.cpp
$run "$work/sampler_bits_$variant" > "$work/sampler_bits_$variant.txt"
diff tests/models/base/sampler_bits.golden "$work/sampler_bits_$variant.txt"
