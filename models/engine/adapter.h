// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "models/backend/storage.h"
#include "models/base/agenda.h"
#include "models/engine/adapter_core.h"
#include "models/engine/adapter_faults.h"
#include "models/engine/command_port.h"
#include "models/engine/device_observer.h"
#include "models/engine/scsi_target.h"

namespace pvscsim {

/// The PVSCSI adapter behind its registers: commands, request engine, completion engine,
/// interrupts and message ring. Pure C++; the TLM module around it brings sockets and transactions.
/// The submission worker sleeps until a doorbell wakes it, copies a batch of descriptors, then
/// parses and dispatches them in order. The completion engine is a pipeline of three serial steps
/// (take over a result, move data out, post), so completions are posted in the order in which the
/// backends end. Source of the order of steps: docs/protocol.md, processing of a kick.
class Adapter final : private BackendSink,  // first: told of each request, without a detour
                      public Actor,
                      public WorkerClient,
                      private AdapterCore,
                      private CommandExecutor {
public:
    /// `config` was validated; all references outlive the adapter.
    Adapter(Agenda& agenda, const DeviceConfig& config, DmaPort& dma, InterruptPort& interrupts,
            FaultPlan& faults, DeviceObserver& observer);

    /// A target's logical units and storage. `present` false: there, but not attached yet.
    void add_target(std::uint8_t id, std::unique_ptr<ScsiTarget> scsi, Storage storage,
                    bool present);
    void hot_add(std::uint8_t id, SimTime now);
    void hot_remove(std::uint8_t id, SimTime now);
    /// A logical unit of a target that is there comes or goes, or changes its size.
    void change_unit(std::uint8_t id, std::uint8_t lun, bool present, SimTime now);
    void resize(std::uint8_t id, std::uint8_t lun, std::uint64_t blocks) {
        targets_[id].scsi->unit(lun).set_capacity(blocks);
    }

    /// Register access, `offset` inside the BAR. Reads and commands take effect at once, so the
    /// caller's time must have been reached; other writes take effect at `at`, the future allowed.
    std::uint32_t read_register(std::uint32_t offset) const;
    void write_register(std::uint32_t offset, std::uint32_t value, SimTime at);
    /// How long the hypervisor works on a COMMAND or COMMAND_DATA write that would come now.
    SimTime command_time(std::uint32_t offset) const;
    void reset(ResetKind kind, SimTime now);
    /// Data that the device itself moves would write `value` to a register: nothing comes of it,
    /// unless a reset ends the device. (Q29)
    void refuse_own_write(std::uint32_t offset, std::uint32_t value, SimTime now);
    /// The PCI function's interrupt set-up may have changed: what waited for that goes out.
    void interrupts_changed(SimTime now);
    /// Bus mastering is on again. While it is off completions are held back, and kicks do nothing.
    void bus_granted(SimTime now);
    bool message_pending() const { return owed_causes_ != 0; }
    void preset_ring_indices(std::uint32_t index);  ///< of freshly installed rings, for tests
    Turn act(SimTime now) override;

    void archive(Archive& a);  ///< state with that of all targets, field by field, either way
    /// Ends the device if its state cannot be saved. (Q23)
    void prepare_to_save(SimTime now);
    Agenda::Slot slot() const { return slot_; }
    /// For the backends of its targets.
    JobsInService& in_service() { return in_service_; }

    /// Why the device has ended, as an emulator does that fails its own check; null: it lives.
    const char* ended() const { return ended_; }
    const DeviceConfig& config() const { return config_; }
    using EndSink = std::function<void(const char*, SimTime)>;  ///< who is told of that
    void tell_end(EndSink sink) { end_sink_ = std::move(sink); }
    const EndSink& end_sink() const { return end_sink_; }

    AdapterFaults& faults() { return faults_; }
    const AdapterCounters& counters() const { return counters_; }
    std::uint64_t interrupts_gated() const { return hold_.gated_total(); }
    using AdapterCore::cycles;
    std::uint32_t in_flight() const { return in_flight_; }
    const DeviceRings& rings() const { return rings_; }
    const DepthGovernor& depth() const { return depth_; }
    const MessageRing& message_ring() const { return messages_; }
    void share_worker(SharedWorker* worker);
    void stall_worker(SimTime until) override { faults_.stall_worker(until); }
    void take_worker_off(SimTime until);  ///< whomever it serves
    BackendSink& backend_sink() { return *this; }
    const Backend* backend(std::uint8_t id) const { return targets_[id].storage.own(); }
    /// For initiators that do not come through the adapter; null if none is attached.
    ScsiTarget* attached_target(std::uint8_t id) { return targets_.attached(id); }
    /// Another initiator's command has ended those of the guest at a unit.
    void abort_unit(std::uint8_t target, std::uint8_t lun, SimTime now);
    bool interrupt_asserted() const { return (status_ & mask_) != 0; }  ///< however it is told
    bool line() const { return line_; }

private:
    friend class AdapterFaults;
    void push(SimTime when, Work work);
    void do_work(const Work& work, SimTime now);
    void apply_register_write(std::uint32_t offset, std::uint32_t value, SimTime now);
    void guest_exits(SimTime now);
    void tell(std::uint8_t id, std::uint8_t lun, bool added, SimTime now);
    void repeat_message(SimTime now);
    std::uint32_t told_causes(std::uint32_t cause) const;
    bool announce(std::uint8_t id, std::uint8_t lun, bool added, SimTime now);
    void post_owed_messages(SimTime now);
    void retry_messages(SimTime now);

    // adapter_fetch.cpp: doorbell to backend
    void kicked(SimTime now);
    void look(SimTime now);
    bool waits_for_worker(SimTime now);
    SimTime translations(std::uint32_t count);
    std::uint32_t copy_batch(std::uint32_t count, SimTime& t);
    SimTime dispatch(std::uint32_t id, SimTime begin, bool unusual);
    bool refused(Request& request, const Target& target, bool unusual);
    bool list_refused(Request& request);
    SimTime move_in(Request& request, SimTime begin);
    SimTime to_backend(std::uint32_t id, Request& request, Storage& storage, bool unusual);
    void poll_ring(SimTime now);
    void set_threshold(std::uint32_t value, SimTime now);
    std::uint32_t allocate();
    void release(std::uint32_t id);

    // adapter_quirks.cpp: defects and variants of real devices
    void end_device(const char* why, SimTime now);
    void adjust(Request& request) const;
    bool swallowed(Request& request, bool is_refused, SimTime now);
    bool refused_list(Request& request);
    void move_whole_buffer(Request& request) const;
    void refuse_report(Request& request) const;
    void settle_quirks(Request& request) const;
    std::uint64_t residual_of(const Request& request) const;
    bool in_flight_lost() const;
    bool ends_early_revision(std::uint32_t command, const std::uint32_t* args);
    void raise_stale_line(SimTime now);

    // adapter_complete.cpp: backend to interrupt
    void served(std::uint32_t id, SimTime start, SimTime end) override;
    void coming(std::uint32_t id) const override;
    void dropped(std::uint32_t id) override;
    void finish(std::uint32_t id, SimTime now);
    void finish(std::uint32_t id, SimTime now, bool unusual);
    void run_command(Request& request, SimTime now, bool unusual);
    bool read_in_place(Request& request, DmaPort& port);
    void run_any_command(Request& request, DmaPort& port, SimTime now);
    void leave_task_set(Request& request);
    void write_sense(Request& request, const Sense& sense, SimTime now);
    void post(std::uint32_t id, SimTime now);
    void hand_in(const Completion& completion, const DeviceStamps& stamps, SimTime now);
    void publish(const Completion& completion, const DeviceStamps& stamps, SimTime now);
    void posted(std::uint64_t context, const DeviceStamps& stamps, SimTime now, bool quiet);
    void post_held(SimTime now);
    void resume(SimTime now);
    void hold_or_signal(SimTime until, SimTime now);
    void signal(SimTime now);
    void send_interrupt(std::uint32_t causes, SimTime now);
    void transmit(std::uint32_t causes, SimTime now);
    void send_message(std::uint32_t causes, SimTime now);
    void send_spurious(bool begins, SimTime now);
    void update_line(SimTime now);

    // adapter_commands.cpp
    bool supports(std::uint32_t command) const override;
    std::uint32_t probe_status(std::uint32_t command) const override;
    std::uint32_t execute(std::uint32_t command, const std::uint32_t* args) override;
    std::uint32_t carry_out(std::uint32_t command, const std::uint32_t* args);
    std::uint32_t setup_rings(const std::uint32_t* args);
    std::uint32_t setup_threshold(bool enable);
    std::uint32_t config_page(const std::uint32_t* args);
    std::uint32_t abort(std::uint64_t context);
    std::uint32_t reset_device(const std::uint32_t* args);
    std::uint32_t reset_bus();
    void fetch_published();
    void end_requests(protocol::HostStatus status, const std::vector<std::uint32_t>& ids,
                      bool at_once = true);
    std::vector<std::uint32_t> in_flight_of(int target, int lun) const;
    void discard_all();

    // adapter_mutants.cpp: faults of a test build, by which the suite proves that it notices
    void mutate_write(std::uint32_t offset, std::uint32_t value, SimTime now);
    bool next_is_media();
    void mutate_request(Request& request);
    void mutate_plan(Request& request);
    void mutate_list(Request& request);
    void mutate_completion(Request& request);
    bool write_mutant_sense(Request& request, const RawSense& raw);
    DmaPort* mutated_transfer(Request& request);
    void move_out_late(Request& request);

    AdapterFaults faults_;
    Agenda::Slot slot_;
    JobsInService in_service_;
    CommandPort port_;
};

}  // namespace pvscsim
