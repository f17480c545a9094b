// SPDX-License-Identifier: Apache-2.0
#include "conformance/driver/driver_port.h"

#include <atomic>
#include <cstring>
#include <vector>

namespace pvscsim::conformance {

namespace {

constexpr std::uint64_t kFirstDma = 1U << 20;
constexpr std::uint32_t kDmaPages = (DriverPort::kFirstFree - kFirstDma) / 4096;
constexpr std::uint64_t kMessageAt = 0x8000;  // where MSI writes
constexpr std::uint32_t kMessage = 0x1357;

}  // namespace

template <class Work>
void DriverPort::guarded(Work work) noexcept {
    if (!ended_.empty()) return;
    try {
        work();
    } catch (const DeviceEnded& ended) {
        ended_ = ended.what();
    }
}

void DriverPort::step() {
    ++steps_;
    guarded([this] { device_.step(); });
}

bool DriverPort::interrupted() {
    if (mode_ == driver::InterruptMode::Intx) {
        bool high = false;
        ++steps_;
        guarded([&] {
            device_.step();
            high = device_.line();
        });
        return high;
    }
    step();
    if (mode_ == driver::InterruptMode::Polled) return true;
    std::uint32_t word = 0;
    guarded([&] { device_.read_memory(kMessageAt, &word, 4); });
    if (word == 0) return false;
    word = 0;
    guarded([&] { device_.write_memory(kMessageAt, &word, 4); });
    return true;
}

std::uint32_t DriverPort::read_config(std::uint16_t offset, std::uint8_t width) noexcept {
    std::uint32_t value = ~0U >> (32 - 8 * width);
    guarded([&] { value = device_.read_config(offset, width); });
    return value;
}

void DriverPort::write_config(std::uint16_t offset, std::uint8_t width,
                              std::uint32_t value) noexcept {
    guarded([&] { device_.write_config(offset, width, value); });
}

// The device under test has placed the one BAR that it can be.
driver::Result<void> DriverPort::map_registers(std::uint8_t, std::uint32_t) noexcept {
    return {};
}

std::uint32_t DriverPort::read_register(std::uint32_t offset) noexcept {
    std::uint32_t value = ~0U;
    guarded([&] { value = device_.read_register(offset, 4); });
    return value;
}

void DriverPort::write_register(std::uint32_t offset, std::uint32_t value) noexcept {
    std::atomic_thread_fence(std::memory_order_seq_cst);
    guarded([&] { device_.write_register(offset, 4, value); });
}

driver::Result<driver::DmaBuffer> DriverPort::allocate_dma(std::uint32_t pages) noexcept {
    if (pages > kDmaPages - pages_used_) return driver::Error::NoMemory;
    const std::uint64_t addr = kFirstDma + std::uint64_t{pages_used_} * 4096;
    pages_used_ += pages;
    ++live_;
    const driver::DmaBuffer buffer(nullptr, addr, pages * 4096, this);
    buffer.zero();
    return buffer;
}

void DriverPort::free_dma(const driver::DmaBuffer&) noexcept {
    if (--live_ == 0) pages_used_ = 0;
}

void DriverPort::full_fence() noexcept {
    std::atomic_thread_fence(std::memory_order_seq_cst);
}

std::uint16_t DriverPort::find_msi() {
    if ((device_.read_config(6, 2) & 0x10U) == 0) return 0;
    std::uint32_t at = device_.read_config(0x34, 1);
    for (int hops = 0; at != 0 && hops < 48; ++hops) {
        if (device_.read_config(at, 1) == 5) return static_cast<std::uint16_t>(at);
        at = device_.read_config(at + 1, 1);
    }
    return 0;
}

driver::Result<void> DriverPort::enable_interrupts(driver::InterruptMode mode) noexcept {
    if (mode == driver::InterruptMode::Msix) return driver::Error::Unsupported;
    std::uint16_t at = 0;
    guarded([&] {
        at = find_msi();
        if (at == 0 || mode != driver::InterruptMode::Msi) return;
        const bool wide = (device_.read_config(at + 2U, 2) & 0x80U) != 0;
        device_.write_config(at + 4U, 4, static_cast<std::uint32_t>(kMessageAt));
        if (wide) device_.write_config(at + 8U, 4, 0);
        device_.write_config(at + (wide ? 12U : 8U), 2, kMessage);
        device_.write_config(at + 2U, 2, 1);
        const std::uint32_t none = 0;
        device_.write_memory(kMessageAt, &none, 4);
    });
    if (mode == driver::InterruptMode::Msi && at == 0) return driver::Error::Unsupported;
    mode_ = mode;
    return {};
}

void DriverPort::disable_interrupts() noexcept {
    guarded([&] {
        const std::uint16_t at = find_msi();
        if (at != 0) device_.write_config(at + 2U, 2, 0);
    });
    mode_ = driver::InterruptMode::Polled;
}

void DriverPort::read(std::uint64_t bus_addr, void* to, std::uint32_t bytes,
                      driver::Order order) noexcept {
    std::memset(to, 0xff, bytes);
    guarded([&] { device_.read_memory(bus_addr, to, bytes); });
    if (order == driver::Order::Acquire) std::atomic_thread_fence(std::memory_order_acquire);
}

void DriverPort::write(std::uint64_t bus_addr, const void* from, std::uint32_t bytes,
                       driver::Order order) noexcept {
    if (order == driver::Order::Release) std::atomic_thread_fence(std::memory_order_release);
    guarded([&] { device_.write_memory(bus_addr, from, bytes); });
}

}  // namespace pvscsim::conformance
