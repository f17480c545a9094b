// SPDX-License-Identifier: Apache-2.0
// What driver and device find around them.
#include <algorithm>
#include <cstring>

#include "conformance/driver/driver_bench.h"

namespace pvscsim::conformance {

namespace {

constexpr std::uint32_t kCommandOffset = 4;
constexpr std::uint32_t kBarOffset = 0x10;
constexpr std::uint32_t kPinOffset = 0x3c;
constexpr std::uint32_t kBusMaster = 4;

std::uint64_t value_of(const void* data, std::uint32_t bytes) {
    std::uint64_t value = 0;
    for (std::uint32_t i = 0; i < bytes && i < 8; ++i) {
        value |= std::uint64_t{static_cast<const std::uint8_t*>(data)[i]} << 8 * i;
    }
    return value;
}

}  // namespace

void DriverBench::note(BusEvent::Kind kind, std::uint64_t at, std::uint64_t value,
                       std::uint32_t bytes, Order order) {
    const BusEvent event{kind, at, value, bytes, order, now_ns_};
    log.add(event);
    if (!on_event) return;
    // What the test does meanwhile is no reason to ask it again.
    const auto hook = std::move(on_event);
    on_event = nullptr;
    hook(event);
    if (!on_event) on_event = hook;
}

std::uint32_t DriverBench::config_dword(std::uint32_t offset) const {
    switch (offset) {
        case 0:
            return vendor_and_device;
        case kCommandOffset:
            return command_;
        case 8:
            return class_and_revision;
        case kPinOffset:
            return offers_line ? 0x100 : 0;
        default:
            return offset >= kBarOffset && offset < kBarOffset + 24
                       ? bar_words_[(offset - kBarOffset) / 4]
                       : 0;
    }
}

std::uint32_t DriverBench::read_config(std::uint32_t offset, std::uint32_t bytes) {
    now_ns_ += kAccessNs;
    const std::uint32_t dword = device.all_ones ? ~0U : config_dword(offset & ~3U);
    const std::uint32_t value = dword >> 8 * (offset & 3U);
    const std::uint32_t part = bytes == 4 ? value : value & ((1U << 8 * bytes) - 1);
    note(BusEvent::Kind::ConfigRead, offset, part, bytes);
    return part;
}

void DriverBench::write_config(std::uint32_t offset, std::uint32_t bytes, std::uint32_t value) {
    now_ns_ += kAccessNs;
    if (offset == kCommandOffset) command_ = value & 0xffffU;
    const std::uint32_t index = (offset - kBarOffset) / 4;
    if (offset >= kBarOffset && index < 6 && bytes == 4) {
        const bool upper = index > 0 && bars[index - 1].wide;
        const Bar& bar = bars[index];
        std::uint32_t& word = bar_words_[index];
        if (upper) {
            word = value;
        } else if (bar.bytes != 0) {
            word = (value & ~(bar.bytes - 1)) | (bar.io ? 1U : bar.wide ? 4U : 0U);
        }
    }
    note(BusEvent::Kind::ConfigWrite, offset, value, bytes);
}

std::uint32_t DriverBench::read_register(std::uint32_t offset) {
    now_ns_ += kAccessNs;
    if (!reaches_registers()) return 0;
    const std::uint32_t value = device.read(offset);
    monitor_.register_read(offset, 4, value);
    note(BusEvent::Kind::RegisterRead, offset, value, 4);
    return value;
}

void DriverBench::write_register(std::uint32_t offset, std::uint32_t value) {
    now_ns_ += kAccessNs;
    if (!reaches_registers()) return;
    monitor_.register_written(offset, 4, value, now());
    device.write(offset, value);
    monitor_.register_settled();
    note(BusEvent::Kind::RegisterWrite, offset, value, 4);
}

std::uint64_t DriverBench::allocate(std::uint32_t pages) {
    if (allocations_max == 0 || next_page_ + 4096ULL * pages > kMemoryBytes / 2) return 0;
    if (allocations_max != ~0U) --allocations_max;
    const std::uint64_t addr = next_page_;
    next_page_ += 4096ULL * pages;
    allocated_pages_ += pages;
    note(BusEvent::Kind::Allocated, addr, pages);
    return addr;
}

// Memory is not given out twice, so that a device which writes to it is found.
void DriverBench::release(std::uint64_t addr, std::uint32_t pages) {
    released_.emplace_back(addr, 4096ULL * pages);
    released_pages_ += pages;
    note(BusEvent::Kind::Released, addr, pages);
}

void DriverBench::load(std::uint64_t addr, void* to, std::uint32_t bytes, Order order) {
    now_ns_ += kAccessNs;
    const std::byte* const from = memory(addr, bytes);
    if (from == nullptr) {
        std::memset(to, 0xff, bytes);
    } else {
        std::memcpy(to, from, bytes);
    }
    monitor_.driver_read(addr, bytes);
    note(BusEvent::Kind::Load, addr, value_of(to, bytes), bytes, order);
}

void DriverBench::store(std::uint64_t addr, const void* from, std::uint32_t bytes, Order order) {
    now_ns_ += kAccessNs;
    if (memory(addr, bytes) != nullptr) {
        monitor_.driver_writes(addr, from, bytes);
        std::memcpy(memory_.get() + addr, from, bytes);
    }
    note(BusEvent::Kind::Store, addr, value_of(from, bytes), bytes, order);
}

void DriverBench::full_fence() {
    note(BusEvent::Kind::Fence, 0);
}

bool DriverBench::connect(InterruptWay way) {
    if (way == InterruptWay::Intx && !offers_line) return false;
    if ((way == InterruptWay::Msix || way == InterruptWay::Msi) && !offers_messages) return false;
    way_ = way;
    connected_ = way != InterruptWay::Polled;
    device.line_mode = way == InterruptWay::Intx;
    note(BusEvent::Kind::Connected, static_cast<std::uint64_t>(way));
    return true;
}

void DriverBench::disconnect() {
    connected_ = message_due_ = false;
    note(BusEvent::Kind::Disconnected, 0);
}

void DriverBench::ended(const Ended& how) {
    ends.push_back(how);
    ends.back().at_ns = now_ns_;
    note(BusEvent::Kind::Ended, 0, how.id);
}

void DriverBench::device_read(std::uint64_t addr, void* to, std::uint32_t bytes) {
    const std::byte* const from = (command_ & kBusMaster) != 0 ? memory(addr, bytes) : nullptr;
    if (from == nullptr) {
        std::memset(to, 0xff, bytes);
        return;
    }
    std::memcpy(to, from, bytes);
    monitor_.device_read(addr, to, bytes);
    note(BusEvent::Kind::DeviceRead, addr, value_of(to, bytes), bytes);
}

void DriverBench::device_write(std::uint64_t addr, const void* from, std::uint32_t bytes) {
    if ((command_ & kBusMaster) == 0 || memory(addr, bytes) == nullptr) return;
    monitor_.device_writes(addr, from, bytes);
    std::memcpy(memory_.get() + addr, from, bytes);
    for (const auto& [base, size] : released_) {
        touched_released_ = touched_released_ || addr - base < size;
    }
    note(BusEvent::Kind::DeviceWrite, addr, value_of(from, bytes), bytes);
}

void DriverBench::send_message() {
    if (!connected_ || way_ == InterruptWay::Intx) return;
    monitor_.message_sent(now());
    message_due_ = true;
}

void DriverBench::set_line(bool level) {
    if (level == line_) return;
    line_ = level;
    monitor_.line_set(level, now());
}

const std::byte* DriverBench::memory(std::uint64_t addr, std::uint64_t bytes) const {
    const bool inside = addr < kMemoryBytes && bytes <= kMemoryBytes - addr;
    return inside && memory_ != nullptr ? memory_.get() + addr : nullptr;
}

}  // namespace pvscsim::conformance
