// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "conformance/monitor/finding.h"
#include "conformance/monitor/monitor.h"
#include "conformance/trace/trace_memory.h"

namespace pvscsim::conformance {

/// The machine that a trace tells of, with the monitor that watches it again.
class TracePlayer final : public WatchedMachine {
public:
    TracePlayer() : monitor_(std::make_unique<Monitor>(*this)) {}

    const std::byte* memory(std::uint64_t addr, std::uint64_t bytes) const override {
        return memory_.find(addr, bytes);
    }
    bool knows_memory() const override { return false; }
    SimTime now() const override { return now_; }
    SimTime driver_now() const override { return driver_now_; }

    /// Rules that the trace cannot decide, whatever the monitor thinks of them; before its records.
    void leave_out(const std::string& rule) { left_out_.push_back(rule); }
    void leave_out_done() { monitor_->leave_out(left_out_); }
    const std::vector<std::string>& left_out() const { return left_out_; }

    void set_time(SimTime now, SimTime driver_now) {
        now_ = now;
        driver_now_ = driver_now;
    }
    /// What memory holds, as the trace tells it; null: it does not know.
    void memory_is(std::uint64_t addr, const void* data, std::uint64_t bytes) {
        if (data == nullptr) {
            memory_.forget(addr, bytes);
        } else {
            memory_.write(addr, data, bytes);
        }
    }
    void device_writes(std::uint64_t addr, const void* data, std::uint64_t bytes) {
        monitor_->device_writes(addr, data, bytes);
        memory_is(addr, data, bytes);
    }
    void driver_writes(std::uint64_t addr, const void* data, std::uint32_t bytes) {
        if (data != nullptr) monitor_->driver_writes(addr, data, bytes);
        memory_is(addr, data, bytes);
    }
    Monitor& monitor() { return *monitor_; }
    const Findings& findings() const { return monitor_->findings(); }

    std::uint64_t records = 0;

private:
    mutable TraceMemory memory_;
    SimTime now_{};
    SimTime driver_now_{};
    std::vector<std::string> left_out_;
    std::unique_ptr<Monitor> monitor_;  // large
};

}  // namespace pvscsim::conformance
