// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "pvscsim/protocol/little_endian.h"

namespace pvscsim::driver {

/// How an access is ordered against the others of the same processor.
enum class Order : std::uint8_t {
    Plain,    ///< memory that the driver alone owns at this moment
    Acquire,  ///< a word that the device writes; later reads see what it covered
    Release,  ///< a word that the device reads; earlier writes are visible before it
};

/// A port whose shared memory is not plain memory implements this: a simulator, a bounce buffer.
/// Bus addresses and bytes as the device sees them. Must not throw.
class SharedMemory {
public:
    virtual void read(std::uint64_t bus_addr, void* to, std::uint32_t bytes,
                      Order order) noexcept = 0;
    virtual void write(std::uint64_t bus_addr, const void* from, std::uint32_t bytes,
                       Order order) noexcept = 0;
    /// Memory in which the caller reads what a plain read() would copy, or writes all that a plain
    /// write() would: at once, and as if by that call; it may read what it has written. Null: the
    /// call it must be.
    virtual const std::uint8_t* view(std::uint64_t bus_addr, std::uint32_t bytes) noexcept {
        static_cast<void>(bus_addr), static_cast<void>(bytes);
        return nullptr;
    }
    virtual std::uint8_t* place(std::uint64_t bus_addr, std::uint32_t bytes) noexcept {
        static_cast<void>(bus_addr), static_cast<void>(bytes);
        return nullptr;
    }

protected:
    ~SharedMemory() = default;
};

/// A range of bus addresses, for the sync calls of the platform.
struct DmaRange {
    std::uint64_t bus_addr = 0;
    std::uint32_t bytes = 0;
};

/// Page-aligned memory that driver and device share. The only way in which the driver core touches
/// it: typed little-endian accesses, inlined where the port's memory is plain (`port` is null).
class DmaBuffer {
public:
    constexpr DmaBuffer() noexcept = default;
    /// `cpu` is where the processor sees the memory (unused with a `port`), `bus_addr` where the
    /// device does. The memory belongs to the platform.
    constexpr DmaBuffer(std::byte* cpu, std::uint64_t bus_addr, std::uint32_t bytes,
                        SharedMemory* port = nullptr) noexcept
        : cpu_(cpu), bus_addr_(bus_addr), bytes_(bytes), port_(port) {}

    constexpr std::uint64_t bus_addr() const noexcept { return bus_addr_; }
    constexpr std::uint32_t bytes() const noexcept { return bytes_; }
    constexpr bool valid() const noexcept { return bytes_ != 0; }
    constexpr std::byte* cpu() const noexcept { return cpu_; }

    void read(std::uint32_t offset, void* to, std::uint32_t bytes) const noexcept {
        if (port_ != nullptr) return port_->read(bus_addr_ + offset, to, bytes, Order::Plain);
        std::memcpy(to, cpu_ + offset, bytes);
    }
    void write(std::uint32_t offset, const void* from, std::uint32_t bytes) const noexcept {
        if (port_ != nullptr) return port_->write(bus_addr_ + offset, from, bytes, Order::Plain);
        std::memcpy(cpu_ + offset, from, bytes);
    }
    /// As SharedMemory::view() and place(); plain memory is never null.
    const std::uint8_t* view(std::uint32_t offset, std::uint32_t bytes) const noexcept {
        if (port_ != nullptr) return port_->view(bus_addr_ + offset, bytes);
        return static_cast<const std::uint8_t*>(static_cast<const void*>(cpu_ + offset));
    }
    std::uint8_t* place(std::uint32_t offset, std::uint32_t bytes) const noexcept {
        if (port_ != nullptr) return port_->place(bus_addr_ + offset, bytes);
        return static_cast<std::uint8_t*>(static_cast<void*>(cpu_ + offset));
    }
    /// A 32-bit word that the device writes; what it covers may be read afterwards.
    std::uint32_t load_acquire(std::uint32_t offset) const noexcept {
        std::uint32_t raw = 0;
        if (port_ != nullptr) {
            port_->read(bus_addr_ + offset, &raw, 4, Order::Acquire);
        } else {
            raw = __atomic_load_n(reinterpret_cast<const std::uint32_t*>(cpu_ + offset),
                                  __ATOMIC_ACQUIRE);
        }
        return protocol::from_little_endian(raw);
    }
    /// One 32-bit store after everything written so far: how an index is published.
    void store_release(std::uint32_t offset, std::uint32_t value) const noexcept {
        const std::uint32_t raw = protocol::to_little_endian(value);
        if (port_ != nullptr) {
            port_->write(bus_addr_ + offset, &raw, 4, Order::Release);
        } else {
            __atomic_store_n(reinterpret_cast<std::uint32_t*>(cpu_ + offset), raw,
                             __ATOMIC_RELEASE);
        }
    }
    void zero() const noexcept {
        static constexpr std::byte kZeros[256] = {};
        for (std::uint32_t at = 0; at < bytes_; at += 256) {
            write(at, kZeros, bytes_ - at < 256 ? bytes_ - at : 256);
        }
    }

private:
    std::byte* cpu_ = nullptr;
    std::uint64_t bus_addr_ = 0;
    std::uint32_t bytes_ = 0;
    SharedMemory* port_ = nullptr;
};

}  // namespace pvscsim::driver
