// SPDX-License-Identifier: Apache-2.0
#include "reports/vcd.h"

#include <gtest/gtest.h>

#include <string>

namespace pvscsim::reports {
namespace {

/// What comes after the initial values.
std::string changes_of(const VcdWriter& vcd) {
    const std::string text = vcd.text();
    return text.substr(text.rfind("$end\n") + 5);
}

TEST(Vcd, DeclaresSignalsInTheirScopes) {
    VcdWriter vcd;
    vcd.add_signal("intc", "irq", 1);
    vcd.add_signal("rings", "idx", 32);
    EXPECT_EQ(vcd.text(),
              "$date $end\n$version pvscsim $end\n$timescale 1 ps $end\n"
              "$scope module intc $end\n$var wire 1 ! irq $end\n$upscope $end\n"
              "$scope module rings $end\n$var wire 32 \" idx $end\n$upscope $end\n"
              "$enddefinitions $end\n#0\n$dumpvars\n0!\nb0 \"\n$end\n");
}

TEST(Vcd, SortsChangesThatCameOutOfOrder) {
    VcdWriter vcd;
    const auto irq = vcd.add_signal("s", "irq", 1);
    const auto idx = vcd.add_signal("s", "idx", 8);
    vcd.change(irq, SimTime{30}, 0);
    vcd.change(irq, SimTime{10}, 1);
    vcd.change(idx, SimTime{10}, 5);
    EXPECT_EQ(changes_of(vcd), "#10\n1!\nb101 \"\n#30\n0!\n");
}

TEST(Vcd, WritesTheLastOfSeveralChangesAtOneTimeAndNoneThatChangesNothing) {
    VcdWriter vcd;
    const auto idx = vcd.add_signal("s", "idx", 8);
    vcd.change(idx, SimTime{10}, 1);
    vcd.change(idx, SimTime{10}, 2);
    vcd.change(idx, SimTime{20}, 2);
    EXPECT_EQ(changes_of(vcd), "#10\nb10 !\n");
}

TEST(Vcd, GivesEachOfManySignalsAnIdentifierOfItsOwn) {
    VcdWriter vcd;
    for (int i = 0; i < 95; ++i) {
        vcd.add_signal("s", "n" + std::to_string(i), 1);
    }
    EXPECT_NE(vcd.text().find("$var wire 1 ~ n93 $end"), std::string::npos);
    EXPECT_NE(vcd.text().find("$var wire 1 !\" n94 $end"), std::string::npos);
}

TEST(VcdDeathTest, RefusesASignalWithoutBits) {
    VcdWriter vcd;
    EXPECT_DEATH(vcd.add_signal("s", "none", 0), "check failed");
}

}  // namespace
}  // namespace pvscsim::reports
