// SPDX-License-Identifier: Apache-2.0
#include "scenarios/runner/migration.h"

#include "pvscsim/protocol/constants.h"

namespace pvscsim::scenarios {

namespace {

/// Whether a guest that runs may find the one in the place of the other.
bool same_function(const DeviceConfig& a, const DeviceConfig& b) {
    return a.layout == b.layout && a.express == b.express &&
           a.power_management == b.power_management && a.msi == b.msi && a.msix == b.msix &&
           a.has(Variant::OldConfig) == b.has(Variant::OldConfig);
}

/// Target by target, in order of id: whether `to` has room for it.
class Berths {
public:
    explicit Berths(const DeviceConfig& to) : to_(to) {}
    bool takes(const ScsiTarget& target) {
        if (target.id() >= to_.max_targets || target.luns() > to_.luns_max) return false;
        return taken_++ < to_.disks_max;
    }

private:
    const DeviceConfig& to_;
    std::uint32_t taken_ = 0;
};

/// Calls visit(target) for each that is attached, in order of id.
template <class Visit>
void each_target(Adapter& adapter, Visit visit) {
    for (std::uint32_t id = 0; id < protocol::kTargetsMax; ++id) {
        ScsiTarget* const target = adapter.attached_target(static_cast<std::uint8_t>(id));
        if (target != nullptr) visit(*target);
    }
}

/// What `to` cannot take over from `adapter`; empty: nothing.
std::string hindrance(Adapter& adapter, const DeviceConfig& to) {
    const DeviceRings& rings = adapter.rings();
    const std::uint32_t requests = rings.request_entries() / protocol::kRequestsPerPage;
    const std::uint32_t completions = rings.completion_entries() / protocol::kCompletionsPerPage;
    if (!same_function(adapter.config(), to)) return "it is another PCI function";
    if (requests > to.ring_pages_max || completions > to.ring_pages_max) {
        return "rings of " + std::to_string(requests) + " and " + std::to_string(completions) +
               " pages are in use";
    }
    if (adapter.message_ring().installed() && !to.message_ring) return "a message ring is in use";
    if (adapter.config().request_call_threshold != 0 && to.request_call_threshold == 0) {
        return "a doorbell threshold was promised";
    }
    Berths berths(to);
    std::string left;
    each_target(adapter, [&](const ScsiTarget& target) {
        if (left.empty() && !berths.takes(target)) {
            left = "target " + std::to_string(target.id()) + " is in use";
        }
    });
    return left;
}

}  // namespace

std::string Migration::move_live(const ScriptStep& step, SimTime now) {
    Adapter& adapter = machine_.device.adapter();
    const std::string why = hindrance(adapter, step.to);
    if (!why.empty()) {
        ++counters_.refused;
        return "migrate: refused, for " + why;
    }
    machine_.save_and_restore(scenario_, step.to, now);
    machine_.stand_still(now + SimTime::from_us(step.duration_us));
    ++counters_.moved;
    return "migrate: done";
}

void Migration::move_suspended(const ScriptStep& step, SimTime now) {
    machine_.save_and_restore(scenario_, step.to, now);
    machine_.device.power_on(step.to, now);
    ++counters_.moved;
    Adapter& adapter = machine_.device.adapter();
    Berths berths(step.to);
    each_target(adapter, [&](const ScsiTarget& target) {
        if (berths.takes(target)) return;
        adapter.hot_remove(target.id(), now);
        ++counters_.targets_left;
    });
}

}  // namespace pvscsim::scenarios
