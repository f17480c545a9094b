// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "models/base/sim_time.h"

namespace pvscsim {

/// Told of everything that passes between one adapter and its guest: an analyser clipped to the
/// bus. Changes nothing. Writes are told before they take place, reads after.
class BusWatch {
public:
    /// Whether reads at `addr`, by device or driver, are to be told: asked before each is, for most
    /// are of indices, of which few want to know.
    bool heeds_reads(std::uint64_t addr) const { return addr - unheeded_addr_ >= unheeded_bytes_; }

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
    /// In place of driver_writes(): how many bytes from `addr` on need not be told, until a write
    /// of the driver's to memory or to a register is. 0: nothing was told.
    virtual std::uint64_t driver_writes_unseen(std::uint64_t addr) {
        static_cast<void>(addr);
        return 0;
    }
    /// An interrupt goes out as a message.
    virtual void message_sent(SimTime at) = 0;
    virtual void line_set(bool level, SimTime at) = 0;

protected:
    ~BusWatch() = default;

    std::uint64_t unheeded_addr_ = 0;
    std::uint64_t unheeded_bytes_ = 0;  // 0: every read is told
};

}  // namespace pvscsim
