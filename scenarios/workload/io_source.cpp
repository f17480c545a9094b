// SPDX-License-Identifier: Apache-2.0
#include "scenarios/workload/io_source.h"

#include "scenarios/workload/replay_source.h"
#include "scenarios/workload/synthetic_source.h"
#include "scenarios/workload/units.h"

namespace pvscsim::scenarios {
namespace {

/// Boot: the discovery that every run begins with, and nothing after it.
class EmptySource final : public IoSource {
public:
    bool next(IoRequest&) override { return false; }
    std::uint64_t total() const override { return 0; }
    std::uint64_t transfer_bytes_max() const override { return 0; }
};

}  // namespace

std::unique_ptr<IoSource> make_source(const WorkloadConfig& config,
                                      const std::vector<TargetConfig>& targets, std::uint64_t seed,
                                      const std::filesystem::path& scenario_dir) {
    switch (config.kind) {
        case WorkloadKind::Boot:
            return std::make_unique<EmptySource>();
        case WorkloadKind::Blktrace:
        case WorkloadKind::Iolog:
            return std::make_unique<ReplaySource>(config, present_units(targets),
                                                  scenario_dir / config.file);
        case WorkloadKind::Synthetic:
            break;
    }
    return std::make_unique<SyntheticSource>(config, present_units(targets), seed);
}

}  // namespace pvscsim::scenarios
