// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>

#include "pvscsim/driver/dma_buffer.h"
#include "pvscsim/driver/result.h"

namespace pvscsim::driver {

struct ScsiRequest;

/// Ways in which the device can tell the driver that something is there, best first.
enum class InterruptMode : std::uint8_t { Msix, Msi, Intx, Polled };

/// One line of the driver's log: a stable code and what it is about. Numbers are stable.
enum class LogCode : std::uint8_t {
    Started = 1,
    Stopped = 2,
    BadContext = 3,  ///< a completion whose `context` is not outstanding
    BadIndex = 4,    ///< a producer index that cannot be; `value` is it
    TimedOut = 5,
    Aborting = 6,
    AbortFailed = 7,
    DeviceReset = 8,
    BusReset = 9,
    AdapterReset = 10,
    ResetFailed = 11,
    TargetAdded = 12,
    TargetRemoved = 13,
    UnknownMessage = 14,  ///< `value` is its type
    MessagesLost = 15,    ///< the message ring was found full
    DeviceGone = 16,      ///< registers read all ones
    Refused = 17,         ///< no context or list page for a request, and OnFull::Refuse
    LinkLost = 18,        ///< silence with requests outstanding; `value` is their number
    DepthCut = 19,        ///< `value` is the logical unit's new depth
    PollingBegun = 20,    ///< interrupts are masked under load
    PollingEnded = 21,
};

/// One record of the log: what, when, about whom. The core formats nothing.
struct LogRecord {
    LogCode code;
    std::uint8_t target = 0;
    std::uint8_t lun = 0;
    std::uint64_t context = 0;  ///< of the request that it is about; 0: of none
    std::uint64_t value = 0;    ///< as the code says
    std::chrono::nanoseconds at{0};
};

/// What the driver core needs from the machine under it. The core never calls it from two threads
/// at once, and no call may throw or call back into the core.
class Platform {
public:
    /// PCI configuration space of the function: `width` is 1, 2 or 4 bytes, `offset` a multiple of
    /// it. Absent functions read all ones.
    virtual std::uint32_t read_config(std::uint16_t offset, std::uint8_t width) noexcept = 0;
    virtual void write_config(std::uint16_t offset, std::uint8_t width,
                              std::uint32_t value) noexcept = 0;
    /// Makes memory BAR `bar` (0..5) the one that the register calls reach. `bytes` were sized by
    /// the core.
    virtual Result<void> map_registers(std::uint8_t bar, std::uint32_t bytes) noexcept = 0;
    /// 32-bit access to the register BAR; `offset` in bytes, a multiple of 4. Values are in the
    /// processor's byte order, the bus is little-endian. A read also flushes earlier writes.
    virtual std::uint32_t read_register(std::uint32_t offset) noexcept = 0;
    virtual void write_register(std::uint32_t offset, std::uint32_t value) noexcept = 0;

    /// `pages` of 4,096 bytes, zeroed, page-aligned and contiguous on the bus, or Error::NoMemory.
    /// Called by start() only.
    virtual Result<DmaBuffer> allocate_dma(std::uint32_t pages) noexcept = 0;
    /// Gives a buffer back. Called by stop(), after the device was reset.
    virtual void free_dma(const DmaBuffer& buffer) noexcept = 0;
    /// A full fence: no load after it happens before a store in front of it.
    virtual void full_fence() noexcept = 0;
    /// Makes `range` the same for processor and device where caches or bounce buffers stand
    /// between them. Nothing to do on coherent machines.
    virtual void sync_for_device(DmaRange range) noexcept = 0;
    virtual void sync_for_cpu(DmaRange range) noexcept = 0;
    /// Whether the next two do anything. Asked by start(): if not, they are never called.
    virtual bool maps_data() noexcept { return true; }
    /// Lets the device reach the data of `request`, in its direction and no other, until
    /// unmap_data(): IOMMU, bounce buffers, caches. Called by submit(), before anything of the
    /// request is written; Error::NoMemory refuses the request, which may be submitted again.
    /// May point `elements` at a list of its own, of as many elements with the same lengths.
    /// Nothing to do where the caller's addresses are reached as they are.
    virtual Result<void> map_data(ScsiRequest& request) noexcept {
        static_cast<void>(request);
        return {};
    }
    /// Takes that back, `elements` too: once for each request that was taken, when the device has
    /// let go of it and before UpperLayer::completed(). Requests without data have neither call.
    virtual void unmap_data(ScsiRequest& request) noexcept { static_cast<void>(request); }

    /// Directs the function's interrupts to HostAdapter::handle_interrupt. The platform programs
    /// and enables the MSI-X table entry 0, the MSI capability or the INTx route for `mode`;
    /// Error::Unsupported if it cannot. Polled always succeeds.
    virtual Result<void> enable_interrupts(InterruptMode mode) noexcept = 0;
    virtual void disable_interrupts() noexcept = 0;

    /// Monotonic; serves request time-outs and bounded waits only.
    virtual std::chrono::nanoseconds now() noexcept = 0;
    /// HostAdapter::handle_timer is to be called at `deadline` (of now()) or soon after it; a new
    /// deadline replaces the old one. `never` (nanoseconds::max()) disarms.
    virtual void set_timer(std::chrono::nanoseconds deadline) noexcept = 0;

    /// The processor that runs, for the request's completion hint.
    virtual std::uint16_t current_cpu() noexcept = 0;
    /// HostAdapter::take_steered is to be called on processor `cpu` soon. Ports that are never
    /// configured to steer completions need not implement it.
    virtual void wake_cpu(std::uint16_t cpu) noexcept { static_cast<void>(cpu); }
    virtual void log(const LogRecord& record) noexcept = 0;

protected:
    ~Platform() = default;
};

}  // namespace pvscsim::driver
