// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "conformance/monitor/finding.h"
#include "conformance/trace/trace_memory.h"
#include "models/base/bus_watch.h"

namespace pvscsim::conformance {

/// Writes what passes on a bus as a trace (docs/trace-format.md) and hands it on to a monitor,
/// which has to look into the machine through machine(): what it asks for is written too, so that a
/// monitor which reads the trace finds the same.
class TraceRecorder final : public BusWatch {
public:
    /// Pieces of the trace go to `out`. `machine` and `out`'s goal outlive the recorder. Without
    /// `driver`, the guest acts past its driver: of its accesses to memory nothing is written.
    TraceRecorder(const WatchedMachine& machine, bool driver,
                  std::function<void(std::string_view)> out);

    /// The machine as a monitor behind the recorder is to see it.
    const WatchedMachine& machine() const { return view_; }
    void hand_on_to(BusWatch* monitor) { next_ = monitor; }
    /// The last line, without which a trace is not whole: once.
    void finish();

    void register_read(std::uint32_t offset, std::uint32_t bytes, std::uint32_t value) override;
    void register_written(std::uint32_t offset, std::uint32_t bytes, std::uint32_t value,
                          SimTime at) override;
    void register_settled() override;
    void function_reset() override;
    void device_read(std::uint64_t addr, const void* data, std::uint64_t bytes) override;
    void device_writes(std::uint64_t addr, const void* data, std::uint64_t bytes) override;
    void driver_read(std::uint64_t addr, std::uint32_t bytes) override;
    void driver_writes(std::uint64_t addr, const void* data, std::uint32_t bytes) override;
    void message_sent(SimTime at) override;
    void line_set(bool level, SimTime at) override;

private:
    /// The machine, with a note of what was looked at.
    class View final : public WatchedMachine {
    public:
        explicit View(TraceRecorder& owner) : owner_(owner) {}
        const std::byte* memory(std::uint64_t addr, std::uint64_t bytes) const override {
            return owner_.looked_at(addr, bytes);
        }
        SimTime now() const override { return owner_.machine_.now(); }
        const SimTime* clock() const override { return owner_.machine_.clock(); }
        SimTime driver_now() const override { return owner_.machine_.driver_now(); }

    private:
        TraceRecorder& owner_;
    };

    const std::byte* looked_at(std::uint64_t addr, std::uint64_t bytes);
    void begin();
    void end();
    void put(std::string_view text) { text_ += text; }
    void put_number(std::uint64_t value);
    void put_hex(std::uint64_t value);
    void put_bytes(const void* data, std::uint64_t bytes);
    void put_place(std::uint64_t addr, std::uint64_t bytes);
    void put_written(std::uint64_t addr, const void* data, std::uint64_t bytes);
    void put_at(SimTime at);

    const WatchedMachine& machine_;
    const bool driver_;
    std::function<void(std::string_view)> out_;
    View view_{*this};
    BusWatch* next_ = nullptr;
    TraceMemory memory_;
    std::string text_;
    SimTime now_{};
    SimTime driver_now_{};
    std::uint64_t records_ = 0;
};

}  // namespace pvscsim::conformance
