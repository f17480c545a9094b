// SPDX-License-Identifier: Apache-2.0
#include "models/memory/guest_memory.h"

#include <unistd.h>

#include <fstream>
#include <optional>

#include "tests/models/kernel/bus_probe.h"
#include "tests/models/kernel/kernel_test.h"

namespace pvscsim {
namespace {

constexpr std::uint64_t kRam = 0x100000;
constexpr std::uint64_t kRom = 0x200000;
constexpr std::uint64_t kBytes = 0x2000;

/// RAM and, elsewhere, memory that cannot be written; nothing around them.
class GuestMemoryTest : public KernelTest {
protected:
    void SetUp() override {
        KernelTest::SetUp();
        memory.emplace("memory");
        master.emplace("master");
        memory->map().add(kRam, kBytes, MemoryAccess::ReadWrite);
        memory->map().add(kRom, kBytes, MemoryAccess::ReadOnly);
        master->socket.bind(memory->socket);
        elaborate();
    }
    std::optional<GuestMemory> memory;
    std::optional<BusMaster> master;
};

TEST_F(GuestMemoryTest, AnswersByRegionAndKind) {
    struct Row {
        std::uint64_t addr;
        std::uint32_t bytes;
        bool readable;
        bool writable;
    };
    for (const Row& row : {
             Row{kRam, 1, true, true},                    // first byte
             Row{kRam + kBytes - 1, 1, true, true},       // last
             Row{kRam + 0xffe, 4, true, true},            // across pages
             Row{kRam - 1, 1, false, false},              // before
             Row{kRam + kBytes, 1, false, false},         // behind
             Row{kRam + kBytes - 2, 4, false, false},     // half inside
             Row{kRom, 4, true, false},                   // read-only
             Row{kRom + kBytes - 2, 4, false, false},     // half inside
             Row{~std::uint64_t{0} - 1, 4, false, false}  // past 2^64
         }) {
        master->read(row.addr, row.bytes);
        EXPECT_EQ(master->ok(), row.readable) << std::hex << row.addr;
        master->write(row.addr, 0x01020304, row.bytes);
        EXPECT_EQ(master->response,
                  row.writable ? tlm::TLM_OK_RESPONSE : tlm::TLM_ADDRESS_ERROR_RESPONSE)
            << std::hex << row.addr;
    }
}

TEST_F(GuestMemoryTest, KeepsWhatIsWrittenAndTakesNoTime) {
    EXPECT_EQ(master->read(kRam + 0xffe), 0U);
    master->write(kRam + 0xffe, 0x04030201, 4, us(3));
    EXPECT_EQ(master->delay, us(3));
    EXPECT_EQ(master->read(kRam + 0xffe), 0x04030201U);
    EXPECT_EQ(master->read(kRam + 0x1000, 2), 0x0403U);
    EXPECT_EQ(master->read(kRam + 0x1002, 2), 0U);
    master->write(kRom, 5);
    EXPECT_EQ(master->read(kRom), 0U);
}

TEST_F(GuestMemoryTest, GrantsDirectAccessToWholeRegionsAsFarAsTheyAllow) {
    tlm::tlm_dmi dmi;
    ASSERT_TRUE(master->direct(tlm::TLM_WRITE_COMMAND, kRam + 0x1234, dmi));
    EXPECT_EQ(dmi.get_start_address(), kRam);
    EXPECT_EQ(dmi.get_end_address(), kRam + kBytes - 1);
    EXPECT_TRUE(dmi.is_read_write_allowed());
    master->write(kRam + 8, 0x55667788);
    EXPECT_EQ(dmi.get_dmi_ptr()[8], 0x88);

    ASSERT_TRUE(master->direct(tlm::TLM_READ_COMMAND, kRom, dmi));
    EXPECT_TRUE(dmi.is_read_allowed());
    EXPECT_FALSE(dmi.is_write_allowed());
    EXPECT_FALSE(master->direct(tlm::TLM_WRITE_COMMAND, kRom, dmi));
    EXPECT_FALSE(master->direct(tlm::TLM_READ_COMMAND, kRam - 1, dmi));
    EXPECT_FALSE(master->direct(tlm::TLM_READ_COMMAND, kRam + kBytes, dmi));
}

TEST_F(GuestMemoryTest, LetsADebuggerLookWhereThereIsMemory) {
    std::uint32_t value = 0;
    master->write(kRam, 77);
    EXPECT_EQ(master->debug_read(kRam, &value, 4), 4U);
    EXPECT_EQ(value, 77U);
    EXPECT_EQ(master->debug_read(kRam - 4, &value, 4), 0U);
}

TEST_F(GuestMemoryTest, RefusesByteEnablesAndStreaming) {
    std::uint32_t value = 0x01020304;
    unsigned char enable = TLM_BYTE_ENABLED;
    sc_core::sc_time none;
    tlm::tlm_generic_payload access;
    access.set_write();
    access.set_address(kRam);
    access.set_data_ptr(reinterpret_cast<unsigned char*>(&value));
    access.set_data_length(4);
    access.set_streaming_width(2);
    master->socket->b_transport(access, none);
    EXPECT_EQ(access.get_response_status(), tlm::TLM_GENERIC_ERROR_RESPONSE);
    access.set_streaming_width(4);
    access.set_byte_enable_ptr(&enable);
    access.set_byte_enable_length(1);
    master->socket->b_transport(access, none);
    EXPECT_EQ(access.get_response_status(), tlm::TLM_GENERIC_ERROR_RESPONSE);
    EXPECT_EQ(master->read(kRam), 0U);
}

std::uint64_t resident_bytes() {
    std::uint64_t size = 0;
    std::uint64_t resident = 0;
    std::ifstream("/proc/self/statm") >> size >> resident;
    return resident * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
}

TEST(SparseMemory, CostsOnlyThePagesThatAreTouched) {
    constexpr std::uint64_t kHuge = std::uint64_t{64} << 30;
    const std::uint64_t before = resident_bytes();
    MemoryMap map;
    map.add(0, kHuge, MemoryAccess::ReadWrite);
    std::byte* data = map.find(0, kHuge)->data;
    for (std::uint64_t at = 0; at < kHuge; at += kHuge / 64) {
        EXPECT_EQ(data[at], std::byte{0});
        data[at] = std::byte{1};
    }
    EXPECT_LT(resident_bytes() - before, std::uint64_t{8} << 20);
}

TEST(MemoryMapDeath, RefusesRegionsThatOverlapOrSplitAPage) {
    MemoryMap map;
    map.add(0x10000, 0x2000, MemoryAccess::ReadWrite);
    map.add(0x12000, 0x1000, MemoryAccess::ReadWrite);
    map.add(0xf000, 0x1000, MemoryAccess::ReadWrite);
    EXPECT_DEATH(map.add(0x11000, 0x1000, MemoryAccess::ReadOnly), "check failed");
    EXPECT_DEATH(map.add(0xe000, 0x10000, MemoryAccess::ReadOnly), "check failed");
    EXPECT_DEATH(map.add(0x20800, 0x1000, MemoryAccess::ReadOnly), "check failed");
    EXPECT_DEATH(map.add(0x20000, 0, MemoryAccess::ReadOnly), "check failed");
}

}  // namespace
}  // namespace pvscsim
