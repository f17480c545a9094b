// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "conformance/driver/driver_under_test.h"

namespace pvscsim::conformance {

/// One thing that an observer on the bus has seen, or that the layers above were told.
struct BusEvent {
    enum class Kind : std::uint8_t {
        ConfigRead,
        ConfigWrite,
        RegisterRead,
        RegisterWrite,
        Load,   ///< by the driver
        Store,  ///< by the driver
        Fence,
        DeviceRead,
        DeviceWrite,
        Interrupt,  ///< the driver's handler is called
        Allocated,
        Released,
        Connected,  ///< the handler is in place
        Disconnected,
        Ended,  ///< a request, `value` is its id
    };
    Kind kind;
    std::uint64_t at = 0;     ///< offset or address
    std::uint64_t value = 0;  ///< of accesses up to 8 bytes
    std::uint32_t bytes = 0;
    Order order = Order::Plain;
    std::int64_t time_ns = 0;
};

/// What has been seen, in order.
class BusLog {
public:
    using Test = std::function<bool(const BusEvent&)>;
    static constexpr std::size_t kNone = ~std::size_t{0};

    void add(const BusEvent& event) { events_.push_back(event); }
    std::size_t size() const { return events_.size(); }
    const BusEvent& operator[](std::size_t index) const { return events_[index]; }

    /// The first event from `from` on that `test` holds of, or kNone.
    std::size_t first(const Test& test, std::size_t from = 0) const {
        for (std::size_t i = from; i < events_.size(); ++i) {
            if (test(events_[i])) return i;
        }
        return kNone;
    }
    /// How many there are in [from, to).
    std::size_t count(const Test& test, std::size_t from = 0, std::size_t to = kNone) const {
        std::size_t found = 0;
        for (std::size_t i = from; i < events_.size() && i < to; ++i) found += test(events_[i]);
        return found;
    }

    // Tests.

    static Test is(BusEvent::Kind kind) {
        return [kind](const BusEvent& event) { return event.kind == kind; };
    }
    static Test writes(std::uint64_t offset) {
        return [offset](const BusEvent& event) {
            return event.kind == BusEvent::Kind::RegisterWrite && event.at == offset;
        };
    }
    static Test writes(std::uint64_t offset, std::uint64_t value) {
        return [offset, value](const BusEvent& event) {
            return event.kind == BusEvent::Kind::RegisterWrite && event.at == offset &&
                   event.value == value;
        };
    }
    static Test reads(std::uint64_t offset) {
        return [offset](const BusEvent& event) {
            return event.kind == BusEvent::Kind::RegisterRead && event.at == offset;
        };
    }
    /// Accesses of the driver that touch [addr, addr + bytes).
    static Test touches(BusEvent::Kind kind, std::uint64_t addr, std::uint64_t bytes) {
        return [kind, addr, bytes](const BusEvent& event) {
            return event.kind == kind && event.at < addr + bytes && addr < event.at + event.bytes;
        };
    }

private:
    std::vector<BusEvent> events_;
};

}  // namespace pvscsim::conformance
