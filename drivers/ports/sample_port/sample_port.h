// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "pvscsim/driver/platform.h"

namespace pvscsim::sample {

/// What the program knows about its machine. All pointers must outlive the port.
struct Machine {
    volatile std::uint32_t* config = nullptr;       ///< the function's configuration space
    std::array<volatile std::uint32_t*, 6> bars{};  ///< where its memory BARs are mapped
    std::byte* dma_memory = nullptr;                ///< page-aligned, coherent with the device
    std::uint64_t dma_bus_addr = 0;                 ///< where the device sees `dma_memory`
    std::uint32_t dma_pages = 0;
    std::uint64_t msi_addr = 0;  ///< writing `msi_data` there interrupts us
    std::uint32_t msi_data = 0;
    std::chrono::nanoseconds (*clock)() = nullptr;  ///< monotonic
};

/// A complete platform for a program that has the machine to itself: a kernel without an operating
/// system under it, or a user-space driver. Memory-mapped registers, plain memory, MSI-X or MSI.
///
/// The program's main loop calls HostAdapter::handle_interrupt() from its interrupt handler, or
/// poll(), and handle_timer() once timer_due() says so.
class SamplePort : public driver::Platform {
public:
    explicit SamplePort(const Machine& machine) noexcept : machine_(machine) {}

    bool timer_due() noexcept { return now() >= deadline_; }
    /// The last record of the driver's log; the program may want to print it.
    const driver::LogRecord& last_record() const noexcept { return last_record_; }

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
    std::chrono::nanoseconds now() noexcept override { return machine_.clock(); }
    void set_timer(std::chrono::nanoseconds deadline) noexcept override { deadline_ = deadline; }
    std::uint16_t current_cpu() noexcept override { return 0; }
    void log(const driver::LogRecord& record) noexcept override { last_record_ = record; }

private:
    std::uint16_t find_capability(std::uint8_t id) noexcept;
    driver::Result<void> enable_msix() noexcept;
    driver::Result<void> enable_msi() noexcept;

    Machine machine_;
    volatile std::uint32_t* registers_ = nullptr;
    std::uint32_t pages_used_ = 0;
    std::uint32_t buffers_live_ = 0;
    std::chrono::nanoseconds deadline_ = std::chrono::nanoseconds::max();
    driver::LogRecord last_record_{driver::LogCode::Stopped};
};

}  // namespace pvscsim::sample
