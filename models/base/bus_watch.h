// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "models/base/sim_time.h"

namespace pvscsim {

/// Told of everything that passes between one adapter and its guest: an analyser clipped to the
/// bus. Changes nothing. Writes are told before they take place, reads after.
class BusWatch {
public:
    /// Access to the register BAR, `offset` inside it. Writes to interrupt registers and doorbells
    /// are posted: they take effect at `at`, which may lie ahead.
    virtual void register_read(std::uint32_t offset, std::uint32_t bytes, std::uint32_t value) = 0;
    virtual void register_written(std::uint32_t offset, std::uint32_t bytes, std::uint32_t value,
                                  SimTime at) = 0;
    /// The write of which register_written() told has taken effect, unless it was posted.
    virtual void register_settled() = 0;
    /// The function was reset through PCI.
    virtual void function_reset() = 0;
    /// DMA by the device; `data` is what was read or is going to be written, null if not known.
    virtual void device_read(std::uint64_t addr, const void* data, std::uint64_t bytes) = 0;
    virtual void device_writes(std::uint64_t addr, const void* data, std::uint64_t bytes) = 0;
    /// The driver's accesses to memory that it shares with the device.
    virtual void driver_read(std::uint64_t addr, std::uint32_t bytes) = 0;
    /// In place of `count` of them, the addresses `bytes` apart, that come before time goes on:
    /// true if they are told by this. False: nothing was told.
    virtual bool driver_reads(std::uint64_t addr, std::uint32_t bytes, std::uint32_t count) {
        static_cast<void>(addr), static_cast<void>(bytes), static_cast<void>(count);
        return false;
    }
    virtual void driver_writes(std::uint64_t addr, const void* data, std::uint32_t bytes) = 0;
    /// In place of driver_writes(): true if the bytes need not be told. False: nothing was told.
    virtual bool driver_writes_unseen(std::uint64_t addr, std::uint32_t bytes) {
        static_cast<void>(addr), static_cast<void>(bytes);
        return false;
    }
    /// An interrupt goes out as a message.
    virtual void message_sent(SimTime at) = 0;
    virtual void line_set(bool level, SimTime at) = 0;

protected:
    ~BusWatch() = default;
};

}  // namespace pvscsim
