// SPDX-License-Identifier: Apache-2.0
// Machines beside that of the scenario.
#include <algorithm>
#include <array>

#include "scenarios/config/scenario_reader.h"
#include "scenarios/runner/neighbour.h"

namespace pvscsim::scenarios {

namespace {

/// What a report tells of a neighbour.
constexpr std::array<const char*, 13> kTold{{"verdict", "failures", "simulated_ns", "requests",
                                             "throughput", "latency", "stages", "notifications",
                                             "cpu", "rings", "recovery", "integrity", "protocol"}};

}  // namespace

Run::~Run() = default;

void Run::add_neighbours() {
    for (std::size_t i = 0; i < scenario_.neighbours.size(); ++i) {
        neighbours_.push_back(std::make_unique<Neighbour>(("neighbour" + std::to_string(i)).c_str(),
                                                          neighbour_scenario(scenario_, i),
                                                          options_, *this));
        if (!scenario_.neighbours[i].share_worker) continue;
        machine_.device.share_worker(worker_);
        neighbours_.back()->run().machine_.device.share_worker(worker_);
    }
}

void Run::guest_ended() {
    if (beside_ != nullptr) return beside_->guest_ended();
    const bool all = std::all_of(neighbours_.begin(), neighbours_.end(), [](const auto& neighbour) {
        return neighbour->run().guest_.over();
    });
    if (all && guest_.over()) machine_.conductor.stop();
}

std::vector<nlohmann::ordered_json> Run::neighbour_reports() const {
    std::vector<nlohmann::ordered_json> reports;
    for (const auto& neighbour : neighbours_) {
        const nlohmann::ordered_json whole = neighbour->run().result(0).report;
        nlohmann::ordered_json told;
        for (const char* key : kTold) {
            if (whole.contains(key)) told[key] = whole.at(key);
        }
        reports.push_back(std::move(told));
    }
    return reports;
}

/// What the targets of this machine, the `machine`th, had of the shared backend `index`.
void Run::add_shares(std::uint32_t machine, std::size_t index,
                     std::vector<reports::ShareFigures>& into) const {
    for (const TargetConfig& target : scenario_.targets) {
        if (target.shared_backend != scenario_.shared_backends[index].name) continue;
        for (std::uint32_t i = 0; i < target.count; ++i) {
            const std::uint32_t id = target.first_id + i;
            const SharedBackend::Share& share =
                machine_.shared_backends()[index]->share(machine_.client(id));
            into.push_back({machine, id, share.requests, share.service, share.waited});
        }
    }
}

std::vector<reports::SharedBackendFigures> Run::shared_backend_reports() const {
    std::vector<reports::SharedBackendFigures> all;
    if (beside_ != nullptr) return all;
    for (std::size_t i = 0; i < scenario_.shared_backends.size(); ++i) {
        const SharedBackend& shared = *machine_.shared_backends()[i];
        reports::SharedBackendFigures figures;
        figures.name = scenario_.shared_backends[i].name;
        figures.servers = shared.servers();
        figures.waiting_max = shared.waiting_max();
        figures.span = shared.span();
        add_shares(0, i, figures.targets);
        std::uint32_t machine = 0;
        for (const auto& neighbour : neighbours_) {
            neighbour->run().add_shares(++machine, i, figures.targets);
        }
        all.push_back(std::move(figures));
    }
    return all;
}

}  // namespace pvscsim::scenarios
