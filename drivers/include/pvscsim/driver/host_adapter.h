// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>

#include "pvscsim/driver/adapter_config.h"
#include "pvscsim/driver/counters.h"
#include "pvscsim/driver/detail/command_port.h"
#include "pvscsim/driver/detail/context_table.h"
#include "pvscsim/driver/detail/link_watch.h"
#include "pvscsim/driver/detail/list_memory.h"
#include "pvscsim/driver/detail/rings.h"
#include "pvscsim/driver/detail/steering_queues.h"
#include "pvscsim/driver/detail/timer_wheel.h"
#include "pvscsim/driver/detail/unit_table.h"
#include "pvscsim/driver/detail/wire_policy.h"
#include "pvscsim/driver/platform.h"
#include "pvscsim/driver/request.h"
#include "pvscsim/driver/result.h"

namespace pvscsim::driver {

/// Driver of one PVSCSI adapter. All memory it ever needs is inside it (about 280 KiB: do not put
/// it on a small stack) or comes from Platform::allocate_dma during start().
///
/// The owner serialises the calls as AdapterConfig::locks says. submit(), flush() and abort() may
/// be called from UpperLayer::completed(); the other calls may not and answer Error::Busy.
class HostAdapter {
public:
    /// `platform` and `upper` must outlive the adapter.
    HostAdapter(Platform& platform, UpperLayer& upper, const AdapterConfig& config) noexcept;
    HostAdapter(const HostAdapter&) = delete;
    HostAdapter& operator=(const HostAdapter&) = delete;

    /// Finds the device, resets it, sets up rings and interrupts. On an error everything acquired
    /// is given back. Errors: BadConfig, NotFound, NoMemory, DeviceFailed, Unsupported.
    Result<void> start() noexcept;
    /// Resets the device, ends what is outstanding or held as Aborted and frees all memory. May be
    /// called in any state; start() may follow.
    void stop() noexcept;

    /// Takes over `request`, which ends through UpperLayer::completed() exactly once, later. If the
    /// ring or the logical unit is full it waits inside, in order, or is refused. On an error it
    /// was not taken. Errors: NotRunning, BadRequest, Full, NoMemory. `cpu` is that of the caller.
    Result<void> submit(ScsiRequest& request) noexcept;
    Result<void> submit(ScsiRequest& request, std::uint16_t cpu) noexcept;
    /// Publishes what submit() has gathered, with one index store and at most one doorbell. Needed
    /// only with doorbell_batch above 1, whenever no more requests follow at once.
    void flush() noexcept;
    /// Gives requests that wait inside the room that completions have made, and sends aborts asked
    /// for meanwhile. Needed only with LockPolicy::Split; otherwise every call does it at its end.
    void resume() noexcept;

    /// Takes completions up to the budget, then messages. False if the interrupt was another's.
    bool handle_interrupt() noexcept;
    /// The budget ended the last pass; call poll() soon, no interrupt will come for the rest.
    bool work_left() const noexcept { return work_left_; }
    /// Interrupts are masked under load: call poll() every few microseconds until it is false.
    bool polling() const noexcept { return polling_; }
    /// Handles up to `budget` completions, and messages. Returns whether anything was there.
    bool poll(std::uint32_t budget) noexcept;
    /// Hands back what was steered to the processor that calls it; see Platform::wake_cpu.
    void take_steered() noexcept;
    /// To be called when the deadline given to Platform::set_timer has passed.
    void handle_timer() noexcept;

    /// Asks for the end of `request`. Ok means that it will end soon through completed(): Aborted,
    /// or as it ended on its own; if the device does not answer within abort_timeout, resets
    /// follow until it has ended. Errors: NotFound if the core does not have it (any more).
    Result<void> abort(ScsiRequest& request) noexcept;
    /// Resets one logical unit, and hands back its requests. Errors: NotRunning, Busy, DeviceFailed
    /// if there is no such unit, TimedOut if a request of the unit is still outstanding.
    Result<void> reset_device(std::uint8_t target, std::uint8_t lun) noexcept;
    /// Resets all targets. Errors: NotRunning, Busy, TimedOut as for reset_device().
    Result<void> reset_bus() noexcept;
    /// Resets the adapter, ends outstanding requests as Reset and sets up everything again; held
    /// requests go on after it. Errors: NotRunning, Busy, DeviceFailed (the adapter is then stopped
    /// for good and every request has ended as Failed).
    Result<void> reset_adapter() noexcept;

    /// Lets go of the adapter, and sets it up anew once its BARs are placed again. Requests end as
    /// Reset; what is submitted meanwhile waits. Errors: NotRunning, Busy, DeviceFailed (as above).
    Result<void> suspend() noexcept;
    Result<void> wake() noexcept;

