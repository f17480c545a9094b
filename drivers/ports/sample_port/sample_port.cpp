// SPDX-License-Identifier: Apache-2.0
#include "sample_port.h"

#include <atomic>
#include <cstring>

#include "pvscsim/protocol/constants.h"
#include "pvscsim/protocol/little_endian.h"
#include "pvscsim/protocol/pci.h"
#include "pvscsim/protocol/registers.h"

namespace pvscsim::sample {

namespace pci = protocol::pci;
using driver::Error;
using driver::InterruptMode;
using driver::Result;

// Configuration space and registers are little-endian and are only ever accessed in whole dwords.
std::uint32_t SamplePort::read_config(std::uint16_t offset, std::uint8_t width) noexcept {
    const std::uint32_t dword = protocol::from_little_endian(machine_.config[offset / 4U]);
    const std::uint32_t value = dword >> 8U * (offset % 4U);
    return width == 4 ? value : value & ((1U << 8U * width) - 1U);
}

// The status half of the command dword clears where ones are written: zeros leave it alone.
void SamplePort::write_config(std::uint16_t offset, std::uint8_t width,
                              std::uint32_t value) noexcept {
    const std::uint32_t shift = 8U * (offset % 4U);
    const std::uint32_t mask = width == 4 ? ~0U : ((1U << 8U * width) - 1U) << shift;
    std::uint32_t dword = protocol::from_little_endian(machine_.config[offset / 4U]);
    if (offset / 4U == pci::kCommand / 4U) dword &= 0xffffU;
    machine_.config[offset / 4U] =
        protocol::to_little_endian((dword & ~mask) | (value << shift & mask));
}

Result<void> SamplePort::map_registers(std::uint8_t bar, std::uint32_t bytes) noexcept {
    if (machine_.bars[bar] == nullptr || bytes < protocol::kBarBytes) return Error::NotFound;
    registers_ = machine_.bars[bar];
    return {};
}

std::uint32_t SamplePort::read_register(std::uint32_t offset) noexcept {
    return protocol::from_little_endian(registers_[offset / 4U]);
}

// The fence makes memory written before a doorbell visible before it, on processors that would
// otherwise let a device write overtake.
void SamplePort::write_register(std::uint32_t offset, std::uint32_t value) noexcept {
    std::atomic_thread_fence(std::memory_order_seq_cst);
    registers_[offset / 4U] = protocol::to_little_endian(value);
}

// A bump allocator is enough: the driver allocates while it starts, and gives back all when it
// stops.
Result<driver::DmaBuffer> SamplePort::allocate_dma(std::uint32_t pages) noexcept {
    if (pages > machine_.dma_pages - pages_used_) return Error::NoMemory;
    const std::uint32_t offset = pages_used_ * protocol::kPageBytes;
    const std::uint32_t bytes = pages * protocol::kPageBytes;
    pages_used_ += pages;
    ++buffers_live_;
    std::memset(machine_.dma_memory + offset, 0, bytes);
    return driver::DmaBuffer(machine_.dma_memory + offset, machine_.dma_bus_addr + offset, bytes);
}

void SamplePort::free_dma(const driver::DmaBuffer&) noexcept {
    if (--buffers_live_ == 0) pages_used_ = 0;
}

void SamplePort::full_fence() noexcept {
    std::atomic_thread_fence(std::memory_order_seq_cst);
}

std::uint16_t SamplePort::find_capability(std::uint8_t id) noexcept {
    if ((read_config(pci::kStatus, 2) & pci::kStatusCapabilities) == 0) return 0;
    auto at = static_cast<std::uint16_t>(read_config(pci::kCapabilities, 1) & 0xfcU);
    for (int hops = 0; at != 0 && hops < 48; ++hops) {
        const std::uint32_t header = read_config(at, 2);
        if ((header & 0xffU) == id) return at;
        at = static_cast<std::uint16_t>(header >> 8 & 0xfcU);
    }
    return 0;
}

Result<void> SamplePort::enable_interrupts(InterruptMode mode) noexcept {
    switch (mode) {
        case InterruptMode::Msix:
            return enable_msix();
        case InterruptMode::Msi:
            return enable_msi();
        case InterruptMode::Intx:
            return Error::Unsupported;  // this machine routes no interrupt pins
        case InterruptMode::Polled:
            break;
    }
    return {};
}

// Entry 0 serves everything. The table must be in the register BAR, where the device has it.
Result<void> SamplePort::enable_msix() noexcept {
    const std::uint16_t at = find_capability(pci::kCapMsix);
    if (at == 0) return Error::Unsupported;
    const std::uint32_t table = read_config(static_cast<std::uint16_t>(at + pci::kMsixTable), 4);
    volatile std::uint32_t* const bar = machine_.bars[table & 7U];
    if (bar == nullptr) return Error::Unsupported;
    volatile std::uint32_t* const entry = bar + (table & ~7U) / 4U;
    const auto put = [entry](std::uint32_t offset, std::uint32_t value) {
        entry[offset / 4U] = protocol::to_little_endian(value);
    };
    put(pci::kMsixEntryAddressLow, static_cast<std::uint32_t>(machine_.msi_addr));
    put(pci::kMsixEntryAddressHigh, static_cast<std::uint32_t>(machine_.msi_addr >> 32));
    put(pci::kMsixEntryData, machine_.msi_data);
    put(pci::kMsixEntryControl, 0);
    const auto control = static_cast<std::uint16_t>(at + pci::kMsixControl);
    const std::uint32_t bits = read_config(control, 2) & ~std::uint32_t{pci::kMsixControlMaskAll};
    write_config(control, 2, bits | pci::kMsixControlEnable);
    return {};
}

Result<void> SamplePort::enable_msi() noexcept {
    const std::uint16_t at = find_capability(pci::kCapMsi);
    if (at == 0) return Error::Unsupported;
    const auto put = [this, at](std::uint16_t offset, std::uint8_t width, std::uint32_t value) {
        write_config(static_cast<std::uint16_t>(at + offset), width, value);
    };
    put(pci::kMsiAddressLow, 4, static_cast<std::uint32_t>(machine_.msi_addr));
    put(pci::kMsiAddressHigh, 4, static_cast<std::uint32_t>(machine_.msi_addr >> 32));
    put(pci::kMsiData, 2, machine_.msi_data);
    put(pci::kMsiControl, 2, pci::kMsiControlEnable);
    return {};
}

void SamplePort::disable_interrupts() noexcept {
    if (const std::uint16_t at = find_capability(pci::kCapMsix); at != 0) {
        write_config(static_cast<std::uint16_t>(at + pci::kMsixControl), 2, 0);
    }
    if (const std::uint16_t at = find_capability(pci::kCapMsi); at != 0) {
        write_config(static_cast<std::uint16_t>(at + pci::kMsiControl), 2, 0);
    }
}

}  // namespace pvscsim::sample
