// SPDX-License-Identifier: Apache-2.0
// Random commands with random data, of several initiators: whatever they hold, a command ends with
// a legal status, stays within its buffer and its disk, and leaves a unit that still answers.
#include <string>

#include "models/base/random.h"
#include "tests/models/engine/scsi_script.h"

namespace pvscsim {
namespace {

class ScsiFuzz : public ScsiScript {
protected:
    static TargetConfig small_pool() {
        TargetConfig config = ScsiHarness::config();
        config.luns = 3;
        config.capacity_blocks = 3000;
        config.thin_blocks = 2000;
        config.lun_queue_depth = 3;
        return config;
    }
    ScsiFuzz() : ScsiScript(small_pool()) {}

    std::uint32_t below(std::uint32_t n) { return static_cast<std::uint32_t>(random.below(n)); }
    std::uint8_t byte() {
        // Small numbers and all ones are where rules begin and end.
        switch (below(4)) {
            case 0:
                return 0;
            case 1:
                return static_cast<std::uint8_t>(below(9));
            case 2:
                return 0xff;
            default:
                return static_cast<std::uint8_t>(below(256));
        }
    }
    ScsiCommand command() {
        ScsiCommand made;
        const OpcodeSpec& spec = kOpcodes[below(kOpcodes.size())];
        for (std::uint8_t& each : made.cdb) each = byte();
        made.cdb[0] = below(20) == 0 ? byte() : spec.opcode;
        if (spec.service_action != kNoServiceAction) {
            made.cdb[1] = static_cast<std::uint8_t>((made.cdb[1] & 0xe0U) | spec.service_action);
        } else if (below(4) != 0) {
            made.cdb[1] = static_cast<std::uint8_t>(made.cdb[1] & ~spec.reserved_bits);
        }
        made.cdb_bytes = below(20) == 0 ? static_cast<std::uint8_t>(below(17)) : 16;
        if (below(4) != 0) made.cdb[spec.cdb_bytes - 1U] = 0;
        // Most lengths are small, so that most commands get as far as their data.
        if (spec.cdb_bytes == 10 && below(3) != 0) made.cdb[7] = 0;
        if (spec.cdb_bytes == 10 && below(3) != 0) made.cdb[2] = made.cdb[3] = made.cdb[4] = 0;
        if (spec.cdb_bytes == 16 && below(3) != 0) {
            std::fill(&made.cdb[2], &made.cdb[8], std::uint8_t{0});
            std::fill(&made.cdb[10], &made.cdb[12], std::uint8_t{0});
        }
        made.initiator = static_cast<std::uint8_t>(below(kInitiatorsMax));
        made.lun = static_cast<std::uint8_t>(below(4));
        return made;
    }

    RandomStream random{7, "scsi.fuzz"};
};

TEST_F(ScsiFuzz, NothingThatIsSentBreaksAUnit) {
    constexpr int kCommands = 40000;
    std::array<int, 256> ended{};
    for (int i = 0; i < kCommands; ++i) {
        const ScsiCommand sent = command();
        std::vector<std::uint8_t> content(below(3) == 0 ? below(600) : 512 * below(40));
        for (std::size_t at = 0; at < std::min<std::size_t>(content.size(), 100); ++at) {
            content[at] = byte();
        }
        const std::size_t bytes = content.size();
        MemoryBuffer buffer(std::move(content));
        const ScsiPlan plan = target.plan(sent);
        const ScsiResult result = target.execute(sent, plan, buffer);
        if (plan.in_task_set) target.task_ended(sent.lun);
        SCOPED_TRACE(i);
        ASSERT_LE(result.moved_bytes, bytes);
        ASSERT_EQ(result.status == kStatusCheckCondition,
                  result.status == kStatusCheckCondition && result.sense.asc != 0);
        ++ended[result.status];
        if (below(500) == 0) target.reset();
        for (std::uint32_t lun = 0; lun < 3; ++lun) {
            ASSERT_LE(unit(lun).store().allocated_blocks(), 2000U);
            ASSERT_LE(unit(lun).identity().capacity_blocks, 3000U);
            ASSERT_GE(unit(lun).identity().capacity_blocks, 1U);
        }
    }
    // The draw reaches every kind of end.
    EXPECT_GT(ended[kStatusGood], kCommands / 20);
    EXPECT_GT(ended[kStatusCheckCondition], kCommands / 20);
    EXPECT_GT(ended[kStatusReservationConflict], 100);
    EXPECT_GT(ended[kStatusConditionMet], 10);
    for (const std::uint8_t lun : {std::uint8_t{0}, std::uint8_t{1}, std::uint8_t{2}}) {
        run_table({{0, "12 00 00 00 24 00", "good", "00 00 06", "", 0, lun}});
    }
}

}  // namespace
}  // namespace pvscsim
