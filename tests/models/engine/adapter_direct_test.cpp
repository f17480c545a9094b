// SPDX-License-Identifier: Apache-2.0
// Memory that the device reaches directly: nothing that a guest sees differs from access by the
// bus.
#include "tests/models/engine/adapter_harness.h"

namespace pvscsim {
namespace {

class AdapterDirect : public AdapterHarness {
protected:
    void open() { memory->open_window(PlainMemory::kBytes, true); }
    void close() { memory->open_window(0, true); }

    /// Everything that a guest sees of `asks`, one after the other.
    std::vector<std::uint64_t> seen_of(const std::vector<Ask>& asks, bool direct) {
        start(DeviceConfig{});
        if (direct) open();
        set_up_rings(2, 2);
        write(kIntrMask, 0xf);
        std::vector<std::uint64_t> seen;
        for (const Ask& ask : asks) {
            for (std::uint32_t block = 0; block < 8; ++block) {
                memory->store(place::kData + 512 * block, 8, 16 + block);
                memory->store(place::kData + 512 * block + 8, 8, std::uint64_t{1} << 32 | 1);
            }
            const Done done = serve_one(ask);
            seen.insert(seen.end(), {done.context, done.data_len, done.sense_len, done.host,
                                     done.scsi, done.pad});
            for (std::uint32_t at = 0; at < 4096 + 512; at += 8) {
                seen.push_back(memory->load(place::kData + at, 8));
            }
            for (std::uint32_t at = 0; at < 24; at += 8) {
                seen.push_back(memory->load(place::kSense + at, 8));
            }
        }
        for (const NotedDevice::Posted& post : device.posts) seen.push_back(post.stamps.posted.ps);
        for (const SimTime at : interrupts.messages) seen.push_back(at.ps);
        EXPECT_EQ(memory->log.empty(), direct);
        return seen;
    }
};

TEST_F(AdapterDirect, ServesAsByTheBus) {
    std::vector<Ask> asks{write_10(1, 16, 8),  read_10(2, 16, 8),   read_10(3, 12, 8),
                          read_10(4, 4095, 1), read_10(5, 4095, 2), read_10(6, 16, 0),
                          test_unit_ready(7),  inquiry(8, 36, 36),  read_10(9, 16, 8),
                          read_10(10, 16, 8),  read_10(11, 16, 8),  read_10(12, 16, 8)};
    for (Ask& ask : asks) ask.sense_len = 24;
    asks[8].data_len = 4096 + 512;  // more than it reads
    asks[9].data_len = 1000;        // less, and no whole blocks
    asks[10].lun[1] = 1;            // a unit that has none of it
    asks[11].lun[1] = 5;            // none
    EXPECT_EQ(seen_of(asks, true), seen_of(asks, false));
}

TEST_F(AdapterDirect, FollowsRingsThatAreSetUpElsewhere) {
    open();
    for (const std::uint32_t pages : {4U, 1U, 2U}) {
        set_up_rings(pages, pages);
        for (std::uint64_t context = 1; context < 300; ++context) {
            ASSERT_EQ(serve_one(read_10(context)).context, context);
        }
    }
}

TEST_F(AdapterDirect, StopsWithBusMasteringAndWhenTheWindowCloses) {
    open();
    set_up_rings();
    EXPECT_EQ(serve_one(read_10(1)).context, 1U);
    memory->master(false);
    guest->publish(read_10(2));
    kick();
    run_us(100);
    EXPECT_TRUE(guest->take().empty());
    memory->master(true);
    adapter->bus_granted(now);
    run_us(100);
    EXPECT_EQ(guest->take().size(), 1U);
    EXPECT_TRUE(memory->log.empty());
    close();
    EXPECT_EQ(serve_one(read_10(3)).context, 3U);
    EXPECT_FALSE(memory->log.empty());
    // What has been read-only since its page was found is not written.
    memory->open_window(PlainMemory::kBytes, true);
    EXPECT_EQ(serve_one(read_10(4)).context, 4U);
    memory->open_window(PlainMemory::kBytes, false);
    memory->make_read_only(place::kData, 512);
    EXPECT_EQ(serve_one(read_10(5)).host, kHardware);
}

}  // namespace
}  // namespace pvscsim
