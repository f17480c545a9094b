// SPDX-License-Identifier: Apache-2.0
#include "scenarios/config/profile.h"

#include <gtest/gtest.h>

#include "scenarios/config/scenario_reader.h"
#include "scenarios/config/sections.h"

namespace pvscsim::scenarios {
namespace {

std::string scenario_with(const std::string& device) {
    return R"({"schema": "pvscsim-scenario/1", "purpose": "A profile.", "device": )" + device + "}";
}

TEST(Profiles, AreThoseOfTheGenerations) {
    EXPECT_EQ(profile_names(),
              (std::vector<std::string>{"ideal", "qemu-7.2", "vsphere-4.0", "vsphere-5.1",
                                        "vsphere-6.7", "vsphere-8"}));
    for (const std::string& name : profile_names()) {
        const Profile profile = read_profile(name);
        EXPECT_EQ(profile.device.profile, name);
        EXPECT_FALSE(profile.claims.empty()) << name;
    }
}

TEST(Profiles, LeaveTheDefaultsAloneWhereIdeal) {
    EXPECT_EQ(device_section().write(read_profile("ideal").device),
              device_section().write(DeviceConfig{}));
}

TEST(Profiles, HaveEachDefectOfQemuThatTheCatalogueNumbersAboveTheEarlyRevisions) {
    const DeviceConfig device = read_profile("qemu-7.2").device;
    for (std::size_t i = 0; i < kDefects.size(); ++i) {
        EXPECT_EQ(device.has(static_cast<Defect>(i)), kDefects[i].name != "Q22") << i;
    }
    for (std::size_t i = 0; i < kVariants.size(); ++i) {
        EXPECT_EQ(device.has(static_cast<Variant>(i)), kVariants[i].name != "old_config") << i;
    }
    EXPECT_FALSE(device.msix || device.express || device.power_management);
    EXPECT_FALSE(device.config_pages || device.get_max_targets);
    EXPECT_EQ(device.max_targets, 64U);
    EXPECT_EQ(device.worker.wake_ns, 0U);
}

TEST(Profiles, AreLaidUnderWhatTheScenarioSays) {
    const DeviceConfig device =
        parse_scenario(scenario_with(R"({"depth_max": 7, "profile": "vsphere-4.0",
                                         "worker": {"wake_ns": 5}})"),
                       "s.json", {})
            .device;
    EXPECT_EQ(device.depth_max, 7U);
    EXPECT_EQ(device.worker.wake_ns, 5U);
    EXPECT_EQ(device.worker.placement, NumaPlacement::Remote);
    EXPECT_EQ(device.disks_max, 15U);
    EXPECT_EQ(device.coalescing.kind, CoalescingKind::Count);
}

TEST(Profiles, BoundTargetsAndUnits) {
    const auto refused = [](const std::string& rest) {
        try {
            parse_scenario(R"({"schema": "pvscsim-scenario/1", "purpose": "Too much.",
                               "device": {"profile": "vsphere-5.1"}, )" +
                               rest + "}",
                           "s.json", {});
        } catch (const ConfigError& error) {
            return std::string(error.what());
        }
        return std::string("taken");
    };
    EXPECT_EQ(refused(R"("targets": [{"count": 15}])"), "taken");
    EXPECT_NE(refused(R"("targets": [{"count": 16}])").find("disks_max"), std::string::npos);
    EXPECT_NE(refused(R"("targets": [{"luns": 2}])").find("luns_max"), std::string::npos);
    EXPECT_NE(refused(R"("targets": [{"first_id": 16}])").find("max_targets"), std::string::npos);
}

TEST(Defects, AreNamedOnceEach) {
    const auto refused = [](const std::string& names) {
        try {
            parse_scenario(scenario_with(R"({"defects": )" + names + "}"), "s.json", {});
        } catch (const ConfigError&) {
            return true;
        }
        return false;
    };
    EXPECT_FALSE(refused(R"(["Q12", "Q01"])"));
    EXPECT_TRUE(refused(R"(["Q12", "Q12"])"));
    EXPECT_TRUE(refused(R"(["Q18"])"));
    EXPECT_TRUE(refused(R"("Q12")"));
    EXPECT_TRUE(refused("[1]"));
}

}  // namespace
}  // namespace pvscsim::scenarios
