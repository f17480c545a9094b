// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "conformance/monitor/buffer_pages.h"
#include "conformance/monitor/finding.h"
#include "conformance/monitor/posted_word.h"
#include "conformance/monitor/request_table.h"
#include "conformance/monitor/ring_pages.h"
#include "models/base/bus_watch.h"

namespace pvscsim::conformance {

/// Follows one adapter and its driver from outside, and holds what they do against the rules that
/// can be decided so. It keeps its own picture of the rings, made from what passes on the bus and
/// from its own literal numbers; nothing here is shared with device or driver.
class Monitor final : public BusWatch {
public:
    /// `machine` outlives the monitor.
    explicit Monitor(const WatchedMachine& machine) : machine_(machine), clock_(machine.clock()) {}

    const Findings& findings() const { return findings_; }
    /// Rules for drivers are not judged: a guest acts that is none. Before there are rings.
    void ignore_driver();
    /// The machine tells too little for these.
    void leave_out(const std::vector<std::string>& rules) { findings_.leave_out(rules); }

    /// Nothing follows: what is overdue is told.
    void finish();

    void register_read(std::uint32_t offset, std::uint32_t bytes, std::uint32_t value) override;
    void register_written(std::uint32_t offset, std::uint32_t bytes, std::uint32_t value,
                          SimTime at) override;
    void register_settled() override;
    void function_reset() override;
    void device_read(std::uint64_t addr, const void* data, std::uint64_t bytes) override;
    void device_writes(std::uint64_t addr, const void* data, std::uint64_t bytes) override;
    void driver_read(std::uint64_t addr, std::uint32_t bytes) override;
    bool driver_reads(std::uint64_t addr, std::uint32_t bytes, std::uint32_t count) override;
    void driver_writes(std::uint64_t addr, const void* data, std::uint32_t bytes) override;
    std::uint64_t driver_writes_unseen(std::uint64_t addr) override;
    void message_sent(SimTime at) override;
    void line_set(bool level, SimTime at) override;

private:
    using Stage = WatchedRequest::Stage;

    // monitor_registers.cpp
    void command_written(std::uint32_t command);
    void data_written(std::uint32_t value);
    void status_read(std::uint32_t value);
    void probe_answered(std::uint32_t value);
    void config_answered(std::uint32_t value);
    void interrupt_status_read(std::uint32_t value);
    void badly_accessed(const char* how, std::uint32_t offset, std::uint32_t bytes);
    void acknowledged(std::uint32_t value, SimTime at);
    void mask_written(std::uint32_t value, SimTime at);
    void kicked(bool read_or_write);
    void rings_requested();
    void messages_requested();
    void check_fresh_pages();
    void check_fresh_state();
    void check_config_page();
    void forget_rings();
    void lose_track();
    void lose_rings(const char* reason, const std::string& what);
    void lose_rings_to_guest(std::uint64_t addr);
    void note_rings();
    void stop_following();

    // monitor_device.cpp
    void fetched(std::uint32_t slot, SimTime now);
    void read_in_ring(std::uint64_t offset, const void* data, std::uint64_t bytes);
    void read_elsewhere(std::uint64_t addr, const void* data, std::uint64_t bytes);
    void written_elsewhere(std::uint64_t addr, const void* data, std::uint64_t bytes);
    void read_without_rings(std::uint64_t addr, const void* data, std::uint64_t bytes);
    bool unforeseen_fetch(std::uint64_t offset, const void* data, std::uint64_t bytes);
    void judge_completion(std::uint64_t addr, std::uint64_t offset, const void* data,
                          std::uint64_t bytes);
    void note_end(std::uint32_t id, SimTime now);
    void ended(std::uint32_t id);
    bool next_completion_written(std::uint64_t addr, const void* data);
    std::uint32_t ended_by(std::uint64_t addr, const std::uint8_t* bytes);
    bool ended_before(std::uint64_t context) const;
    void check_completion(const WatchedRequest& request, std::uint64_t addr,
                          const std::uint8_t* bytes);
    void state_written(std::uint64_t addr, const void* data, std::uint64_t bytes);
    void judge_state_write(std::uint64_t addr, const void* data, std::uint64_t bytes);
    void request_index_written(const void* data);
    void judge_request_index(std::uint32_t value, const void* data);
    void completion_index_written(const void* data);
    void note_completion_index(std::uint32_t value);
    void judge_completion_index(std::uint32_t value, const void* data);
    void message_index_written(std::uint64_t addr, const void* data);
    void judge_reset(bool of_bus);
    void message_written(std::uint64_t addr, std::uint64_t offset, const void* data,
                         std::uint64_t bytes);
    void word_seen(std::uint64_t addr, const void* data, std::uint64_t bytes);
    bool asked_for(std::uint64_t addr, std::uint64_t bytes) const;
    void judge_data_write(std::uint64_t addr, const void* data, std::uint64_t bytes);
    bool is_data_of(std::uint32_t id, std::uint64_t addr, std::uint64_t bytes) const;
    void data_written_by_device(std::uint64_t addr, const void* data, std::uint64_t bytes);
    std::uint32_t word_of_state(std::uint32_t offset) const;

