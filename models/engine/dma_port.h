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

        bool holds(std::uint64_t addr, std::uint64_t count) const {
            const std::uint64_t offset = addr - base;
            return offset < bytes && count <= bytes - offset;
        }
        std::byte* place_of(std::uint64_t addr, bool to_write) const {
            return to_write && !writable ? nullptr : data + (addr - base);
        }
    };

    bool enabled() const { return enabled_; }

    bool read(std::uint64_t addr, void* to, std::uint32_t bytes) {
        const std::byte* const from = direct(addr, bytes, false);
        if (from == nullptr) return read_elsewhere(addr, to, bytes);
        std::memcpy(to, from, bytes);
        tell_read(addr, to, bytes);
        return true;
    }
    bool write(std::uint64_t addr, const void* from, std::uint32_t bytes) {
        std::byte* const to = direct(addr, bytes, true);
        if (to == nullptr) return write_elsewhere(addr, from, bytes);
        tell_write(addr, from, bytes);
        std::memcpy(to, from, bytes);
        return true;
    }
    /// Whether somebody is told of accesses.
    bool watched() const { return watch_ != nullptr; }
    /// Memory that direct() gave has been read, or is going to be written.
    void tell_read(std::uint64_t addr, const void* data, std::uint64_t bytes) const {
        if (watch_ != nullptr && watch_->heeds_reads(addr)) watch_->device_read(addr, data, bytes);
    }
    void tell_write(std::uint64_t addr, const void* data, std::uint64_t bytes) const {
        if (watch_ != nullptr) watch_->device_writes(addr, data, bytes);
    }
    /// Memory itself, or null where only the bus leads there. Holds for as long as changes() stays.
    std::byte* direct(std::uint64_t addr, std::uint64_t bytes, bool to_write) const {
        if (!enabled_) return nullptr;
        const Window& first = windows_[0];
        if (!first.holds(addr, bytes)) return beyond_first(addr, bytes, to_write);
        return first.place_of(addr, to_write);
    }
    /// Another number whenever direct() may answer otherwise than before; never 0.
    std::uint32_t changes() const { return changes_; }

    /// While it lives, accesses pass although bus mastering is off. (Q27)
    class Bypass {
    public:
        Bypass(DmaPort& port, bool on) : port_(port), was_(port.enabled_) {
            if (on) port_.enable(true);
        }
        ~Bypass() { end(); }
        Bypass(const Bypass&) = delete;
        Bypass& operator=(const Bypass&) = delete;
        void end() { port_.enable(was_); }

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

    /// The bus-master bit.
    void enable(bool on) {
        if (on != enabled_) ++changes_;
        enabled_ = on;
    }
    /// One window more; all that there is room for are open already: none.
    void open_window(const Window& window) {
        for (Window& place : windows_) {
            if (place.bytes != 0) continue;
            place = window;
            ++changes_;
            return;
        }
    }
    void close_windows() {
        windows_.fill(Window{});
        ++changes_;
    }

    SimTime delay_{};
    BusWatch* watch_ = nullptr;

private:
    // Out of line, so that what happens mostly stays short.
    [[gnu::noinline]] std::byte* beyond_first(std::uint64_t addr, std::uint64_t bytes,
                                              bool to_write) const {
        for (std::size_t i = 1; i < windows_.size(); ++i) {
            if (windows_[i].holds(addr, bytes)) return windows_[i].place_of(addr, to_write);
        }
        return nullptr;
    }
    [[gnu::noinline]] bool read_elsewhere(std::uint64_t addr, void* to, std::uint32_t bytes) {
        if (!enabled_ && !mutated(Mutant::D91)) return false;
        if (!bus_read(addr, to, bytes)) return false;
        tell_read(addr, to, bytes);
        return true;
    }
    [[gnu::noinline]] bool write_elsewhere(std::uint64_t addr, const void* from,
                                           std::uint32_t bytes) {
        if (!enabled_ && !mutated(Mutant::D91)) return false;
        tell_write(addr, from, bytes);
        return bus_write(addr, from, bytes);
    }

    bool enabled_ = false;
    std::uint32_t changes_ = 1;
    std::array<Window, 2> windows_{};
};

}  // namespace pvscsim
