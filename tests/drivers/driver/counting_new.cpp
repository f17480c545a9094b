// SPDX-License-Identifier: Apache-2.0
#include "tests/drivers/driver/counting_new.h"

#include <cstdlib>
#include <new>

namespace {
std::size_t count = 0;
}  // namespace

void* operator new(std::size_t bytes) {
    ++count;
    if (void* const memory = std::malloc(bytes)) return memory;
    throw std::bad_alloc();
}
void operator delete(void* memory) noexcept {
    std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
    std::free(memory);
}

namespace pvscsim::driver::testing {

std::size_t allocations() noexcept {
    return count;
}

}  // namespace pvscsim::driver::testing
