// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace pvscsim {

/// Says on standard error which check failed, where and when, and aborts. The command line turns
/// the abort of a run's process into exit code 70.
[[noreturn]] void check_failed(const char* condition, const char* file, int line);

/// What a failed check prints beside its place; set by whoever drives a run.
struct CheckContext {
    const std::uint64_t* simulated_ps = nullptr;  ///< where the simulated time stands, if anywhere
    std::uint64_t seed = 0;
};
CheckContext& check_context();

}  // namespace pvscsim

/// A condition that only an error of ours can break; on in every build.
#define PVS_CHECK(condition) \
    ((condition) ? void(0) : ::pvscsim::check_failed(#condition, __FILE__, __LINE__))
