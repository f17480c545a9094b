// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "pvscsim/protocol/layout.h"
#include "scenarios/raw_action.h"
#include "scenarios/runner/machine.h"

namespace pvscsim::scenarios {

inline constexpr std::uint64_t kRawPageBytes = protocol::kPageBytes;

/// Where things are that a raw action names: what the device uses now, or used last.
class RawPlaces {
public:
    explicit RawPlaces(Machine& machine) : machine_(machine) {}

    void set_buffer(std::uint64_t addr) { buffer_ = addr; }
    /// An address that no memory has, if there is no such place.
    std::uint64_t address(RawBase base, std::uint64_t offset) const;
    /// What the device reads at `addr`.
    bool is_fetch_of(FetchKind kind, std::uint64_t addr, std::uint32_t bytes) const;

    /// The processor's access; `bytes` may run over the end of a ring's page. What is not there
    /// reads as ones and is not written.
    void write(RawBase base, std::uint64_t offset, const std::uint8_t* from, std::uint64_t bytes);
    void read(RawBase base, std::uint64_t offset, std::uint8_t* to, std::uint64_t bytes) const;

private:
    std::byte* memory(std::uint64_t addr, std::uint64_t bytes, bool to_write) const;

    Machine& machine_;
    std::uint64_t buffer_ = 0;
};

}  // namespace pvscsim::scenarios
