// SPDX-License-Identifier: Apache-2.0
// Each defect that is no line of the list of observations, alone: what a driver sees with it and
// without it.
#include <functional>

#include "tests/models/engine/adapter_harness.h"

namespace pvscsim {
namespace {

class AdapterDefects : public AdapterHarness {
protected:
    struct Case {
        Defect defect;
        std::uint64_t without;
        std::uint64_t with;
        std::function<std::uint64_t()> seen;
    };

    void expect(const Case& each) {
        DeviceConfig config;
        start(config);
        EXPECT_EQ(each.seen(), each.without)
            << kDefects[static_cast<std::size_t>(each.defect)].name;
        config.defects = 1U << static_cast<std::uint32_t>(each.defect);
        start(config);
        EXPECT_EQ(each.seen(), each.with) << kDefects[static_cast<std::size_t>(each.defect)].name;
    }
    /// Publishes `count` TEST UNIT READYs from the index `first` on; how many have been answered.
    std::uint64_t answered(std::uint32_t pages, std::uint32_t first, std::uint32_t count) {
        set_up_rings(pages, pages);
        adapter->preset_ring_indices(first);
        guest->req_prod = guest->cmp_cons = first;
        for (std::uint32_t i = 0; i < count; ++i) guest->publish(test_unit_ready(i));
        kick();
        run_us(10000);
        return guest->take().size();
    }
    /// Requests served where the producer index jumps by `jump` over a ring of 32.
    std::uint64_t served_after_a_jump(std::uint32_t jump) {
        set_up_rings();
        for (std::uint32_t i = 0; i < 32; ++i) {
            guest->write_request(guest->request_slot(i), test_unit_ready(i));
        }
        guest->set_state(0, jump);
        for (int i = 0; i < 40; ++i) {
            kick();
            run_us(1000);
            guest->take();
        }
        return adapter->counters().fetched;
    }
    Ask media_by_list(std::uint32_t flags) {
        for (std::uint32_t i = 0; i < 256; ++i)
            guest->put_element(place::kList + 16 * i, 0, 0, flags);
        Ask ask = read_10(1);
        ask.flags = 1;
        ask.data_addr = place::kList;
        return ask;
    }
    std::uint64_t ended() const { return adapter->ended() == nullptr ? 0 : 1; }
};

TEST_F(AdapterDefects, OfTheRingsShow) {
    expect({Defect::Q02, 1024, 0, [this] { return answered(32, 0, 1024); }});
    expect({Defect::Q03, 6, 2, [this] {
                std::uint64_t done = answered(1, 0xfffffffdU, 1);
                for (std::uint32_t i = 1; i < 6; ++i) done += serve({test_unit_ready(i)}).size();
                return done;
            }});
    expect({Defect::Q05, 0, 1023, [this] { return served_after_a_jump(1023); }});
    expect({Defect::Q04, kFailed, 0, [this] { return command(3, guest->rings(3, 1)); }});
    expect({Defect::Q06, 2, 1, [this] {
                std::vector<std::uint32_t> args = guest->rings(1, 1);
                args[4] = 0;
                command(3, args);
                guest->write_request(0, test_unit_ready(1));
                guest->write_request(128, test_unit_ready(2));
                guest->set_state(0, 2);
                kick();
                run_us(1000);
                kick();
                run_us(1000);
                return guest->take().size();
            }});
    expect({Defect::Q17, 0, 1, [this] {
                set_up_rings();
                memory->make_absent(guest->request_slot(0), 128);
                guest->publish(read_10(7));
                kick();
                run_us(1000);
                return guest->take().size();
            }});
    expect({Defect::Q15, 128, 129, [this] {
                set_up_rings(1, 1);
                std::uint64_t posted = 0;
                for (std::uint32_t i = 0; i < 129; ++i) {
                    guest->publish(test_unit_ready(i));
                    kick();
                    run_us(100);
                    posted = guest->state(12);
                }
                return posted;
            }});
    expect({Defect::Q28, 0, 1, [this] {
                std::vector<std::uint32_t> args = guest->rings(1, 1);
                args[3] = 1U << 20;
                command(3, args);
                return serve({test_unit_ready(1)}).size();
            }});
    expect({Defect::Q29, 0, 1, [this] {
                set_up_rings();
                adapter->refuse_own_write(0, 4, SimTime{});
                return ended();
            }});
}

TEST_F(AdapterDefects, OfRequestsShow) {
    const auto read_two = [this] {
        set_up_rings();
        Ask ask = read_10(1);
        ask.data_len = 1024;
        return ask;
    };
    expect({Defect::Q12, 512, 0, [&] { return serve_one((read_two(), read_10(1))).data_len; }});
    expect({Defect::Q13, 0, 0x12, [&] { return serve_one(read_two()).host; }});
    expect({Defect::Q24, 512, 1024, [&] { return serve_one(read_two()).data_len; }});
    expect({Defect::Q11, 0, 1, [this] {
                set_up_rings();
                serve({media_by_list(0)});
                return ended();
            }});
    expect({Defect::Q11, 1, 0, [this] {
                set_up_rings();
                Ask ask = read_10(1);
                ask.data_len = 0;
                return serve({ask}).size();
            }});
    expect({Defect::Q16, 0, 0x1a, [this] {
                set_up_rings();
                const Ask ask = media_by_list(0);
                guest->put_element(place::kList, place::kList + 0x8000, 0, 1);
                guest->put_element(place::kList + 0x8000, place::kData, 512);
                return serve_one(ask).host;
            }});
    expect({Defect::Q01, 1, 0, [this] {
                set_up_rings();
                Ask ask = inquiry(1, 36, 36);
                ask.flags = 16;
                return serve({ask}).size();
            }});
    expect({Defect::Q20, 0x26, 0, [this] {
                set_up_rings();
                guest->publish(read_10(1));
                abort(1);
                kick();
                run_us(1000);
                return guest->take().at(0).host;
            }});
    expect({Defect::Q25, 1, 0, [this] {
                set_up_rings();
                guest->publish(read_10(1));
                kick();
                run_us(1);
                command(4);
                return guest->take().size();
            }});
    expect({Defect::Q26, kFailed, 0, [this] { return command(5, {0, 7 << 8, 0}); }});
}

TEST_F(AdapterDefects, OfResetsAndMessagesShow) {
    expect({Defect::Q07, 0, 1, [this] {
                interrupts.use_messages(false);
                set_up_rings();
                write(kIntrMask, 1);
                guest->publish(read_10(1));
                kick();
                run_us(1);
                command(1);
                return interrupts.line() ? 1 : 0;
            }});
    expect({Defect::Q08, 0, 0xf, [this] {
                write(kIntrMask, 0xf);
                adapter->reset(ResetKind::Pci, now);
                return read(kIntrMask);
            }});
    expect({Defect::Q10, 0, 2, [this] {
                set_up_rings();
                set_up_messages();
                guest->publish(read_10(1));
                kick();
                run_us(1);
                set_up_rings();
                adapter->hot_add(2, now);
                run_us(1000);
                return guest->take().size() + guest->take_messages().size();
            }});
    expect({Defect::Q14, kFailed, kFailed - 1, [this] {
                DeviceConfig config;
                config.message_ring = false;
                config.defects = adapter->config().defects;
                start(config);
                return command(8);
            }});
    expect({Defect::Q19, 32, 48, [this] {
                set_up_rings();
                set_up_messages();
                for (int i = 0; i < 32; ++i) {
                    adapter->hot_add(2, now);
                    adapter->hot_remove(2, now);
                    guest->set_state(128, 0);
                }
                return adapter->counters().messages;
            }});
    expect({Defect::Q22, 0, 1, [this] {
                kick();
                return ended();
            }});
    expect({Defect::Q27, 0, 1, [this] {
                set_up_rings();
                guest->publish(test_unit_ready(9));
                kick();
                run(SimTime::from_ns(500));
                memory->master(false);
                run_us(1000);
                return memory->load(guest->completion_slot(0), 1) == 9 ? 1 : 0;
            }});
}

}  // namespace
}  // namespace pvscsim