    const AdapterInfo& info() const noexcept { return info_; }
    const Counters& counters() const noexcept { return counters_; }
    /// How the calls are to be serialised: as configured, or as the personality has it.
    LockPolicy locks() const noexcept { return config_.locks; }
    bool running() const noexcept { return phase_ == Phase::Running; }
    /// Requests that are with the device, published or about to be.
    std::uint32_t outstanding() const noexcept { return contexts_.in_use(); }

private:
    using Completion = protocol::CompletionDescriptor;
    using Stage = detail::Stage;
    enum class Phase : std::uint8_t { Stopped, Running, Resetting };
    static constexpr std::uint32_t kGroup = 128;  // completions taken with one index store at most
    enum class Verdict : std::uint8_t { Sent, UnitFull, RingFull };
    // start.cpp, discovery.cpp, setup.cpp
    Result<void> check_config() const noexcept;
    Result<void> bring_up() noexcept;
    Result<void> discover() noexcept;
    std::uint64_t bar_bytes(std::uint16_t offset, std::uint32_t low) noexcept;
    std::uint32_t query_targets() noexcept;
    std::uint32_t query_config_page() noexcept;
    Result<void> allocate_memory() noexcept;
    Result<void> allocate(DmaBuffer& buffer, std::uint32_t pages) noexcept;
    void free_memory() noexcept;
    Result<void> set_up_device(bool first) noexcept;
    Result<void> install_rings() noexcept;
    void install_message_ring() noexcept;
    void enable_threshold(bool first) noexcept;
    void choose_interrupts() noexcept;
    void disconnect_interrupts() noexcept;
    void forget_requests() noexcept;
    void unmask_interrupts() noexcept;
    bool device_gone() noexcept;
    // submission.cpp
    bool well_formed(const ScsiRequest& request) const noexcept;
    bool has_room(const ScsiRequest& request) const noexcept;
    Verdict try_dispatch(ScsiRequest& request, std::uint16_t cpu) noexcept;
    void dispatch(ScsiRequest& request, std::uint16_t unit, std::uint16_t cpu) noexcept;
    bool must_wait(const ScsiRequest& request) const noexcept;
    void write_descriptor(const ScsiRequest& request, std::uint16_t index) noexcept;
    void arm_request_timer(std::uint16_t index, const ScsiRequest& request) noexcept;
    bool doorbell_needed() noexcept;
    void kick_non_rw() noexcept;
    bool resume_ready_units() noexcept;
    void resume_held() noexcept;
    // completion.cpp, completion_habits.cpp, messages.cpp
    bool claim_interrupt() noexcept;
    void finish_with_habits(std::uint16_t index, const Completion& completion) noexcept;
    void learn_depth(const detail::RequestContext& context, const ScsiRequest& request) noexcept;
    void begin_polling() noexcept;
    void end_polling() noexcept;
    bool take_completions(std::uint32_t budget) noexcept;
    std::uint32_t take_group(std::uint32_t limit) noexcept;
    void finish(const Completion& completion) noexcept;
    void release(std::uint16_t index) noexcept;
    void hand_back(ScsiRequest& request, Outcome outcome, protocol::HostStatus status) noexcept;
    void drain() noexcept;
    void after_pass() noexcept;
    bool take_messages() noexcept;
    void handle_message(const protocol::MessageDescriptor& message) noexcept;
    // recovery.cpp, adapter_reset.cpp
    void arm_timer(std::int64_t deadline_ns) noexcept;
    void rearm(std::uint16_t index, std::uint32_t after_ms) noexcept;
    void expire(std::uint16_t index) noexcept;
    bool abort_held(ScsiRequest& request) noexcept;
    void send_abort(std::uint16_t index) noexcept;
    void send_wanted_aborts() noexcept;
    std::uint32_t send_device_reset(std::uint8_t target, std::uint8_t lun) noexcept;
    void send_bus_reset() noexcept;
    void mark(const std::uint16_t* key) noexcept;
    bool watch_marked(Stage stage) noexcept;
    Result<void> restart_adapter() noexcept;
    void forget_device() noexcept;
    void end_outstanding(Outcome outcome, protocol::HostStatus status) noexcept;
    void gather_held() noexcept;
    void end_steered() noexcept;
    void end_held(Outcome outcome, protocol::HostStatus status) noexcept;
    void give_up(LogCode why) noexcept;
    // log.cpp, link_watch.cpp
    void log(LogCode code, std::uint64_t value = 0) noexcept { log(code, 0, 0, 0, value); }
    void log(LogCode code, const ScsiRequest& request) noexcept;
    void log(LogCode code, std::uint8_t target, std::uint8_t lun, std::uint64_t context,
             std::uint64_t value) noexcept;
    void start_watch(std::int64_t now_ns) noexcept;
    void look_at_link(std::int64_t now_ns) noexcept;

    Platform& platform_;
    Platform* mapper_ = nullptr;  // of data, where there is anything to do
    UpperLayer& upper_;
    const AdapterConfig config_;  // as asked, but for what the personality fixes
    const detail::WirePolicy policy_;
    detail::CommandPort commands_;
    Phase phase_ = Phase::Stopped;
    bool in_pass_ = false;  // completions are being handed out
    bool work_left_ = false, threshold_active_ = false, interrupts_on_ = false;
    bool batch_has_non_rw_ = false, aborts_wanted_ = false;
    bool suspended_ = false, polling_ = false;       // load has masked the completion interrupt
    bool odd_descriptor_ = false, odd_end_ = false;  // habits or policies have a part there
    detail::LinkWatch watch_;
    detail::DepthController depth_;
    std::int64_t armed_ns_ = detail::TimerWheel::kNever;
    detail::Rings rings_;
    Counters counters_;
    AdapterInfo info_;
    detail::RequestQueue held_;  // for want of a ring slot; younger than what units hold
    detail::ListMemory lists_;
    std::array<Completion, kGroup> group_{};
    detail::ContextTable contexts_;
    detail::TimerWheel timers_{contexts_};
    detail::UnitTable units_;
    detail::SteeringQueues steered_;
};

}  // namespace pvscsim::driver