    // monitor_driver.cpp
    bool is_in_flight(std::uint64_t offset) const;
    void write_beside(std::uint64_t addr, const void* data, std::uint32_t bytes);
    void write_published(std::uint64_t addr, const void* data, std::uint64_t bytes);
    void published(std::uint32_t value);
    void list_written(std::uint64_t addr, const void* data, std::uint32_t bytes);
    void take_request(const void* read, SimTime now);
    void take_unforeseen(const void* read);
    const std::byte* descriptor_at(std::uint64_t offset);
    void lose_count();
    void context_repeated(const WatchedRequest& request);
    void note_request(std::uint32_t index, const std::uint8_t* bytes, SimTime now);
    void judge_request(WatchedRequest& request, const std::uint8_t* bytes, bool is_new);
    void judge_descriptor(const WatchedRequest& request, const std::uint8_t* bytes);
    void read_list(WatchedRequest& request);
    void walk_list(WatchedRequest& request);
    void consumed(std::uint32_t value);
    bool consumed_unread(std::uint32_t value);
    void messages_consumed(std::uint32_t value);

    /// `holds` of rule DEVICE-`rule` or DRIVER-`rule`, which has been put to the test.
    bool device(std::uint32_t rule, bool holds) {
        findings_.tested_device(rule);
        return holds;
    }
    bool driver(std::uint32_t rule, bool holds) {
        if (!judge_driver_) return true;
        findings_.tested_driver(rule);
        return holds;
    }
    void broken(const char* kind, std::uint32_t rule, std::string what,
                std::vector<std::string> evidence);
    void device_broke(std::uint32_t rule, std::string what, std::vector<std::string> evidence = {});
    void driver_broke(std::uint32_t rule, std::string what, std::vector<std::string> evidence = {});
    static std::string life_of(const WatchedRequest& request);
    std::string life_in_slot(std::uint32_t index) const;
    std::string write_evidence(std::uint64_t addr, const void* data, std::uint64_t bytes) const;
    std::string indices() const;
    bool hides_causes();
    void sent_without_cause();

    SimTime now() const { return clock_ != nullptr ? *clock_ : machine_.now(); }

    const WatchedMachine& machine_;
    const SimTime* const clock_;
    Findings findings_;
    bool judge_driver_ = true;

    // The command interface.
    static constexpr std::uint32_t kIdle = ~0U;
    std::uint32_t command_ = kIdle, last_ = kIdle;  // being collected; begun last
    std::uint32_t words_ = 0;
    bool executed_ = false;  // the last one got all its words
    bool stray_ = false;     // words without a command have been written since
    bool settling_ = false;  // one is being executed
    std::array<std::uint32_t, 132> args_{};
    bool was_reset_ = false, message_probed_ = false, threshold_probed_ = false;

    // Interrupts.
    bool mask_known_ = true, line_ = false;
    PostedWord mask_;
    PostedWord causes_;              // that may be pending
    std::uint32_t ever_ = 0;         // pending at any time since the last reset
    std::uint32_t read_causes_ = 0;  // INTR_STATUS as read last

    // The rings.
    bool followed_ = true;  // the guest's set-up is one that can be followed from outside
    bool rings_ = false, replaces_ = false;  // these rings, and others when SETUP_RINGS came
    // Rings in one piece each, a driver that is judged, and time that can be looked at: then what
    // each request brings is recognised at once.
    bool usual_ = false;
    bool status_checked_ = false;                     // of SETUP_RINGS
    std::uint64_t state_ = 0, low_ = 0, extent_ = 0;  // the state page; what is the device's
    RingPages requests_, completions_, messages_;
    std::uint32_t request_mask_ = 0, completion_mask_ = 0, message_mask_ = 0;
    std::uint32_t req_prod_ = 0;
    std::uint32_t fetched_ = 0, req_cons_ = 0;  // read by the device, as published by it
    // Completions written, and of them those that ended no request.
    std::uint32_t written_ = 0, excess_ = 0;
    std::uint32_t cmp_prod_ = 0, cmp_cons_ = 0, cmp_read_ = 0;  // read: by the driver
    std::uint32_t msg_prod_ = 0, msg_cons_ = 0, msg_written_ = 0, msg_read_ = 0;
    SimTime non_rw_since_ = SimTime::never();      // published without a doorbell of that kind
    SimTime owed_since_ = SimTime::never();        // published without any doorbell
    std::uint32_t prod_seen_ = 0, cons_seen_ = 0;  // as the device read the indices last
    std::uint32_t threshold_ = 0;                  // as published by the device
    RequestTable table_;
    std::uint64_t pieces_ = 0;                // of all lists in table_
    std::vector<std::uint32_t> in_slot_;      // of the request ring: the request published there
    std::vector<std::uint32_t> finished_by_;  // of the completion ring: the request that it ends
    BufferPages buffers_;                     // of those in table_
};

}  // namespace pvscsim::conformance
