// SPDX-License-Identifier: Apache-2.0
#include "models/backend/presets.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <ostream>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "tests/models/backend/backend_actor.h"

namespace pvscsim {
namespace {

/// `depth` readers of random 4 KiB blocks, each submitting again as soon as it is served.
class ClosedLoop final : public BackendSink {
public:
    ClosedLoop(const BackendConfig& config, std::uint32_t depth, std::size_t requests)
        : actor_(agenda_, config, 1, "closed_loop", *this), left_(requests), submitted_(depth) {
        latencies_ps_.reserve(requests);
        for (std::uint32_t id = 0; id < depth; ++id) submit(id, SimTime{});
        agenda_.run_until(SimTime::from_us(3600000000));
        std::sort(latencies_ps_.begin(), latencies_ps_.end());
    }

    double mean_us() const {
        double sum = 0;
        for (const std::uint64_t ps : latencies_ps_) sum += static_cast<double>(ps);
        return sum / static_cast<double>(latencies_ps_.size()) / 1e6;
    }
    double percentile_us(double share) const {
        const auto rank = static_cast<std::size_t>(share * static_cast<double>(requests()));
        return static_cast<double>(latencies_ps_[rank]) / 1e6;
    }
    double per_us() const {
        return static_cast<double>(requests()) / (static_cast<double>(last_end_.ps) / 1e6);
    }
    std::size_t requests() const { return latencies_ps_.size(); }

    void served(std::uint32_t id, SimTime /*start*/, SimTime end) override {
        latencies_ps_.push_back((end - submitted_[id]).ps);
        last_end_ = end;
        if (left_ != 0) submit(id, end);
    }

private:
    void submit(std::uint32_t id, SimTime now) {
        --left_;
        submitted_[id] = now;
        BackendJob job;
        job.id = id;
        job.lba = 8 * addresses_.below(std::uint64_t{1} << 28);
        job.data_bytes = 4096;
        actor_.backend().submit(job, now);
    }

    Agenda agenda_;
    BackendActor actor_;
    RandomStream addresses_{1, "addresses"};
    std::size_t left_;
    std::vector<SimTime> submitted_;
    std::vector<std::uint64_t> latencies_ps_;
    SimTime last_end_{};
};

/// What was measured on a device: 4 KiB random reads at a depth. iops is 0 where not published.
struct Measured {
    std::string_view preset;
    std::uint32_t depth;
    double mean_us;
    double p99_us;
    double p99_999_us;
    double iops;

    friend std::ostream& operator<<(std::ostream& out, const Measured& m) {
        return out << m.preset << " at depth " << m.depth;
    }
};

/// Enough that the 40 slowest, which make the last percentile, are not a matter of luck.
constexpr std::size_t kRequests = 4000000;

class PresetFit : public testing::TestWithParam<Measured> {};

TEST_P(PresetFit, ReproducesWhatWasMeasured) {
    const Measured& measured = GetParam();
    const BackendPreset* preset = find_backend_preset(measured.preset);
    ASSERT_NE(preset, nullptr);
    const ClosedLoop loop(preset->config, measured.depth, kRequests);
    ASSERT_EQ(loop.requests(), kRequests);
    EXPECT_NEAR(loop.mean_us(), measured.mean_us, 0.05 * measured.mean_us);
    EXPECT_NEAR(loop.percentile_us(0.99), measured.p99_us, 0.10 * measured.p99_us);
    EXPECT_NEAR(loop.percentile_us(0.99999), measured.p99_999_us, 0.30 * measured.p99_999_us);
    // Little's law with the measured rate: it holds for the measurement within 7 %, too.
    EXPECT_NEAR(measured.iops * loop.mean_us() / 1e6, measured.depth, 0.07 * measured.depth);
    EXPECT_NEAR(loop.per_us() * loop.mean_us(), measured.depth, 0.001 * measured.depth);
}

INSTANTIATE_TEST_SUITE_P(AnandTech11209, PresetFit,
                         testing::Values(Measured{"optane-p4800x", 1, 8.9, 10, 37, 108000},
                                         Measured{"optane-p4800x", 16, 25.5, 41, 81, 585000},
                                         Measured{"nand-p3700", 1, 77.9, 96, 2768, 12800},
                                         Measured{"nand-p3700", 16, 93.9, 163, 2320, 167000},
                                         Measured{"nand-9100", 1, 107.7, 117, 306, 9200},
                                         Measured{"nand-9100", 16, 116.2, 205, 1560, 136000}));

TEST(Presets, KeepOptaneWithinItsLimits) {
    const BackendConfig& config = find_backend_preset("optane-p4800x")->config;
    EXPECT_LE(ClosedLoop(config, 1, 1000000).percentile_us(0.99999), 60);
    EXPECT_LE(ClosedLoop(config, 16, 1000000).percentile_us(0.99999), 150);
}

TEST(Presets, SaturateASataSsdNearNinetyThousandReads) {
    const ClosedLoop loop(find_backend_preset("sata-ssd")->config, 32, 200000);
    EXPECT_NEAR(loop.per_us() * 1e6, 90000, 4500);
}

TEST(Presets, ReadADiskInEightMilliseconds) {
    const ClosedLoop loop(find_backend_preset("hdd-7200")->config, 1, 100000);
    EXPECT_NEAR(loop.mean_us(), 8000, 100);
}

TEST(Presets, MoveAPersistentMemoryBlockAtItsBandwidth) {
    const ClosedLoop loop(find_backend_preset("pmem-optane-dimm")->config, 4, 10000);
    EXPECT_NEAR(loop.per_us() * 4096 / 1000, 6.6, 0.1);
}

TEST(Presets, HaveDifferentNamesAndNameASource) {
    std::set<std::string_view> names;
    for (const BackendPreset& preset : backend_presets()) {
        EXPECT_TRUE(names.insert(preset.name).second) << preset.name;
        EXPECT_FALSE(preset.source.empty()) << preset.name;
        EXPECT_EQ(find_backend_preset(preset.name), &preset);
        EXPECT_EQ(ClosedLoop(preset.config, 40, 1000).requests(), 1000U) << preset.name;
    }
    EXPECT_EQ(find_backend_preset("floppy"), nullptr);
}

}  // namespace
}  // namespace pvscsim
