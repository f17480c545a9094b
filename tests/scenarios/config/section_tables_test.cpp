// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <set>

#include "member_count.h"
#include "models/backend/presets.h"
#include "scenarios/config/scenario_reader.h"
#include "scenarios/config/schema.h"
#include "scenarios/config/sections.h"

namespace pvscsim::scenarios {
namespace {

template <class S>
std::size_t fields(const Section<S>& section) {
    return section.spec().fields.size();
}

TEST(SectionTables, HaveAFieldForEveryMemberOfTheirStructs) {
    EXPECT_EQ(fields(costs_section()), member_count<VcpuCosts>());
    EXPECT_EQ(fields(iommu_section()), member_count<IommuConfig>());
    EXPECT_EQ(fields(machine_section()), member_count<MachineConfig>());
    EXPECT_EQ(fields(coalescing_section()), member_count<CoalescingConfig>());
    EXPECT_EQ(fields(dynamic_depth_section()), member_count<DynamicDepthConfig>());
    EXPECT_EQ(fields(worker_section()), member_count<WorkerConfig>());
    EXPECT_EQ(fields(device_section()), member_count<DeviceConfig>());
    EXPECT_EQ(fields(driver_section()), member_count<driver::AdapterConfig>());
    EXPECT_EQ(fields(latency_section()), member_count<LatencyConfig>());
    EXPECT_EQ(fields(pmem_section()), member_count<PmemConfig>());
    EXPECT_EQ(fields(nvme_tcp_section()), member_count<NvmeTcpConfig>());
    EXPECT_EQ(fields(backend_section()), member_count<BackendConfig>());
    EXPECT_EQ(fields(target_section()), member_count<TargetConfig>());
    EXPECT_EQ(fields(shared_backend_section()), member_count<SharedBackendConfig>());
    EXPECT_EQ(fields(workload_section()), member_count<WorkloadConfig>());
    // A chance is one field and two members.
    EXPECT_EQ(fields(fault_section()) + 1, member_count<FaultConfig>());
    // Name and file of a scenario are not written in it; its schema is no member.
    EXPECT_EQ(fields(scenario_section()) + 1, member_count<Scenario>());
}

void expect_sound(const SectionSpec& section) {
    std::set<std::string_view> keys;
    for (const FieldSpec& field : section.fields) {
        SCOPED_TRACE(std::string(section.name) + "." + std::string(field.key));
        EXPECT_TRUE(keys.insert(field.key).second);
        EXPECT_EQ(field.meaning.substr(field.meaning.size() - 1).find_first_of(".)"), 0U);
        if (field.type == FieldType::Number && field.default_value.is_number()) {
            EXPECT_GE(field.default_value.get<std::uint64_t>(), field.range.min * !field.required);
            EXPECT_LE(field.default_value.get<std::uint64_t>(), field.range.max);
        }
        if (field.inner != nullptr) {
            expect_sound(*field.inner);
        }
    }
}

TEST(SectionTables, HaveUniqueKeysMeaningsAndDefaultsWithinBounds) {
    expect_sound(scenario_section().spec());
}

TEST(SectionTables, WriteWhatTheyRead) {
    for (const BackendPreset& preset : backend_presets()) {
        const nlohmann::ordered_json written = backend_section().write(preset.config);
        const Origin origin{"preset", {}};
        BackendConfig again;
        backend_section().read(Node(written, origin), again);
        EXPECT_EQ(backend_section().write(again), written) << preset.name;
    }
}

TEST(SectionTables, FitEveryChoiceToAnEnumerator) {
    const auto choices = [](const SectionSpec& section, std::size_t field) {
        return section.fields.at(field).choices.size();
    };
    EXPECT_EQ(choices(coalescing_section().spec(), 0),
              static_cast<std::size_t>(CoalescingKind::Nvme) + 1);
    EXPECT_EQ(choices(dynamic_depth_section().spec(), 0),
              static_cast<std::size_t>(DepthControl::TaskSetFull) + 1);
    EXPECT_EQ(choices(iommu_section().spec(), 0), static_cast<std::size_t>(IommuMode::Strict) + 1);
    EXPECT_EQ(choices(backend_section().spec(), 0),
              static_cast<std::size_t>(BackendKind::NvmeTcp) + 1);
    EXPECT_EQ(choices(latency_section().spec(), 0),
              static_cast<std::size_t>(LatencyKind::Table) + 1);
    EXPECT_EQ(choices(workload_section().spec(), 0),
              static_cast<std::size_t>(WorkloadKind::Boot) + 1);
    EXPECT_EQ(choices(fault_section().spec(), 0), kFaultPointCount);
    EXPECT_EQ(choices(fault_section().spec(), 1), kFaultEffectCount);
}

TEST(ScenarioReference, IsTheOneInTheDocs) {
    std::ifstream file(PVSCSIM_DOCS "/scenario-language.md");
    const std::string committed{std::istreambuf_iterator<char>(file), {}};
    EXPECT_EQ(committed, scenario_reference())
        << "print it anew: pvscsim schema --markdown scenario > docs/scenario-language.md";
}

TEST(FaultReference, IsTheOneInTheDocs) {
    std::ifstream file(PVSCSIM_DOCS "/faults.md");
    const std::string committed{std::istreambuf_iterator<char>(file), {}};
    EXPECT_EQ(committed, fault_reference())
        << "print it anew: pvscsim schema --markdown faults > docs/faults.md";
}

}  // namespace
}  // namespace pvscsim::scenarios
