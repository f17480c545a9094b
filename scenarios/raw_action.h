// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace pvscsim::scenarios {

enum class RawOp : std::uint8_t {
    WriteRegister,
    ReadRegister,
    WriteConfig,
    ReadConfig,
    WriteMemory,
    ReadMemory,
    SetupRings,
    Request,
    Guard,
    AtFetch,
    Fuzz,
    Wait,
};
/// What an address counts from. The rings are those that the device has; the buffer is memory of
/// the guest beside its driver's, with a page on either side that nobody may touch.
enum class RawBase : std::uint8_t {
    Absolute,
    RequestRing,
    CompletionRing,
    MessageRing,
    State,
    Buffer,
};
enum class FetchKind : std::uint8_t { Index, Descriptor, Element };

inline constexpr std::uint32_t kRawBufferPages = 256;

/// One thing that a guest's processor does past its driver.
struct RawAction {
    RawOp op = RawOp::Wait;
    RawBase base = RawBase::Absolute;
    std::uint64_t offset = 0;
    std::uint32_t width = 4;  ///< bytes
    RawBase of = RawBase::Absolute;
    std::uint64_t value = 0;  ///< counts from the address `of`, or from its page number
    bool page = false;
    std::uint32_t repeat = 1;
    std::string hex;  ///< in place of `value`
    std::optional<std::uint64_t> expect;
    std::uint64_t within_ns = 0;  ///< looks again until then
    std::uint64_t ns = 1000;
    // The buffer's pages as rings: state, requests, completions.
    std::uint32_t first_page = 0;
    std::uint32_t request_pages = 1;
    std::uint32_t completion_pages = 1;
    // A request descriptor; `base` and `offset` are where its data or list is.
    std::uint32_t slot = 0;
    std::uint64_t context = 1;
    std::uint32_t flags = 0;
    std::uint64_t bytes = 0;  ///< of the data, or of what is guarded
    std::uint32_t sense_bytes = 0;
    std::uint64_t sense_offset = 0;  ///< in the buffer
    std::string cdb = "000000000000";
    std::uint32_t bus = 0;
    std::uint32_t target = 0;
    std::uint32_t lun = 0;
    // The change after a fetch.
    FetchKind fetch = FetchKind::Descriptor;
    std::uint32_t nth = 1;
    // Random actions.
    std::uint64_t seed = 1;
    std::uint32_t steps = 1000;
};

}  // namespace pvscsim::scenarios
