# SPDX-License-Identifier: Apache-2.0
# What ./run and ./test share: Debian packages and quiet builds. Sourced by bash; sets nothing.

packages_to_run=(g++ cmake ninja-build pkgconf libsystemc-dev nlohmann-json3-dev
                 libboost-program-options-dev liblzma-dev libjs-chart.js)
packages_to_test=(ccache libgtest-dev clang-14 libclang-rt-14-dev clang-format-14 clang-tidy-14
                  chromium chromium-driver python3-selenium python3-jsonschema python3-yaml gtkwave
                  googletest g++-aarch64-linux-gnu g++-s390x-linux-gnu qemu-user qemu-system-x86
                  valgrind xz-utils)

say() { printf '%s\n' "$*" >&2; }

# Ends with the exit code for what the machine lacks.
lacks() {
    say "$@"
    exit 3
}

# Prints those of the packages that are not installed, one a line.
missing_packages() {
    local installed package
    installed=$(dpkg-query -W -f '${db:Status-Abbrev}${Package}\n' "$@" 2>/dev/null) || true
    for package in "$@"; do
        grep -qxF "ii $package" <<<"$installed" || printf '%s\n' "$package"
    done
}

# Installs those of the packages that are missing, as root or with sudo.
ensure_packages() {
    local missing as_root=() log
    command -v apt-get >/dev/null ||
        lacks "These packages of Debian 12 are needed, and there is no apt-get here: $*"
    mapfile -t missing < <(missing_packages "$@")
    [ ${#missing[@]} -gt 0 ] || return 0
    if [ "$(id -u)" -ne 0 ]; then
        as_root=(sudo)
        command -v sudo >/dev/null && { sudo -n true 2>/dev/null || { [ -t 0 ] && sudo true; }; } ||
            lacks "Packages are missing, and this is neither root nor a user with sudo." \
                "Let root do it: apt-get install ${missing[*]}"
    fi
    say "Installing Debian packages: ${missing[*]}"
    as_root+=(env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=120)
    log=$(mktemp)
    # The package lists may be missing or out of date: fetch them only then.
    "${as_root[@]}" install -y --no-install-recommends "${missing[@]}" >"$log" 2>&1 </dev/null ||
        { "${as_root[@]}" update >"$log" 2>&1 </dev/null &&
            "${as_root[@]}" install -y --no-install-recommends "${missing[@]}" \
                >"$log" 2>&1 </dev/null; } ||
        { tail -n 15 "$log" >&2; rm -f "$log"; lacks "The packages could not be installed."; }
    rm -f "$log"
}

# build_preset PRESET [TARGET...]: configures when needed and builds, saying little unless it fails.
# CMake does not look at presets by itself when they change.
build_preset() {
    local preset=$1 folder=build/$1 log=build/$1.log
    shift
    mkdir -p build
    [ "$folder/build.ninja" -nt CMakePresets.json ] || {
        say "Configuring $folder"
        cmake --preset "$preset" >"$log" 2>&1 ||
            { cat "$log" >&2; rm -rf "$folder/build.ninja"; exit 1; }
    }
    # Asking costs a tenth of a second and keeps a build with nothing to do silent.
    case $(ninja -C "$folder" -n "$@" 2>&1) in *"no work to do"*) return 0 ;; esac
    say "Building $folder (log: $log)"
    if [ -t 2 ]; then
        ninja -C "$folder" "$@" >&2 || exit 1
    else
        ninja -C "$folder" "$@" >"$log" 2>&1 ||
            { grep -A 40 -m 3 '^FAILED' "$log" >&2 || tail -n 40 "$log" >&2; exit 1; }
    fi
}
