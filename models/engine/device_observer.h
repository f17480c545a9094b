// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

#include "models/base/sim_time.h"

namespace pvscsim {

/// When the device did what for one request; names as in Stage, each the end of that stage but
/// the first.
struct DeviceStamps {
    SimTime published;  ///< what the observer said when the request was fetched
    SimTime fetch_begin;
    SimTime fetched;
    SimTime parsed;
    SimTime dma_in_done;
    SimTime service_begin;
    SimTime service_end;
    SimTime dma_out_done;
    SimTime posted;
};

/// Where the installed rings are, for an observer that follows them in memory.
struct RingPlaces {
    std::uint64_t state_addr = 0;
    std::uint64_t request_addr = 0;     ///< of the first page
    std::uint64_t completion_addr = 0;  ///< of the first page
    std::uint32_t request_entries = 0;
    std::uint32_t completion_entries = 0;
    std::uint32_t first_index = 0;  ///< that all ring indices start at
};

/// What a message says.
struct UnitChange {
    std::uint8_t target = 0;
    std::uint8_t lun = 0;
    bool added = false;
};

/// What a waveform shows of the adapter.
enum class DeviceSignal : std::uint8_t {
    ReqProdIdx,
    ReqConsIdx,
    CmpProdIdx,
    CmpConsIdx,
    InFlight,
    IntrStatus,
    IntrMask,
    IntxLine,
    Interrupts,  ///< sent so far
};
inline constexpr std::size_t kDeviceSignals = 9;

/// Told what the device does, at the time when it does it. Changes nothing.
class DeviceObserver {
public:
    virtual void rings_installed(const RingPlaces& places) = 0;
    /// The request with index `request_index` is fetched, and its slot may be used again: returns
    /// when it was published.
    virtual SimTime fetched(std::uint32_t request_index) = 0;
    /// A request has been posted as `completion_index`.
    virtual void posted(std::uint32_t completion_index, std::uint64_t context,
                        const DeviceStamps& stamps) = 0;
    /// An interrupt goes out that covers every completion before `cmp_prod`.
    virtual void interrupt_sent(SimTime at, std::uint32_t cmp_prod) = 0;
    /// A message has been posted as `index` of its ring: a unit is there now, or is not any more.
    virtual void message_posted(std::uint32_t index, const UnitChange& change, SimTime at) {
        static_cast<void>(index), static_cast<void>(change), static_cast<void>(at);
    }
    /// A command of the register interface has been carried out; COMMAND_STATUS reads `status`.
    virtual void command(std::uint32_t command, std::uint32_t status, SimTime at) = 0;
    /// `signal` has `value` from `at` on.
    void level(DeviceSignal signal, SimTime at, std::uint64_t value) {
        if (wants_levels_) take_level(signal, at, value);
    }

protected:
    ~DeviceObserver() = default;
    virtual void take_level(DeviceSignal, SimTime, std::uint64_t) {}

    bool wants_levels_ = false;  // or none of them is told
};

}  // namespace pvscsim
