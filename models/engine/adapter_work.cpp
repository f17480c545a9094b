// SPDX-License-Identifier: Apache-2.0
// What the adapter has to do, and in which order.
#include "models/engine/adapter.h"

namespace pvscsim {

void Adapter::push(SimTime when, Work work) {
    if (work.kind() >= kFirstFar) {
        work_.push_far(when, work);
    } else {
        // Processors announce their writes ahead of time; the device's own work comes first at a
        // tie.
        work_.push(when, work, work.kind() == WorkKind::RegisterWrite);
    }
    agenda_.set_earlier(slot_, when);
}

// What is due at one time: the adapter's own work first, then the ends of jobs, as long as either
// brings more of it.
Actor::Turn Adapter::act(SimTime now) {
    const auto drop_if_ended = [this] {
        if (ended_ == nullptr) return;
        work_.clear();
        posts_.clear();
    };
    drop_if_ended();
    for (;;) {
        const bool other = work_.next_time() == now;
        if (posts_.next_time() == now &&
            (!other || posts_.next_sequence() < work_.next_sequence())) {
            const std::uint32_t id = posts_.pop();
            if (now < faults_.stalled_until()) {
                work_.push(faults_.stalled_until(), Work{WorkKind::Post, id});
            } else {
                post(id, now);
            }
        } else if (other) {
            do_work(work_.pop(), now);
        } else if (in_service_.next_end() == now) {
            in_service_.report(now);
        }
        drop_if_ended();
        const SimTime own = earlier_of(work_.next_time(), posts_.next_time());
        const SimTime next = earlier_of(own, in_service_.next_end());
        if (next == now) continue;
        if (!agenda_.goes_on(next)) return Turn::Done;
        now = next;
    }
}

void Adapter::do_work(const Work& work, SimTime now) {
    if (now < faults_.stalled_until() && work.kind() != WorkKind::RegisterWrite) {
        work_.push(faults_.stalled_until(), work);
        return;
    }
    switch (work.kind()) {
        case WorkKind::RegisterWrite:
            apply_register_write(work.a(), work.b(), now);
            break;
        case WorkKind::Look:
            look(now);
            break;
        case WorkKind::Interrupt:
            if (work.b() == reset_epoch_) send_interrupt(work.a(), now);
            break;
        case WorkKind::Post:
            post(work.a(), now);
            break;
        case WorkKind::Ended:
            finish(work.a(), now);
            break;
        case WorkKind::HoldOver:
            if (hold_.expects(work.a())) hold_or_signal(hold_.visit(in_flight_, now), now);
            break;
        case WorkKind::PostHeld:
            post_held(now);
            break;
        case WorkKind::Spurious:
            // The pulse ends whatever has happened since.
            if (work.b() == reset_epoch_ || work.a() == 0) send_spurious(work.a() != 0, now);
            break;
        case WorkKind::Poll:
            if (work.a() == poll_epoch_) poll_ring(now);
            break;
        case WorkKind::Transmit:
            if (work.b() == reset_epoch_) transmit(work.a(), now);
            break;
        case WorkKind::Kick:
            kicked(now);
            break;
        case WorkKind::Late:
            faults_.post_late(work.a(), now);
            break;
        case WorkKind::Messages:
            if (work.a() == owed_.epoch) retry_messages(now);
            break;
    }
}

}  // namespace pvscsim
