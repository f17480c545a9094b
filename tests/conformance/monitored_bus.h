// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstring>
#include <functional>
#include <vector>

#include "conformance/monitor/monitor.h"

namespace pvscsim::conformance {

inline constexpr std::uint64_t kState = 0x10000;
inline constexpr std::uint64_t kRequests = 0x11000;
inline constexpr std::uint64_t kCompletions = 0x12000;
inline constexpr std::uint64_t kMessages = 0x13000;
inline constexpr std::uint64_t kBuffer = 0x20000;

/// A machine whose bus says what a test makes it say. Without faults: rings of one page, INTx.
class Bus final : public WatchedMachine {
public:
    const std::byte* memory(std::uint64_t addr, std::uint64_t bytes) const override {
        return addr < sizeof memory_ && bytes <= sizeof memory_ - addr ? memory_ + addr : nullptr;
    }
    const std::byte* lasting(std::uint64_t addr, std::uint64_t bytes) const override {
        return memory(addr, bytes);
    }
    SimTime now() const override { return time; }
    const SimTime* clock() const override { return &time; }

    void write(std::uint32_t offset, std::uint32_t value) {
        monitor.register_written(offset, 4, value, time);
        if (offset == 0 && value == 1) {
            if (line_falls) monitor.line_set(false, time);
        }
    }
    void command(
        std::uint32_t id, const std::vector<std::uint32_t>& words,
        const std::function<void()>& effect = [] {}) {
        write(0, id);
        for (const std::uint32_t word : words) write(4, word);
        effect();
        monitor.register_settled();
    }
    void status(std::uint32_t value) { monitor.register_read(8, 4, value); }
    void reset() {
        command(1, {});
        status(0);
    }
    void set_up() {
        std::vector<std::uint32_t> words(132);
        words[0] = words[1] = 1;
        words[2] = kState >> 12;
        words[4] = kRequests >> 12;
        words[68] = kCompletions >> 12;
        command(3, words, [this] {
            for (const std::uint32_t at : {0U, 4U, 12U, 16U, 24U}) device_word(kState + at, 0);
            device_word(kState + 8, 5);
            device_word(kState + 20, 7);
        });
        status(0);
    }
    void messages() {
        write(0, 8);
        status(34);
        std::vector<std::uint32_t> words(34);
        words[0] = 1;
        words[2] = kMessages >> 12;
        command(8, words, [this] {
            device_word(kState + 128, 0);
            device_word(kState + 132, 0);
            device_word(kState + 136, 5);
        });
        status(34);
    }
    void start() {
        reset();
        set_up();
        messages();
        write(0x2010, 15);
    }
    void driver_write(std::uint64_t addr, const void* from, std::uint32_t bytes) {
        monitor.driver_writes(addr, from, bytes);
        std::memcpy(memory_ + addr, from, bytes);
    }
    void driver_word(std::uint64_t addr, std::uint32_t value) { driver_write(addr, &value, 4); }
    void device_write(std::uint64_t addr, const void* from, std::uint32_t bytes) {
        monitor.device_writes(addr, from, bytes);
        std::memcpy(memory_ + addr, from, bytes);
    }
    void device_word(std::uint64_t addr, std::uint32_t value) { device_write(addr, &value, 4); }

    /// READ(10) of 512 bytes as request `index`.
    void describe(std::uint32_t index) {
        std::uint8_t raw[128] = {};
        const std::uint64_t words[3] = {context, buffer, 512};
        std::memcpy(raw, words, sizeof words);
        raw[32] = sense_room;
        raw[36] = flags;
        raw[40] = opcode;
        raw[56] = cdb_bytes;
        raw[65] = 0x20;
        raw[100] = rest;
        driver_write(kRequests + index * 128, raw, 128);
    }
    void fetch(std::uint32_t index) {
        monitor.device_read(kRequests + index * 128, memory_ + kRequests + index * 128, 128);
    }
    void complete(std::uint32_t index, std::uint64_t with, std::uint16_t scsi_status = 0) {
        std::uint8_t raw[32] = {};
        std::memcpy(raw, &with, 8);
        raw[8] = moved;
        raw[20] = host_status;
        std::memcpy(raw + 22, &scsi_status, 2);
        raw[31] = pad;
        device_write(kCompletions + index * 32, raw, 32);
    }
    void publish() {
        describe(0);
        driver_word(kState, 1);
        write(0x4018, 0);
    }
    void fetch_all() {
        fetch(0);
        device_word(kState + 4, 1);
    }
    void serve() {
        publish();
        fetch_all();
        const std::uint8_t data[16] = {};
        device_write(kBuffer, data, 16);
        complete(0, context);
        device_word(kState + 12, 1);
        monitor.line_set(true, time);
    }
    void consume() {
        monitor.register_read(0x100c, 4, 1);
        write(0x100c, 1);
        monitor.line_set(false, time);
        monitor.driver_read(kCompletions, 32);
        driver_word(kState + 16, 1);
    }

    std::byte memory_[0x30000] = {};
    SimTime time = SimTime::from_us(5);
    Monitor monitor{*this};
    std::uint64_t context = 7;
    std::uint64_t buffer = kBuffer;
    std::uint8_t sense_room = 0;
    std::uint8_t flags = 8, opcode = 0x28, cdb_bytes = 10, rest = 0, moved = 0, host_status = 0,
                 pad = 0;
    bool line_falls = true;
};

}  // namespace pvscsim::conformance
