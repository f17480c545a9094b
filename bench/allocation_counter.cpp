// SPDX-License-Identifier: Apache-2.0
#include "bench/allocation_counter.h"

#include <dlfcn.h>

#include <cstddef>
#include <cstdlib>

namespace {

std::uint64_t count = 0;

/// The C library's own function of that name.
template <typename Function>
Function next_of(const char* name) {
    return reinterpret_cast<Function>(dlsym(RTLD_NEXT, name));
}

}  // namespace

std::uint64_t pvscsim::bench::heap_allocations() {
    return count;
}

extern "C" {

void* malloc(std::size_t bytes) noexcept {
    static const auto next = next_of<void* (*)(std::size_t)>("malloc");
    ++count;
    return next(bytes);
}

void* calloc(std::size_t items, std::size_t bytes) noexcept {
    static const auto next = next_of<void* (*)(std::size_t, std::size_t)>("calloc");
    ++count;
    return next(items, bytes);
}

void* realloc(void* memory, std::size_t bytes) noexcept {
    static const auto next = next_of<void* (*)(void*, std::size_t)>("realloc");
    ++count;
    return next(memory, bytes);
}

void* aligned_alloc(std::size_t alignment, std::size_t bytes) noexcept {
    static const auto next = next_of<void* (*)(std::size_t, std::size_t)>("aligned_alloc");
    ++count;
    return next(alignment, bytes);
}

int posix_memalign(void** memory, std::size_t alignment, std::size_t bytes) noexcept {
    static const auto next = next_of<int (*)(void**, std::size_t, std::size_t)>("posix_memalign");
    ++count;
    return next(memory, alignment, bytes);
}

}  // extern "C"
