// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "models/base/bus_watch.h"
#include "models/base/sim_time.h"
#include "pvscsim/mutant.h"

namespace pvscsim {

/// How the device's engine reaches guest memory. Windows that were granted direct access are
/// served by a copy; everything else goes out on the bus. False means that the bus refused: the
/// address is absent, may not be written, or bus mastering is off. An address range that wraps past
/// 2^64 is refused.
class DmaPort {
public:
    /// Memory with direct access: [base, base + bytes).
    struct Window {
        std::uint64_t base = 0;
        std::uint64_t bytes = 0;
        std::byte* data = nullptr;
        bool writable = false;
    };

    bool enabled() const { return enabled_; }

    bool read(std::uint64_t addr, void* to, std::uint32_t bytes) {
        const std::byte* const from = enabled_ ? direct(addr, bytes, false) : nullptr;
        if (from == nullptr) return read_elsewhere(addr, to, bytes);
        std::memcpy(to, from, bytes);
        tell_read(addr, to, bytes);
        return true;
    }
    bool write(std::uint64_t addr, const void* from, std::uint32_t bytes) {
        std::byte* const to = enabled_ ? direct(addr, bytes, true) : nullptr;
        if (to == nullptr) return write_elsewhere(addr, from, bytes);
        if (watch_ != nullptr) watch_->device_writes(addr, from, bytes);
        std::memcpy(to, from, bytes);
        return true;
    }
    /// What read() would copy, to be used at once; null where there is nothing to point at.
    const std::byte* look_at(std::uint64_t addr, std::uint32_t bytes) const {
        const std::byte* const from = enabled_ ? direct(addr, bytes, false) : nullptr;
        if (from != nullptr && watch_ != nullptr) watch_->device_read(addr, from, bytes);
        return from;
    }
    /// Memory that direct() gave is going to be used.
    void tell_direct(std::uint64_t addr, std::uint64_t bytes, bool to_write) const {
        if (!to_write) return tell_read(addr, nullptr, bytes);
        if (watch_ != nullptr) watch_->device_writes(addr, nullptr, bytes);
    }
    /// Memory itself, or null where only the bus leads there.
    std::byte* direct(std::uint64_t addr, std::uint64_t bytes, bool to_write) const {
        for (const Window& window : windows_) {
            const std::uint64_t offset = addr - window.base;
            if (offset < window.bytes && bytes <= window.bytes - offset) {
                return to_write && !window.writable ? nullptr : window.data + offset;
            }
        }
        return nullptr;
    }

    /// While it lives, accesses pass although bus mastering is off. (Q27)
    class Bypass {
    public:
        Bypass(DmaPort& port, bool on) : port_(port), was_(port.enabled_) {
            if (on) port_.enabled_ = true;
        }
        ~Bypass() { end(); }
        Bypass(const Bypass&) = delete;
        Bypass& operator=(const Bypass&) = delete;
        void end() { port_.enabled_ = was_; }

    private:
        DmaPort& port_;
        const bool was_;
    };

    /// How long the accesses since the last call took beyond copying: their translation.
    SimTime take_delay() {
        const SimTime taken = delay_;
        delay_ = SimTime{};
        return taken;
    }

protected:
    ~DmaPort() = default;

    virtual bool bus_read(std::uint64_t addr, void* to, std::uint32_t bytes) = 0;
    virtual bool bus_write(std::uint64_t addr, const void* from, std::uint32_t bytes) = 0;

    bool enabled_ = false;  // the bus-master bit
    SimTime delay_{};
    std::array<Window, 2> windows_{};
    BusWatch* watch_ = nullptr;

private:
    void tell_read(std::uint64_t addr, const void* data, std::uint64_t bytes) const {
        if (watch_ != nullptr && watch_->heeds_reads(addr)) watch_->device_read(addr, data, bytes);
    }
    // Out of line, so that what happens mostly stays short.
    [[gnu::noinline]] bool read_elsewhere(std::uint64_t addr, void* to, std::uint32_t bytes) {
        if (!enabled_ && !mutated(Mutant::D91)) return false;
        if (!bus_read(addr, to, bytes)) return false;
        tell_read(addr, to, bytes);
        return true;
    }
    [[gnu::noinline]] bool write_elsewhere(std::uint64_t addr, const void* from,
                                           std::uint32_t bytes) {
        if (!enabled_ && !mutated(Mutant::D91)) return false;
        if (watch_ != nullptr) watch_->device_writes(addr, from, bytes);
        return bus_write(addr, from, bytes);
    }
};

}  // namespace pvscsim
