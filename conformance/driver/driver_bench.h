// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdlib>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "conformance/driver/bus_log.h"
#include "conformance/driver/driver_under_test.h"
#include "conformance/driver/scripted_device.h"
#include "conformance/monitor/monitor.h"
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

/// A machine for a driver: memory, configuration space and a scripted device, watched by the
/// monitor, and the layer above. Time moves a little with each access, else only in advance().
class DriverBench final : private DriverMachine, private DeviceBus, private WatchedMachine {
public:
    explicit DriverBench(DriverMaker make) : device(*this), make_(std::move(make)) {}

    /// A memory or I/O BAR; `bytes` 0: none.
    struct Bar {
        std::uint32_t bytes = 0;
        bool io = false;
        bool wide = false;  ///< 64 bits: the next is its upper half
    };

    // To be set before start().

    DriverSettings settings;
    std::array<Bar, 6> bars{Bar{0x8000}};
    std::uint32_t register_bar = 0;
    std::uint32_t vendor_and_device = 0x07c015ad;
    std::uint32_t class_and_revision = 0x01000002;
    bool offers_messages = true;          ///< MSI-X and MSI
    bool offers_line = true;              ///< INTx
    std::uint32_t allocations_max = ~0U;  ///< how many succeed
    /// Told of everything on the bus, when it has taken place, before the driver goes on.
    std::function<void(const BusEvent&)> on_event;

    ScriptedDevice device;
    BusLog log;
    std::vector<Ended> ends;
    std::vector<UnitEvent> unit_events;
    std::unique_ptr<DriverUnderTest> driver;

    // Claims. A test goes on after one that does not hold.

    bool expect(bool holds, const std::string& what);
    bool expect_equal(std::uint64_t actual, std::uint64_t wanted, const std::string& what);
    [[noreturn]] void skip(const std::string& reason) { throw Skipped{reason}; }
    /// Skips the test if the driver does not do what the rule is about.
    void need_messages();
    void need_threshold();
    void need_interrupts(InterruptWay way);
    void need_recovery();
    /// So many requests can be outstanding at a time.
    void need_outstanding(std::uint32_t count);
    const std::vector<std::string>& failures() const { return failures_; }
    /// What the monitor says about one rule becomes failures.
    void judge(const std::string& rule);

    // The driver's life.

    /// False if it does not start.
    bool try_start();
    /// A driver that does not start is a failure, and the test ends.
    void start();
    void stop() const { driver->stop(); }

    // Requests.

    /// Memory for `bytes` of data, in a page of its own.
    std::uint64_t data_memory(std::uint32_t bytes);
    UpperRequest no_data();                      ///< TEST UNIT READY
    UpperRequest reading(std::uint32_t blocks);  ///< READ(10), blocks of 512 bytes
    UpperRequest writing(std::uint32_t blocks);
    UpperRequest inquiry(std::uint32_t bytes);
    /// READ(10) of a block a piece.
    UpperRequest scattered(std::uint32_t pieces);
    /// False if the driver did not take it.
    bool submit(const UpperRequest& request) const;
    /// Submits, settles and tells how it ended; a request that has not ended is a failure, and the
    /// test ends.
    Ended serve(const UpperRequest& request);
    /// The first end of a request, or null.
    const Ended* end_of(std::uint64_t id) const;
    std::size_t ends_of(std::uint64_t id) const;
    /// Submits reads that stay in flight; their ids.
    std::vector<std::uint64_t> hold(std::uint32_t count);

    // Time and interrupts.

    std::int64_t time_ns() const { return now_ns_; }
    /// Delivers what the device has signalled, until nothing is left.
    void settle();
    /// One call of the handler for what the device has signalled; false if there was nothing.
    bool deliver_one();
    /// What was signalled is lost.
    void lose_interrupts() { message_due_ = false; }
    void advance(std::int64_t ns);
    void advance_ms(std::int64_t ms) { advance(ms * 1'000'000); }

