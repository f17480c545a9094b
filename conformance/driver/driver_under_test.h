// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace pvscsim::conformance {

/// How an access to shared memory is ordered against the others of its processor.
enum class Order : std::uint8_t { Plain, Acquire, Release };

/// Ways in which the device can call its driver.
enum class InterruptWay : std::uint8_t { Msix, Msi, Intx, Polled };

enum class Direction : std::uint8_t { None, FromDevice, ToDevice };

/// A request as the upper layer gives it to the driver.
struct UpperRequest {
    std::uint64_t id = 0;  ///< the upper layer's, unique among those that have not ended
    std::vector<std::uint8_t> cdb;
    Direction direction = Direction::None;
    std::vector<std::pair<std::uint64_t, std::uint32_t>> pieces;  ///< bus address, bytes
    std::uint8_t target = 0;
    std::uint8_t lun = 0;
    std::uint32_t timeout_ms = 0;  ///< 0: the driver's own

    std::uint64_t bytes() const {
        std::uint64_t sum = 0;
        for (const auto& piece : pieces) sum += piece.second;
        return sum;
    }
};

/// How a request ended, as the upper layer is told.
struct Ended {
    enum class As : std::uint8_t {
        Good,
        CheckCondition,
        ScsiStatus,  ///< another SCSI status than GOOD
        Busy,        ///< BUSY or TASK SET FULL: to be tried again
        NoTarget,
        Aborted,
        Reset,    ///< to be tried again
        Overrun,  ///< the transfer did not fit
        Failed,
    };
    std::uint64_t id = 0;
    As as = As::Good;
    std::uint64_t residual_bytes = 0;
    std::vector<std::uint8_t> sense;
    std::int64_t at_ns = 0;
};

/// What came or went, as the upper layer is told.
struct UnitEvent {
    enum class What : std::uint8_t { Added, Removed, RescanNeeded };
    What what = What::Added;
    std::uint32_t target = 0;
    std::uint32_t lun = 0;
};

/// What the suite gives a driver to run on: a machine with one function on its bus, time that moves
/// only between calls of the driver, and the layer above. Registers are those of the BAR that the
/// driver has mapped; a call of `load` and the like is one access on the bus.
class DriverMachine {
public:
    static constexpr std::int64_t kNever = std::numeric_limits<std::int64_t>::max();

    virtual std::uint32_t read_config(std::uint32_t offset, std::uint32_t bytes) = 0;
    virtual void write_config(std::uint32_t offset, std::uint32_t bytes, std::uint32_t value) = 0;
    virtual void map_registers(std::uint32_t bar) = 0;
    virtual std::uint32_t read_register(std::uint32_t offset) = 0;
    virtual void write_register(std::uint32_t offset, std::uint32_t value) = 0;
    /// Pages of 4,096 bytes for driver and device, page-aligned and in one run; 0: there is no
    /// memory.
    virtual std::uint64_t allocate(std::uint32_t pages) = 0;
    virtual void release(std::uint64_t addr, std::uint32_t pages) = 0;
    virtual void load(std::uint64_t addr, void* to, std::uint32_t bytes, Order order) = 0;
    virtual void store(std::uint64_t addr, const void* from, std::uint32_t bytes, Order order) = 0;
    virtual void full_fence() = 0;
    /// The handler is ready; false if the device has no such interrupts.
    virtual bool connect(InterruptWay way) = 0;
    virtual void disconnect() = 0;
    virtual std::int64_t now_ns() = 0;
    /// DriverUnderTest::timer() at `deadline_ns` or soon after; a new deadline replaces the old.
    virtual void set_timer(std::int64_t deadline_ns) = 0;

    // To the layer above.

    virtual void ended(const Ended& how) = 0;
    virtual void unit_event(const UnitEvent& what) = 0;

protected:
    ~DriverMachine() = default;
};

/// What a test would have the driver set to. A driver that fixes one of these keeps its own.
struct DriverSettings {
    std::uint32_t request_pages = 1;
    std::uint32_t completion_pages = 1;
    std::uint32_t message_pages = 1;
    InterruptWay way = InterruptWay::Msix;
    bool threshold = true;  ///< asks for fewer doorbells, if the device offers it
    std::uint32_t elements_max = 128;
    std::uint32_t request_timeout_ms = 1000;
    std::uint32_t abort_timeout_ms = 200;
    std::uint32_t reset_timeout_ms = 400;
};

/// What came of a call for recovery.
enum class Answer : std::uint8_t {
    Done,     ///< what was asked for has taken place
    NotDone,  ///< it was tried, and requests are still outstanding, or the device refused
    Unknown,  ///< the driver has no such request or unit, or no such call
};

/// A PVSCSI driver, as the suite drives it: whoever wants the suite to judge a driver implements
/// this. One thread; the machine outlives the driver.
class DriverUnderTest {
public:
    virtual ~DriverUnderTest() = default;

    /// Finds the device and sets it up. False if the driver does not want it; everything acquired
    /// is then given back.
    virtual bool start() = 0;
    virtual void stop() = 0;
    /// False if the driver does not take the request, which then does not end either.
    virtual bool submit(const UpperRequest& request) = 0;
    /// False if the interrupt was not for this driver.
    virtual bool interrupt() = 0;
    /// Looks at the rings without an interrupt. False if nothing was there.
    virtual bool poll() = 0;
    /// The driver wants poll() now and then: it has no interrupt, or has not finished.
    virtual bool wants_poll() = 0;
    virtual void timer() = 0;
    virtual Answer abort(std::uint64_t id) = 0;
    virtual Answer reset_unit(std::uint8_t target, std::uint8_t lun) = 0;
    virtual Answer reset_bus() = 0;
    virtual Answer reset_adapter() = 0;
    /// The upper layer looks for disks at ids from 0 to below this.
    virtual std::uint32_t targets() = 0;
    /// Whether it does something about a request that takes too long, or is told to abort it.
    virtual bool recovers() = 0;
};

/// Makes the driver under test.
using DriverMaker =
    std::function<std::unique_ptr<DriverUnderTest>(DriverMachine&, const DriverSettings&)>;

}  // namespace pvscsim::conformance
