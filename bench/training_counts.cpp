// SPDX-License-Identifier: Apache-2.0
// In programs that count for profile-guided building: what g++'s library would do with the address
// of each block that is copied or cleared, from which the compiler takes its alignment. Addresses
// are random, so that more than what allocator and stack warrant would differ from build to build.

#include <cstdint>

extern "C" void __gcov_ior_profiler(std::int64_t* counter, std::int64_t address) {  // NOLINT
    constexpr std::int64_t kWarrantedBytes = 16;
    *counter |= (address % kWarrantedBytes) | kWarrantedBytes;
}
