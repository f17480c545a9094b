// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace pvscsim::bench {

/// Heap allocations of this process so far, by whatever library: the C library's functions, on
/// which operator new rests, are replaced by ones that count.
std::uint64_t heap_allocations();

}  // namespace pvscsim::bench
