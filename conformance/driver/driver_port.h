// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "conformance/suite/device_under_test.h"
#include "pvscsim/driver/platform.h"

namespace pvscsim::conformance {

/// The driver core's platform on a device under test: its registers, its memory, interrupts by the
/// line or by a message into memory, and a clock that goes 100 us with each step. From the moment
/// on at which the device's process has ended, everything reads all ones.
class DriverPort final : public driver::Platform, public driver::SharedMemory {
public:
    /// Bus addresses from here on are the caller's, up to 15 MiB.
    static constexpr std::uint64_t kFirstFree = 5U << 20;

    explicit DriverPort(DeviceUnderTest& device) : device_(device) {}

    /// Gives the device a step of time.
    void step();
    /// Whether the driver's handler is to be called; gives a step of time to look.
    bool interrupted();
    bool timer_due() noexcept { return now() >= deadline_; }
    /// Buffers that the driver has not given back.
    std::uint32_t buffers_live() const { return live_; }
    /// How the device's process ended; empty while it lives.
    const std::string& ended() const { return ended_; }

    std::uint32_t read_config(std::uint16_t offset, std::uint8_t width) noexcept override;
    void write_config(std::uint16_t offset, std::uint8_t width,
                      std::uint32_t value) noexcept override;
    driver::Result<void> map_registers(std::uint8_t bar, std::uint32_t bytes) noexcept override;
    std::uint32_t read_register(std::uint32_t offset) noexcept override;
    void write_register(std::uint32_t offset, std::uint32_t value) noexcept override;
    driver::Result<driver::DmaBuffer> allocate_dma(std::uint32_t pages) noexcept override;
    void free_dma(const driver::DmaBuffer& buffer) noexcept override;
    void full_fence() noexcept override;
    void sync_for_device(driver::DmaRange) noexcept override {}
    void sync_for_cpu(driver::DmaRange) noexcept override {}
    driver::Result<void> enable_interrupts(driver::InterruptMode mode) noexcept override;
    void disable_interrupts() noexcept override;
    std::chrono::nanoseconds now() noexcept override {
        return std::chrono::microseconds(100) * steps_;
    }
    void set_timer(std::chrono::nanoseconds deadline) noexcept override { deadline_ = deadline; }
    std::uint16_t current_cpu() noexcept override { return 0; }
    void log(const driver::LogRecord&) noexcept override {}

    void read(std::uint64_t bus_addr, void* to, std::uint32_t bytes,
              driver::Order order) noexcept override;
    void write(std::uint64_t bus_addr, const void* from, std::uint32_t bytes,
               driver::Order order) noexcept override;

private:
    /// Nothing that the core calls may throw: the end of the device is kept and told later.
    template <class Work>
    void guarded(Work work) noexcept;
    std::uint16_t find_msi();

    DeviceUnderTest& device_;
    std::string ended_;
    std::int64_t steps_ = 0;
    std::chrono::nanoseconds deadline_ = std::chrono::nanoseconds::max();
    std::uint32_t pages_used_ = 0;
    std::uint32_t live_ = 0;
    driver::InterruptMode mode_ = driver::InterruptMode::Polled;
};

}  // namespace pvscsim::conformance
