// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <systemc>

namespace pvscsim::bench {

/// What the command line chose.
struct Options {
    std::uint64_t requests = 2'000'000;
    std::uint32_t depth = 64;
    std::uint64_t irq_window_ns = 0;  ///< completions that end within it share an interrupt
    bool batched = false;             ///< one kick a handler entry instead of one a request
    bool dmi = false;                 ///< the device's DMA goes through a pointer
    bool inline_handler = false;      ///< the handler is called, not woken as a thread
};

/// As long as the descriptors of the real rings.
struct RequestDescriptor {
    std::uint64_t context;
    std::uint64_t data_address;
    std::uint64_t data_bytes;
    std::uint32_t lba;
    std::array<std::uint8_t, 100> rest;
};
static_assert(sizeof(RequestDescriptor) == 128);

struct CompletionDescriptor {
    std::uint64_t context;
    std::uint64_t data_bytes;
    std::array<std::uint8_t, 16> rest;
};
static_assert(sizeof(CompletionDescriptor) == 32);

/// Where things lie in guest memory: the indices, the two rings, the data.
struct Layout {
    static constexpr std::uint64_t kReqProd = 0;
    static constexpr std::uint64_t kReqCons = 4;
    static constexpr std::uint64_t kCmpProd = 8;
    static constexpr std::uint64_t kRequests = 4096;

    explicit Layout(std::uint32_t depth) {
        while (entries < depth) entries *= 2;
        completions = kRequests + std::uint64_t{entries} * sizeof(RequestDescriptor);
        data = completions + std::uint64_t{entries} * sizeof(CompletionDescriptor);
        bytes = data + std::uint64_t{depth} * 4096;
    }
    std::uint64_t request(std::uint32_t idx) const {
        return kRequests + std::uint64_t{idx & (entries - 1)} * sizeof(RequestDescriptor);
    }
    std::uint64_t completion(std::uint32_t idx) const {
        return completions + std::uint64_t{idx & (entries - 1)} * sizeof(CompletionDescriptor);
    }

    std::uint32_t entries = 1;
    std::uint64_t completions = 0;
    std::uint64_t data = 0;
    std::uint64_t bytes = 0;
};

/// The device's two registers.
inline constexpr std::uint64_t kInterruptStatus = 8;
inline constexpr std::uint64_t kKick = 16;

class Xorshift {
public:
    std::uint64_t next() {
        state_ ^= state_ << 13;
        state_ ^= state_ >> 7;
        state_ ^= state_ << 17;
        return state_;
    }

private:
    std::uint64_t state_ = 88172645463325252;
};

inline std::uint64_t now_ns() {
    return sc_core::sc_time_stamp().value() / 1000;
}
inline sc_core::sc_time span_ns(std::uint64_t ns) {
    return sc_core::sc_time::from_value(ns * 1000);
}

}  // namespace pvscsim::bench
