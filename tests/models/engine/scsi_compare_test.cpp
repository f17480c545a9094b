// SPDX-License-Identifier: Apache-2.0
// Commands that compare, copy, or tell of commands.
#include "tests/models/engine/scsi_script.h"

namespace pvscsim {
namespace {

class ScsiCompare : public ScsiScript {};

constexpr std::size_t kBlock = 512;

TEST_F(ScsiCompare, VerifyHoldsTheMediumAgainstWhatIsSent) {
    run_table({
        {0, "2a 00 00000010 00 0004 00", "good", "", "11", 4 * kBlock},
        {0, "2f 00 00000010 00 0004 00"},  // the medium alone
        {0, "2f 02 00000010 00 0004 00", "good", "", "11", 4 * kBlock},
        {0, "af 02 00000010 00000004 00 00", "good", "", "11", 4 * kBlock},
        {0, "8f 02 0000000000000010 00000004 00 00", "good", "", "11", 4 * kBlock},
        {0, "8f 06 0000000000000010 00000004 00 00", "good", "", "11", kBlock},  // one block
        {0, "8f 06 0000000000000010 00000005 00 00", "e/1d/00", "", "11", kBlock},
        {0, "2f 02 00000010 00 0004 00", "e/1d/00", "", "12", 4 * kBlock},
        {0, "2f 04 00000010 00 0004 00", "5/24/00", "", "11", 4 * kBlock},
        {0, "2f 20 00000010 00 0004 00", "5/24/00"},
        {0, "2f 02 0000270f 00 0002 00", "5/21/00", "", "11", 2 * kBlock},
        {0, "2f 02 00000010 00 0004 00", "overrun", "", "11", kBlock},
        {0, "2f 02 00000010 00 0000 00"},
    });
    const ScsiResult differs = send({0, "2f 02 0000000f 00 0002 00", "", "", "00", 2 * kBlock});
    EXPECT_TRUE(differs.sense.information_valid);
    EXPECT_EQ(differs.sense.information, kBlock);
}

TEST_F(ScsiCompare, WriteAndVerifyWritesLikeAWrite) {
    for (const std::string& cdb :
         {std::string("2e 02 00000020 00 0002 00"), std::string("ae 00 00000020 00000002 00 00"),
          std::string("8e 02 0000000000000020 00000002 00 00")}) {
        unit().store().discard(0, kCapacityBlocks);
        run_table({{0, cdb, "good", "", "33", 2 * kBlock},
                   {0, "28 00 00000021 00 0001 00", "good", "3333333333333333"},
                   {0, "28 00 00000022 00 0001 00", "good", "00"}});
    }
    run_table({{0, "2e 06 00000020 00 0002 00", "5/24/00", "", "33", 2 * kBlock}});
}

TEST_F(ScsiCompare, CompareAndWriteDoesBothOrNeither) {
    const std::string ones = std::string(1024, '1');
    const std::string twos = std::string(1024, '2');
    const std::string zeros = std::string(1024, '0');
    const std::string cdb = "89 00 0000000000000030 000000 01 00 00";
    run_table({
        {0, cdb, "good", "", zeros + ones},
        {1, cdb, "e/1d/00", "", zeros + twos},
        {0, "28 00 00000030 00 0001 00", "good", "1111"},
        {1, cdb, "good", "", ones + twos},
        {0, "28 00 00000030 00 0001 00", "good", "2222"},
        {0, "89 00 0000000000000030 000000 02 00 00", "e/1d/00", "", twos + ones + ones + ones},
        {0, "28 00 00000030 00 0002 00", "good", "2222"},
        {0, "89 00 000000000000270f 000000 02 00 00", "5/21/00", "", ones},
        {0, "89 00 0000000000000030 000000 00 00 00"},
        {0, cdb, "overrun", "", ones},
    });
}

TEST_F(ScsiCompare, PreFetchSaysThatItAllFits) {
    run_table({{0, "34 00 00000000 00 0010 00", "met"},
               {0, "34 02 00000000 00 0010 00", "met"},
               {0, "90 00 0000000000000000 00000000 00 00", "met"},
               {0, "34 00 0000270f 00 0002 00", "5/21/00"}});
}

class ScsiCopy : public ScsiScript {
protected:
    static std::string descriptor(const std::string& target, const std::string& lun) {
        return "e4 00 0000 01 03 00 08 305056530000" + target + lun +
               "000000000000000000000000 00 000200";
    }
    static std::string segment(const std::string& from, const std::string& to,
                               const std::string& blocks, const std::string& first,
                               const std::string& into) {
        return "02 00 0018 00" + from + "00" + to + "0000" + blocks + "000000000000" + first +
               "000000000000" + into;
    }
    /// A list of `descriptors` and `segments`.
    static Step copy(const std::vector<std::string>& descriptors,
                     const std::vector<std::string>& segments, const std::string& end = "good") {
        std::string list;
        for (const std::string& part : descriptors) list += without_blanks(part);
        for (const std::string& part : segments) list += without_blanks(part);
        char header[40];
        std::snprintf(header, sizeof header, "0000%04x00000000%08x00000000",
                      static_cast<unsigned>(32 * descriptors.size()),
                      static_cast<unsigned>(28 * segments.size()));
        char cdb[40];
        std::snprintf(cdb, sizeof cdb, "83 00 0000000000000000 %08x 00 00",
                      static_cast<unsigned>(16 + list.size() / 2));
        return {0, cdb, end, "", header + list};
    }
};

TEST_F(ScsiCopy, MovesBlocksFromUnitToUnit) {
    const std::string here = descriptor("05", "00");
    const std::string there = descriptor("05", "01");
    run_table({
        {0, "2a 00 00000000 00 0003 00", "good", "", "77", 3 * 512},
        copy({here, there}, {segment("00", "01", "0003", "0000", "0100"),
                             segment("01", "00", "0001", "0100", "0200")}),
        {0, "2f 06 00000100 00 0003 00", "good", "", "77", 512, 1},
        {0, "28 00 00000103 00 0001 00", "good", "0000", "", 0, 1},
        {0, "2f 06 00000200 00 0001 00", "good", "", "77", 512},
        {0, "83 00 0000000000000000 00000000 00 00"},
    });
    // Over itself: from the end.
    mark(1000, 100, 7);
    run_table({copy({here}, {segment("00", "00", "0064", "03e8", "03f2")})});
    for (const std::uint64_t i : {0ULL, 50ULL, 99ULL}) {
        EXPECT_EQ(medium(1010 + i), (BlockTag{1000 + i, 7, 9}));
    }
}

// [SPC-4, Third-party copies]: the copy manager has no more rights than who asks it.
TEST_F(ScsiCopy, IsHeldAgainstTheReservationsOfItsUnits) {
    const std::string here = descriptor("05", "00");
    const std::string there = descriptor("05", "01");
    const auto out = [](unsigned action, const std::string& type, const std::string& keys) {
        Step step{1, "5f 0" + std::to_string(action) + type + "0000 00000018 00", "good", "",
                  keys + "00000000 00 000000"};
        step.lun = 1;
        return step;
    };
    const std::string key = "00000000000000a1";
    const Step into = copy({here, there}, {segment("00", "01", "0001", "0000", "0100")});
    const Step out_of = copy({here, there}, {segment("01", "00", "0001", "0000", "0200")});
    const auto aborted = [](Step step) {
        step.end = "a/0d/01";
        return step;
    };
    run_table({
        out(0, "00", "0000000000000000" + key),
        out(1, "01", key + "0000000000000000"),  // write exclusive
        aborted(into),
        out_of,
        out(2, "01", key + "0000000000000000"),
        out(1, "03", key + "0000000000000000"),  // exclusive access
        aborted(into),
        aborted(out_of),
        out(2, "03", key + "0000000000000000"),
        into,
        out_of,
    });
}

TEST_F(ScsiCopy, TellsWhatIsWrongWithItsList) {
    const std::string here = descriptor("05", "00");
    const std::string one = segment("00", "00", "0001", "0000", "0001");
    const std::vector<std::string> nine(9, here);
    const std::vector<std::string> seventeen(17, one);
    run_table({
        copy(nine, {one}, "5/26/06"),
        copy({here}, seventeen, "5/26/08"),
        copy({"e2" + here.substr(2)}, {one}, "5/26/07"),
        copy({here}, {"03" + one.substr(2)}, "5/26/09"),
        copy({here}, {segment("01", "00", "0001", "0000", "0001")}, "5/26/00"),
        copy({here}, {segment("00", "00", "0002", "270f", "0001")}, "a/21/00"),
        copy({here, descriptor("06", "00")}, {segment("00", "01", "0001", "0000", "0001")},
             "a/0d/02"),
        {0, "83 00 0000000000000000 00000008 00 00", "5/1a/00", "", "00", 8},
        {0, "84 03 00 00000000000000 00000100 00 00", "good", "0000002a 00000001 0008 0010"},
        {0, "84 00 00 00000000000000 00000100 00 00", "5/20/00"},
    });
}

class ScsiReadOnly : public ScsiScript {
protected:
    static TargetConfig read_only() {
        TargetConfig config = ScsiHarness::config();
        config.read_only = true;
        config.physical_exponent = 3;
        config.lowest_aligned_block = 5;
        return config;
    }
    ScsiReadOnly() : ScsiScript(read_only()) {}
};

TEST_F(ScsiReadOnly, RefusesEveryWayToWrite) {
    run_table({
        {0, "28 00 00000000 00 0001 00"},
        {0, "1a 08 08 00 ff 00", "good", "17 00 90 00"},
        {0, "9e 10 0000000000000000 00000020 00 00", "good",
         "000000000000270f 00000200 00 03 c005"},
        {0, "0a 00 00 00 01 00", "7/27/00", "", "00", 512},
        {0, "8a 00 0000000000000000 00000001 00 00", "7/27/00", "", "00", 512},
        {0, "2e 00 00000000 00 0001 00", "7/27/00", "", "00", 512},
        {0, "89 00 0000000000000000 000000 01 00 00", "7/27/00", "", "00", 1024},
        {0, "93 01 0000000000000000 00000001 00 00", "7/27/00"},
        {0, "42 00 0000000000 0008 00", "7/27/00", "", "0006 0000 00000000"},
        {0, "35 00 00000000 00 0000 00"},
    });
}

class ScsiLarge : public ScsiScript {
protected:
    static TargetConfig large() {
        TargetConfig config = ScsiHarness::config();
        config.capacity_blocks = std::uint64_t{1} << 40;
        return config;
    }
    ScsiLarge() : ScsiScript(large()) {}
};

TEST_F(ScsiLarge, NoCommandWorksOnAWholeDiskAtOnce) {
    run_table({
        {0, "8f 06 0000000000000000 00400001 00 00", "5/24/00", "", "00", 512},
        {0, "93 00 0000000000000000 00400001 00 00", "5/24/00", "", "00", 512},
        {0, "af 06 00000000 00400001 00 00", "5/24/00", "", "00", 512},
        // Long runs are cut.
        {0, "9e 12 0000000000000000 00001000 00 00", "good",
         "00000404 00000000 0000000000000000 00040000 01000000 0000000000040000 00040000 01"},
    });
}

class ScsiReports : public ScsiScript {};

TEST_F(ScsiReports, SupportedOperationCodesAreThoseOfTheTable) {
    std::vector<std::uint8_t> all;
    EXPECT_EQ(end_of(send({0, "a3 0c 00 00 0000 00001000 00 00"}, &all)), "good");
    ASSERT_EQ(all.size(), 4 + 8 * kOpcodes.size());
    EXPECT_EQ(load_be32(all.data()), all.size() - 4);
    for (std::size_t i = 0; i < kOpcodes.size(); ++i) {
        const std::uint8_t* at = &all[4 + 8 * i];
        const bool has_action = kOpcodes[i].service_action != kNoServiceAction;
        EXPECT_EQ(at[0], kOpcodes[i].opcode);
        EXPECT_EQ(load_be16(at + 2), has_action ? kOpcodes[i].service_action : 0U);
        EXPECT_EQ(at[5], has_action ? 1 : 0);
        EXPECT_EQ(load_be16(at + 6), kOpcodes[i].cdb_bytes);
        EXPECT_EQ(kOpcodes[i].usage.size(), 2U * (kOpcodes[i].cdb_bytes - 1U));
    }
    run_table({
        {0, "a3 0c 80 00 0000 00001000 00 00", "good", ".. .. .. .. 00 00 0000 00 02 0006 000a"},
        {0, "a3 0c 01 28 0000 00000100 00 00", "good", "00 03 000a 28 18 ffffffff 00 ffff 04"},
        {0, "a3 0c 81 28 0000 00000100 00 00", "good", "00 83 000a 28 18 ffffffff 00 ffff 04 000a"},
        {0, "a3 0c 01 29 0000 00000100 00 00", "good", "00 01 0000"},
        {0, "a3 0c 02 9e 0012 00000100 00 00", "good", "00 03 0010 9e 12 ff"},
        {0, "a3 0c 03 9e 0013 00000100 00 00", "good", "00 01"},
        {0, "a3 0c 03 28 0000 00000100 00 00", "good", "00 03"},
        {0, "a3 0c 01 9e 0000 00000100 00 00", "5/24/00"},
        {0, "a3 0c 02 28 0000 00000100 00 00", "5/24/00"},
        {0, "a3 0c 04 28 0000 00000100 00 00", "5/24/00"},
        {0, "a3 0d 00 00 0000 00000100 00 00", "good", "88 00 00 00"},
        {0, "a3 0d 80 00 0000 00000100 00 00", "good", "88 00 00 0c"},
        {0, "12 01 86 0100 00", "good", "00 86 003c 00 07 01"},
        {0, "a0 00 01 000000 00000100 00 00", "good", "00000000 00000000"},
        {0, "a0 00 02 000000 00000100 00 00", "good", "00000010 00000000"},
        {0, "a0 00 03 000000 00000100 00 00", "5/24/00"},
    });
}

}  // namespace
}  // namespace pvscsim
