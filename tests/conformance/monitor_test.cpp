// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/conformance/monitored_bus.h"

namespace pvscsim::conformance {
namespace {

struct Fault {
    const char* rule;
    std::function<void(Bus&)> acts;
};

const std::vector<Fault>& faults() {
    static const std::vector<Fault> table{
        {"DEVICE-008", [](Bus& b) { b.monitor.register_read(0x3014, 4, 1); }},
        {"DEVICE-012", [](Bus& b) { b.monitor.register_read(0x100c, 4, 16); }},
        {"DEVICE-014", [](Bus& b) { b.monitor.register_read(0x2010, 4, 1); }},
        {"DEVICE-018", [](Bus& b) { b.command(77, {}), b.status(0); }},
        {"DEVICE-019", [](Bus& b) { b.write(0, 6), b.status(~0U); }},
        {"DEVICE-023", [](Bus& b) { b.command(4, {}), b.status(1); }},
        {"DEVICE-028",
         [](Bus& b) {
             b.memory_[kBuffer + 6] = std::byte{0x1a};
             b.command(7, {kBuffer, 0, 0, 0x2120, 0x1958, 0}), b.status(0);
         }},
        {"DEVICE-032", [](Bus& b) { b.command(11, {}), b.status(300); }},
        {"DEVICE-038",
         [](Bus& b) {
             b.start(), b.reset();
             std::memset(b.memory_ + kState, 0, 0x3000);
             b.write(0, 3);
             for (int i = 0; i < 132; ++i)
                 b.write(4, i < 2 ? 1 : i == 2 ? 0x10 : i == 4 ? 0x11 : i == 68 ? 0x12 : 0);
             b.monitor.register_settled(), b.status(0);
         }},
        {"DEVICE-040", [](Bus& b) { b.start(), b.device_word(kState, 5); }},
        {"DEVICE-053", [](Bus& b) { b.start(), b.fetch(0); }},
        {"DEVICE-055", [](Bus& b) { b.start(), b.publish(), b.fetch(1); }},
        {"DEVICE-055", [](Bus& b) { b.start(), b.publish(), b.fetch_all(), b.fetch(0); }},
        {"DEVICE-056",
         [](Bus& b) { b.start(), b.publish(), b.fetch_all(), b.device_word(kState + 4, 0); }},
        {"DEVICE-057",
         [](Bus& b) {
             b.start(), b.publish(), b.fetch(0), b.complete(0, 7), b.device_word(kState + 12, 1);
         }},
        {"DEVICE-059", [](Bus& b) { b.start(), b.device_word(kRequests, 5); }},
        {"DEVICE-060", [](Bus& b) { b.start(), b.publish(), b.fetch_all(), b.complete(0, 8); }},
        {"DEVICE-078",
         [](Bus& b) {
             b.start(), b.publish(), b.fetch_all(), b.command(5, {0, 0, 0});
         }},
        {"DEVICE-079", [](Bus& b) { b.start(), b.publish(), b.fetch_all(), b.command(4, {}); }},
        {"DEVICE-082", [](Bus& b) { b.start(), b.serve(), b.reset(), b.device_word(kBuffer, 1); }},
        {"DEVICE-084", [](Bus& b) { b.start(), b.serve(), b.line_falls = false, b.reset(); }},
        {"DEVICE-104", [](Bus& b) { b.start(), b.serve(), b.complete(1, 7); }},
        {"DEVICE-104", [](Bus& b) { b.start(), b.publish(), b.complete(0, 7); }},
        {"DEVICE-105", [](Bus& b) { b.start(), b.pad = 1, b.serve(); }},
        {"DEVICE-106", [](Bus& b) { b.start(), b.serve(), b.device_word(kBuffer, 1); }},
        {"DEVICE-107",
         [](Bus& b) { b.start(), b.publish(), b.fetch_all(), b.device_word(kState + 12, 1); }},
        {"DEVICE-113",
         [](Bus& b) {
             b.start(), b.publish(), b.fetch_all();
             std::uint64_t raw[4] = {7, 513};
             b.device_write(kCompletions, raw, 32);
         }},
        {"DEVICE-115",
         [](Bus& b) {
             b.start(), b.publish(), b.fetch_all(), b.host_status = 0x12, b.complete(0, 7, 2);
         }},
        {"DEVICE-116",
         [](Bus& b) {
             b.start(), b.sense_room = 18, b.publish(), b.fetch_all(), b.complete(0, 7, 2);
         }},
        {"DEVICE-119",
         [](Bus& b) { b.start(), b.publish(), b.fetch_all(), b.complete(0, 7, 256); }},
        {"DEVICE-120", [](Bus& b) { b.start(), b.monitor.line_set(true, b.time); }},
        {"DEVICE-124", [](Bus& b) { b.start(), b.monitor.message_sent(b.time); }},
        {"DEVICE-126", [](Bus& b) { b.start(), b.monitor.register_read(0x100c, 4, 1); }},
        {"DEVICE-129", [](Bus& b) { b.monitor.register_read(0x100c, 4, 2); }},
        {"DEVICE-133", [](Bus& b) { b.start(), b.publish(), b.device_word(kState + 4, 1); }},
        {"DEVICE-134",
         [](Bus& b) { b.write(0, 10), b.status(1), b.command(10, {1}), b.status(~0U); }},
        {"DEVICE-136", [](Bus& b) { b.start(), b.device_word(kState + 128, 1); }},
        {"DEVICE-139",
         [](Bus& b) {
             std::uint8_t raw[128] = {};
             raw[4] = 1, b.start(), b.device_write(kMessages, raw, 128);
         }},
        {"DEVICE-139",
         [](Bus& b) {
             std::uint8_t raw[128] = {};
             raw[127] = 1, b.start(), b.device_write(kMessages, raw, 128);
         }},
        {"DEVICE-140", [](Bus& b) { b.reset(), b.set_up(), b.device_word(kState + 128, 1); }},
        {"DRIVER-004", [](Bus& b) { b.monitor.register_read(8, 1, 0); }},
        {"DRIVER-006", [](Bus& b) { b.set_up(); }},
        {"DRIVER-007", [](Bus& b) { b.write(0, 6), b.write(4, 1), b.write(0, 1); }},
        {"DRIVER-010",
         [](Bus& b) { b.reset(), b.set_up(), b.command(8, std::vector<std::uint32_t>(34, 1)); }},
        {"DRIVER-013",
         [](Bus& b) {
             b.command(7, {kBuffer, 0, 0, 0x2120, 0x1958, 0});
         }},
        {"DRIVER-017", [](Bus& b) { b.memory_[kCompletions + 9] = std::byte{1}, b.start(); }},
        {"DRIVER-021", [](Bus& b) { b.write(0x2010, 1); }},
        {"DRIVER-022", [](Bus& b) { b.start(), b.driver_word(kState, 33); }},
        {"DRIVER-025", [](Bus& b) { b.start(), b.rest = 1, b.publish(); }},
        {"DRIVER-026",
         [](Bus& b) { b.start(), b.publish(), b.describe(1), b.driver_word(kState, 2); }},
        {"DRIVER-028", [](Bus& b) { b.start(), b.cdb_bytes = 17, b.publish(); }},
        {"DRIVER-029", [](Bus& b) { b.start(), b.flags = 24, b.publish(); }},
        {"DRIVER-029", [](Bus& b) { b.start(), b.flags = 16, b.publish(); }},
        {"DRIVER-029", [](Bus& b) { b.start(), b.flags = 8, b.opcode = 0x8a, b.publish(); }},
        {"DRIVER-030",
         [](Bus& b) {
             const std::uint32_t element[4] = {kBuffer, 0, 513};
             b.driver_write(0x14000, element, 16);
             b.start(), b.flags = 9, b.buffer = 0x14000, b.publish();
         }},
        {"DRIVER-038",
         [](Bus& b) {
             b.start(), b.describe(0), b.driver_word(kState, 1);
             b.time += SimTime::from_us(2000), b.monitor.finish();
         }},
        {"DRIVER-038",
         [](Bus& b) {
             b.start(), b.describe(0), b.driver_word(kState, 1);
             b.time += SimTime::from_us(2000), b.reset();
         }},
        {"DRIVER-038",
         [](Bus& b) {
             b.start(), b.describe(0), b.driver_word(kState, 1);
             b.time += SimTime::from_us(2000), b.context = 8, b.describe(1),
                                               b.driver_word(kState, 2);
         }},
        {"DRIVER-039",
         [](Bus& b) {
             b.start(), b.opcode = 0x12, b.publish();
             b.time += SimTime::from_us(2000), b.write(0x4018, 0);
         }},
        {"DRIVER-043", [](Bus& b) { b.start(), b.publish(), b.rest = 0, b.describe(0); }},
        {"DRIVER-043",
         [](Bus& b) {
             const std::uint32_t element[4] = {kBuffer, 0, 512};
             b.driver_write(0x14800, element, 16), b.start();
             b.flags = 9, b.buffer = 0x14800, b.publish(), b.fetch_all();
             b.driver_write(0x1480c, element, 4);
         }},
        {"DRIVER-045", [](Bus& b) { b.start(), b.serve(), b.write(0x100c, 1); }},
        {"DRIVER-048", [](Bus& b) { b.start(), b.monitor.driver_read(kCompletions, 32); }},
        {"DRIVER-052", [](Bus& b) { b.start(), b.serve(), b.driver_word(kState + 16, 1); }},
        {"DRIVER-067", [](Bus& b) { b.start(), b.driver_word(kState + 132, 1); }},
    };
    return table;
}

TEST(Monitor, FindsNothingWhereEverybodyKeepsTheRules) {
    Bus bus;
    bus.start();
    bus.serve();
    bus.consume();
    EXPECT_EQ(bus.monitor.findings().count(), 0U)
        << (bus.monitor.findings().kept().empty() ? "" : bus.monitor.findings().kept()[0].what);
    EXPECT_GT(bus.monitor.findings().tested().size(), 30U);
}

TEST(Monitor, NamesTheRuleThatIsBrokenFirst) {
    for (const Fault& fault : faults()) {
        Bus bus;
        fault.acts(bus);
        const Findings& findings = bus.monitor.findings();
        ASSERT_GT(findings.count(), 0U) << fault.rule;
        EXPECT_EQ(findings.kept()[0].rule, fault.rule) << findings.kept()[0].what;
        EXPECT_EQ(findings.kept()[0].at, bus.time) << fault.rule;
        EXPECT_FALSE(findings.kept()[0].evidence.empty()) << fault.rule;
    }
}

TEST(Monitor, DoesNotJudgeADriverWhileSomebodyElseActs) {
    for (const Fault& fault : faults()) {
        if (std::string(fault.rule).rfind("DRIVER", 0) != 0) continue;
        Bus bus;
        bus.monitor.ignore_driver();
        fault.acts(bus);
        EXPECT_EQ(bus.monitor.findings().count(), 0U) << fault.rule;
    }
}

TEST(Monitor, JudgesADeviceWhileSomebodyElseActs) {
    for (const Fault& fault : faults()) {
        if (std::string(fault.rule).rfind("DEVICE", 0) != 0) continue;
        // Such a guest may leave no place for what a reset ends.
        const std::string rule = fault.rule;
        if (rule == "DEVICE-078" || rule == "DEVICE-079") continue;
        Bus bus;
        bus.monitor.ignore_driver();
        fault.acts(bus);
        ASSERT_GT(bus.monitor.findings().count(), 0U) << fault.rule;
        EXPECT_EQ(bus.monitor.findings().kept()[0].rule.rfind("DEVICE", 0), 0U) << fault.rule;
    }
}

TEST(Monitor, AbstainsWhereARequestNamesTheRingsAsItsBuffer) {
    for (const std::uint64_t buffer : {kState, kCompletions}) {
        Bus bus;
        bus.monitor.ignore_driver();
        bus.start();
        bus.buffer = buffer;
        bus.publish();
        bus.fetch_all();
        const std::uint8_t data[512] = {};
        bus.device_write(buffer, data, sizeof data);
        bus.monitor.message_sent(bus.time);
        EXPECT_EQ(bus.monitor.findings().count(), 0U);
        // After a reset it knows again what it sees.
        bus.reset();
        bus.device_word(kBuffer, 1);
        EXPECT_EQ(bus.monitor.findings().count(), 1U);
    }
}

TEST(Monitor, AbstainsFromTheMaskAfterAnAccessOfAnotherWidth) {
    Bus bus;
    bus.monitor.ignore_driver();
    bus.start();
    bus.monitor.register_written(0x2010, 1, 5, bus.time);
    bus.monitor.register_read(0x2010, 4, 5);
    EXPECT_EQ(bus.monitor.findings().count(), 0U);
    bus.write(0x2010, 1);
    bus.monitor.register_read(0x2010, 4, 5);
    EXPECT_EQ(bus.monitor.findings().kept().at(0).rule, "DEVICE-014");
}

/// The evidence of the first violation, line by line.
std::string evidence_of(const Bus& bus) {
    std::string text;
    for (const std::string& line : bus.monitor.findings().kept().at(0).evidence)
        text += line + '\n';
    return text;
}

TEST(Monitor, TellsAddressesBytesBeforeAndAfterAndTheLifeOfTheRequest) {
    Bus bus;
    bus.start();
    bus.publish();
    bus.time += SimTime::from_us(1);
    bus.fetch_all();
    bus.time += SimTime::from_us(1);
    bus.complete(0, bus.context);
    bus.device_word(kState + 12, 1);
    bus.time += SimTime::from_us(1);
    bus.complete(1, bus.context);
    const std::string text = evidence_of(bus);
    EXPECT_NE(text.find("write of 32 bytes at 0x12020: before " + std::string(64, '0') +
                        ", after 07" + std::string(62, '0')),
              std::string::npos)
        << text;
    EXPECT_NE(text.find("published at 5000 ns, fetched at 6000 ns, completed at 7000 ns"),
              std::string::npos)
        << text;
    EXPECT_EQ(bus.monitor.findings().kept().at(0).at, SimTime::from_us(8));
}

TEST(Monitor, TellsTheBytesOfAnIndexBeforeAndAfter) {
    Bus bus;
    bus.start();
    bus.publish();
    bus.fetch_all();
    bus.device_word(kState + 4, 0);
    const std::string text = evidence_of(bus);
    EXPECT_NE(text.find("at 0x10004: before 01000000, after 00000000"), std::string::npos) << text;
    EXPECT_NE(text.find("published at 5000 ns"), std::string::npos) << text;
}

TEST(Monitor, KeepsTheFirstViolationsAndCountsAll) {
    Bus bus;
    for (int i = 0; i < 50; ++i) bus.monitor.register_read(0x100c, 4, 2);
    EXPECT_EQ(bus.monitor.findings().count(), 50U);
    EXPECT_EQ(bus.monitor.findings().kept().size(), Findings::kKept);
}

}  // namespace
}  // namespace pvscsim::conformance
