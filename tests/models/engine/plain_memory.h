// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <cstring>
#include <functional>
#include <vector>

#include "models/engine/dma_port.h"

namespace pvscsim {

/// Guest memory from address 0 on as one array, everything above it absent. Ranges of it can be
/// made unreachable or read-only; every access of the device is noted.
class PlainMemory final : public DmaPort {
public:
    static constexpr std::uint64_t kBytes = 2 << 20;

    struct Access {
        bool is_write;
        std::uint64_t addr;
        std::uint32_t bytes;
    };

    PlainMemory() : data(kBytes, 0) { enable(true); }

    void master(bool on) { enable(on); }
    void make_absent(std::uint64_t addr, std::uint64_t bytes) { absent_ = {addr, bytes}; }
    void make_read_only(std::uint64_t addr, std::uint64_t bytes) { read_only_ = {addr, bytes}; }
    void restore() { absent_ = read_only_ = Range{}; }
    /// Makes [0, bytes) one window of direct access.
    void open_window(std::uint64_t bytes, bool writable) {
        close_windows();
        DmaPort::open_window({0, bytes, reinterpret_cast<std::byte*>(data.data()), writable});
    }
    /// The device's accesses of one kind that touch [addr, addr + bytes).
    std::uint32_t accesses(bool is_write, std::uint64_t addr, std::uint64_t bytes) const {
        std::uint32_t count = 0;
        for (const Access& access : log) {
            if (access.is_write == is_write && Range{addr, bytes}.touches(access)) ++count;
        }
        return count;
    }
    std::uint64_t load(std::uint64_t addr, std::uint32_t bytes) const {
        std::uint64_t value = 0;
        for (std::uint32_t i = 0; i < bytes; ++i) value |= std::uint64_t{data[addr + i]} << 8 * i;
        return value;
    }
    void store(std::uint64_t addr, std::uint32_t bytes, std::uint64_t value) {
        for (std::uint32_t i = 0; i < bytes; ++i) {
            data[addr + i] = static_cast<std::uint8_t>(value >> 8 * i);
        }
    }

    std::vector<std::uint8_t> data;
    std::vector<Access> log;
    std::function<void(const Access&)> watch;  ///< called after each access, if set

private:
    struct Range {
        std::uint64_t addr = 0;
        std::uint64_t bytes = 0;
        bool touches(const Access& access) const {
            return access.addr < addr + bytes && addr < access.addr + access.bytes;
        }
    };

    bool bus_read(std::uint64_t addr, void* to, std::uint32_t bytes) override {
        const Access access{false, addr, bytes};
        if (!reaches(access)) return false;
        std::memcpy(to, &data[addr], bytes);
        note(access);
        return true;
    }
    bool bus_write(std::uint64_t addr, const void* from, std::uint32_t bytes) override {
        const Access access{true, addr, bytes};
        if (!reaches(access) || read_only_.touches(access)) return false;
        std::memcpy(&data[addr], from, bytes);
        note(access);
        return true;
    }
    bool reaches(const Access& access) const {
        return access.addr < kBytes && access.bytes <= kBytes - access.addr &&
               !absent_.touches(access);
    }
    void note(const Access& access) {
        log.push_back(access);
        if (watch) watch(access);
    }

    Range absent_;
    Range read_only_;
};

}  // namespace pvscsim
