// SPDX-License-Identifier: Apache-2.0
#include "models/base/check.h"

#include <cinttypes>
#include <cstdio>
#include <cstdlib>

namespace pvscsim {

CheckContext& check_context() {
    static CheckContext context;
    return context;
}

void check_failed(const char* condition, const char* file, int line) {
    const CheckContext& context = check_context();
    const std::uint64_t simulated_ps = context.simulated_ps == nullptr ? 0 : *context.simulated_ps;
    std::fprintf(stderr,
                 "pvscsim: internal error: %s:%d: check failed: %s (simulated %" PRIu64
                 " ps, seed %" PRIu64 ")\n",
                 file, line, condition, simulated_ps, context.seed);
    std::abort();
}

}  // namespace pvscsim
