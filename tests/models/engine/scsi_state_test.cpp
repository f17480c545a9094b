// SPDX-License-Identifier: Apache-2.0
// What a unit keeps beside its blocks: unit attentions, mode pages, power condition, task set,
// pool.
#include "tests/models/engine/scsi_script.h"

namespace pvscsim {
namespace {

class ScsiState : public ScsiScript {
protected:
    using ScsiScript::ScsiScript;
};

const std::string kSense = "03 00 00 00 fc 00";
const std::string kSenseByDescriptors = "03 01 00 00 fc 00";

TEST_F(ScsiState, EachInitiatorHearsOfEachEventOnce) {
    unit().reset();
    unit().attend(kReportedLunsChanged);
    run_table({
        {2, "12 00 00 00 24 00"},
        {2, kReady, "6/29/00"},
        {2, kReady, "6/3f/0e"},
        {2, kReady},
        {1, kSense, "good", "70 00 06 00000000 0a 00000000 29 00"},
        {1, kSenseByDescriptors, "good", "72 06 3f 0e 000000 00"},
        {1, kSense, "good", "70 00 00"},
        {0, "0c 00 00 00 00 00", "6/29/00"},
        {0, kReady, "6/3f/0e"},
        {0, "0c 00 00 00 00 00", "5/20/00"},
    });
}

TEST_F(ScsiState, AResetMakesWhatWasPendingObsolete) {
    unit().attend(kReportedLunsChanged);
    unit().reset();
    run_table({{0, kReady, "6/29/00"}, {0, kReady}});
}

TEST_F(ScsiState, ReportLunsTellsWhatHasChangedForAllUnits) {
    unit(0).attend(kReportedLunsChanged);
    unit(1).attend(kReportedLunsChanged);
    run_table({{0, "a0 00 00 000000 00000100 00 00", "good", "00000010 00000000"},
               {0, kReady},
               {0, kReady, "good", "", "", 0, 1},
               {1, kReady, "6/3f/0e"}});
}

TEST_F(ScsiState, ModePagesHaveDefaultChangeableCurrentAndSavedValues) {
    const std::string caching = "88 12 04";
    run_table({
        {0, "1a 08 08 00 ff 00", "good", "17 00 10 00 88 12 04"},
        {0, "1a 08 48 00 ff 00", "good", "17 00 10 00 88 12 04 00"},
        {0, "1a 08 01 00 ff 00", "good", "0f 00 10 00 81 0a c0 08"},
        {0, "1a 08 02 00 ff 00", "good", "13 00 10 00 82 0e"},
        {0, "1a 08 0a 01 ff 00", "good", "23 00 10 00 ca 01 00 1c"},
        {0, "1a 08 1a 00 ff 00", "good", "2b 00 10 00 9a 26"},
        {0, "1a 08 1c 00 ff 00", "good", "0f 00 10 00 9c 0a"},
        {0, "1a 08 4a 00 ff 00", "good", "0f 00 10 00 8a 0a 04 00 08"},
        {0, "1a 08 0a ff ff 00", "good", "2f 00 10 00 8a 0a"},
        {0, "1a 08 3f 00 ff 00", "good", "73 00 10 00 81"},
        {0, "1a 08 3f ff ff 00", "good", "93 00 10 00 81"},
        {0, "1a 08 1c 02 ff 00", "5/24/00"},  // no pool
        {0, "1a 08 07 00 ff 00", "5/24/00"},
        // The write cache is switched off, not saved.
        {0, "15 10 00 00 18 00", "good", "", "00000000 08 12 00" + std::string(34, '0')},
        {0, kReady},
        {1, kReady, "6/2a/01"},
        {1, kReady},
        {0, "1a 08 08 00 ff 00", "good", "17 00 10 00 88 12 00"},
        {0, "1a 08 88 00 ff 00", "good", "17 00 10 00 88 12 04"},
        {0, "1a 08 c8 00 ff 00", "good", "17 00 10 00 88 12 04"},
    });
    EXPECT_EQ(target.plan(command_of({0x35, 0, 0, 0, 0, 0, 0, 0, 0, 0})).op, MediaOp::None);
    unit().reset();
    run_table({{0, kReady, "6/29/00"},
               {0, "1a 08 08 00 ff 00", "good", "17 00 10 00 88 12 04"},
               {0, "15 11 00 00 18 00", "good", "", "00000000 08 12 00" + std::string(34, '0')}});
    unit().reset();
    run_table({{0, kReady, "6/29/00"},
               {0, "1a 08 08 00 ff 00", "good", "17 00 10 00 88 12 00"},
               {0, "1a 08 c8 00 ff 00", "good", "17 00 10 00 88 12 00"},
               {0, "1a 08 88 00 ff 00", "good", "17 00 10 00 88 12 04"}});
}

TEST_F(ScsiState, ModeSelectChangesAllOfItsListOrNothing) {
    const std::string rest_of_control = "10 00 00 0000 ffff 0000";
    const auto select = [](const std::string& bytes, const std::string& list,
                           const std::string& end) {
        return Step{0, "55 10 0000000000 00" + bytes + " 00", end, "", list};
    };
    const std::string header = "00000000 00000000";
    run_table({
        {0, "55 00 0000000000 0008 00", "5/24/00", "", header},  // vendor's pages
        {0, "55 10 0000000000 0000 00"},
        select("07", "00000000000000", "5/1a/00"),
        select("09", header + "0a", "5/1a/00"),
        select("0c", header + "0a0a0400", "5/1a/00"),
        select("14", header + "0a 0b 04" + rest_of_control, "5/26/00"),  // its length
        select("14", header + "07 0a 04" + rest_of_control, "5/26/00"),  // no such page
        select("14", header + "0a 0a 06" + rest_of_control, "5/26/00"),  // not changeable
        // A good page before a bad one.
        select("28", header + "0a 0a 04" + rest_of_control + "08 12 05" + std::string(34, '0'),
               "5/26/00"),
        {0, "0c 00 00 00 00 00", "5/20/00"},
    });
    EXPECT_FALSE(unit().descriptor_sense());
    run_table({select("14", header + "0a 0a 04" + rest_of_control, "good")});
    EXPECT_TRUE(unit().descriptor_sense());
}

TEST_F(ScsiState, SoftwareWriteProtectionKeepsReadsAndRefusesWrites) {
    run_table({
        {0, "15 10 00 00 10 00", "good", "", "00000000 0a 0a 00 10 08 00 0000 ffff 0000"},
        {0, "1a 08 0a 00 ff 00", "good", "0f 00 90 00"},
        {0, "28 00 00000000 00 0001 00"},
        {0, "2a 00 00000000 00 0001 00", "7/27/02", "", "01", 512},
        {0, "42 00 0000000000 0018 00", "7/27/02", "", "0016 0010 00000000 00", 24},
        {0, "2f 02 00000000 00 0001 00", "good", "", "00", 512},
    });
}

TEST_F(ScsiState, TheBlockDescriptorChangesTheCapacity) {
    run_table({
        {0, "15 10 00 00 0c 00", "5/26/00", "", "00000008 00002711 00000200"},  // too many
        {0, "15 10 00 00 0c 00", "5/26/00", "", "00000008 00001000 00000400"},  // other blocks
        {0, "15 10 00 00 0c 00", "good", "", "00000008 00001000 00000200"},
        {0, kReady},
        {1, kReady, "6/2a/09"},
        {0, "25 00 00000000 00 0000 00", "good", "00000fff 00000200"},
        {0, "28 00 00001000 00 0001 00", "5/21/00"},
        {0, "15 10 00 00 0c 00", "good", "", "00000008 00000000 00000200"},  // as it is
        {1, kReady},
        {0, "15 10 00 00 0c 00", "good", "", "00000008 ffffffff 00000200"},
        {0, "25 00 00000000 00 0000 00", "good", "0000270f"},
    });
}

TEST_F(ScsiState, AStoppedUnitServesWhatNeedsNoMedium) {
    run_table({
        {0, "1b 00 00 00 00 00"},
        {0, kReady, "2/04/02"},
        {1, "28 00 00000000 00 0001 00", "2/04/02"},
        {0, "35 00 00000000 00 0000 00", "2/04/02"},
        {0, kSense, "good", "70 00 02 00000000 0a 00000000 04 02"},
        {0, "12 00 00 00 24 00"},
        {0, "1a 00 3f 00 ff 00"},
        {0, "1b 00 00 00 01 00"},
        {1, kReady},
        {0, "1b 00 00 00 20 00"},  // idle
        {0, kSense, "good", "70 00 00 00000000 0a 00000000 5e 03"},
        {0, kReady},
        {0, kSense, "good", "70 00 00 00000000 0a 00000000 00 00"},
        {0, "1b 00 00 00 30 00"},  // standby
        {0, kSense, "good", "70 00 00 00000000 0a 00000000 5e 04"},
        {0, "28 00 00000000 00 0001 00"},
        {0, kSense, "good", "70 00 00 00000000 0a 00000000 00 00"},
        {0, "1b 00 00 00 02 00", "5/24/00"},  // eject
        {0, "1b 00 00 00 50 00", "5/24/00"},
        {0, "1b 00 00 01 20 00", "5/24/00"},
        {0, "1d 04 00 0000 00"},
        {0, "1d 00 00 0004 00", "5/24/00"},
    });
    EXPECT_EQ(target.plan(command_of({0x1b, 0, 0, 0, 0, 0})).op, MediaOp::Flush);
    EXPECT_EQ(target.plan(command_of({0x1b, 0, 0, 0, 4, 0})).op, MediaOp::None);
}

TEST_F(ScsiState, LogPagesAreListedAndCanBeginLater) {
    run_table({
        {0, "4d 00 40 00 00 0000 0100 00", "good", "00 00 0002 00 0d"},
        {0, "4d 00 4d 00 00 0000 0100 00", "good", "0d 00 000c 0000 03 02 00 1e 0001 03 02 00 3c"},
        {0, "4d 00 4d 00 00 0001 0100 00", "good", "0d 00 0006 0001 03 02 00 3c"},
        {0, "4d 00 4d 00 00 0002 0100 00", "5/24/00"},
        {0, "4d 00 4c 00 00 0000 0100 00", "5/24/00"},
        {0, "4d 00 4d 01 00 0000 0100 00", "5/24/00"},
    });
}

TEST_F(ScsiState, DescriptorsHoldWhatTheFixedFormatDoesNot) {
    const RawSense raw = sense::read_error(0x123456789a).raw(true);
    const std::vector<std::uint8_t> bytes(raw.bytes.begin(), raw.bytes.begin() + raw.size);
    EXPECT_EQ(hex_of(bytes, bytes.size()),
              "72031100000000"
              "0c"
              "000a8000"
              "000000123456789a");
    const RawSense field = sense::invalid_cdb_field(1, 3).raw(true);
    const std::vector<std::uint8_t> two(field.bytes.begin(), field.bytes.begin() + field.size);
    EXPECT_EQ(hex_of(two, two.size()),
              "72052400000000"
              "08"
              "02060000"
              "cb000100");
}

class ScsiTaskSet : public ScsiScript {
protected:
    static TargetConfig shallow() {
        TargetConfig config = ScsiHarness::config();
        config.lun_queue_depth = 2;
        return config;
    }
    ScsiTaskSet() : ScsiScript(shallow()) {}
};

TEST_F(ScsiTaskSet, MoreThanItsDepthAreTurnedAway) {
    const ScsiCommand read = transfer_10(0x28, 0, 1, 512);
    unit().attend(kReportedLunsChanged);
    // A refusal takes its place too, until its end has been told.
    EXPECT_TRUE(target.plan(read).decided);
    EXPECT_TRUE(target.plan(read).in_task_set);
    const ScsiPlan third = target.plan(read);
    EXPECT_EQ(third.status, kStatusTaskSetFull);
    EXPECT_FALSE(third.in_task_set);
    ScsiCommand other = read;
    other.initiator = 1;
    EXPECT_EQ(target.plan(other).status, kStatusBusy);
    ScsiCommand other_unit = read;
    other_unit.lun = 1;
    EXPECT_FALSE(target.plan(other_unit).decided);
    unit().task_ended();
    EXPECT_FALSE(target.plan(read).decided);
}

class ScsiPool : public ScsiScript {
protected:
    static TargetConfig small() {
        TargetConfig config = ScsiHarness::config();
        config.thin_blocks = 40;
        return config;
    }
    ScsiPool() : ScsiScript(small()) {}
};

TEST_F(ScsiPool, TellsItsThresholdAndEndsWritesThatDoNotFit) {
    run_table({
        {0, "12 01 b2 0100 00", "good", "00 b2 0004 03 e4 02 00"},
        {0, "1a 08 1c 02 ff 00", "good",
         "1b 00 10 00 dc 02 0014 000000000000000000000000 82 02 0000 00000004"},
        {0, "4d 00 4c 00 00 0000 0100 00", "good",
         "0c 00 0018 0001 03 08 00000005 01000000 0002 03 08 00000000 01000000"},
        {0, "2a 00 00000000 00 001f 00", "good", "", "01", 31 * 512},
        {1, kReady},
        {0, "2a 00 00000010 00 0010 00", "good", "", "02", 16 * 512},  // 15 have storage
        {1, kReady, "6/38/07"},
        {0, kReady, "6/38/07"},
        {0, "2a 00 00000064 00 0009 00", "7/27/07", "", "01", 9 * 512},
        {0, "41 00 00000064 00 0009 00", "7/27/07", "", "01", 512},
        {0, "41 00 00000064 00 0009 00", "good", "", "00", 512},  // zeros take no storage
        {0, "2a 00 00000064 00 0008 00", "good", "", "01", 8 * 512},
        {0, "9e 12 0000000000000000 00000100 00 00", "good",
         "00000044 00000000 0000000000000000 00000020 00000000 "
         "0000000000000020 00000044 01000000 0000000000000064 00000008 00000000"},
        {0, "42 00 0000000000 0018 00", "good", "",
         "0016 0010 00000000 0000000000000000 00000018 00000000"},
        {0, "9e 12 0000000000000017 00000018 00 00", "good",
         "00000014 00000000 0000000000000017 00000001 01000000"},
        {0, "9e 12 0000000000002710 00000018 00 00", "5/21/00"},
        {0, "2a 00 00000000 00 0018 00", "good", "", "01", 24 * 512},
        {0, kReady, "6/38/07"},  // once more, from below
        {0, "89 00 0000000000000200 000000 01 00 00", "7/27/07", "",
         std::string(1024, '0') + std::string(1024, '1')},
    });
}

}  // namespace
}  // namespace pvscsim