    // Memory.

    std::uint32_t word(std::uint64_t addr) const;
    std::uint8_t byte(std::uint64_t addr) const;
    /// The elements of a request's list, chains followed: address, bytes.
    std::vector<std::pair<std::uint64_t, std::uint32_t>> list_of(const Fetched& request) const;
    std::uint32_t config_command() const { return command_; }
    /// DMA of the device went to memory that the driver had given back.
    bool touched_released() const { return touched_released_; }
    std::uint64_t allocated_pages() const { return allocated_pages_; }
    std::uint64_t released_pages() const { return released_pages_; }
    InterruptWay way() const { return way_; }
    const Findings& findings() const { return monitor_.findings(); }

private:
    static constexpr std::uint64_t kMemoryBytes = 64U << 20;
    static constexpr std::uint64_t kFirstPage = 0x100000;
    static constexpr std::int64_t kAccessNs = 50;

    std::uint32_t read_config(std::uint32_t offset, std::uint32_t bytes) override;
    void write_config(std::uint32_t offset, std::uint32_t bytes, std::uint32_t value) override;
    void map_registers(std::uint32_t bar) override { mapped_ = bar; }
    std::uint32_t read_register(std::uint32_t offset) override;
    void write_register(std::uint32_t offset, std::uint32_t value) override;
    std::uint64_t allocate(std::uint32_t pages) override;
    void release(std::uint64_t addr, std::uint32_t pages) override;
    void load(std::uint64_t addr, void* to, std::uint32_t bytes, Order order) override;
    void store(std::uint64_t addr, const void* from, std::uint32_t bytes, Order order) override;
    void full_fence() override;
    bool connect(InterruptWay way) override;
    void disconnect() override;
    std::int64_t now_ns() override { return now_ns_; }
    void set_timer(std::int64_t deadline_ns) override { timer_ns_ = deadline_ns; }
    void ended(const Ended& how) override;
    void unit_event(const UnitEvent& what) override { unit_events.push_back(what); }

    void device_read(std::uint64_t addr, void* to, std::uint32_t bytes) override;
    void device_write(std::uint64_t addr, const void* from, std::uint32_t bytes) override;
    void send_message() override;
    void set_line(bool level) override;

    const std::byte* memory(std::uint64_t addr, std::uint64_t bytes) const override;
    SimTime now() const override { return SimTime::from_ns(static_cast<std::uint64_t>(now_ns_)); }

    void note(BusEvent::Kind kind, std::uint64_t at, std::uint64_t value = 0,
              std::uint32_t bytes = 0, Order order = Order::Plain);
    bool reaches_registers() const { return mapped_ == register_bar && (command_ & 2U) != 0; }
    std::uint32_t config_dword(std::uint32_t offset) const;

    DriverMaker make_;
    /// Zero, and of this computer only as far as it is used.
    std::unique_ptr<std::byte, void (*)(void*)> memory_{
        static_cast<std::byte*>(std::calloc(kMemoryBytes, 1)), std::free};
    Monitor monitor_{*this};
    std::vector<std::string> failures_;
    std::int64_t now_ns_ = 1'000'000;
    std::int64_t timer_ns_ = kNever;
    std::uint64_t next_page_ = kFirstPage;
    std::uint64_t next_data_ = kMemoryBytes / 2;
    std::uint64_t next_id_ = 1;
    std::uint32_t command_ = 0;
    std::array<std::uint32_t, 6> bar_words_{};
    std::uint32_t mapped_ = ~0U;
    bool connected_ = false;
    InterruptWay way_ = InterruptWay::Polled;
    bool message_due_ = false;
    bool line_ = false;
    std::vector<std::pair<std::uint64_t, std::uint64_t>> released_;  // address, bytes
    bool touched_released_ = false;
    std::uint64_t allocated_pages_ = 0;
    std::uint64_t released_pages_ = 0;
};

}  // namespace pvscsim::conformance
