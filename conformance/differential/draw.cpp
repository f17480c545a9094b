// SPDX-License-Identifier: Apache-2.0
#include "conformance/differential/draw.h"

#include <array>
#include <string>

#include "conformance/differential/draw_request.h"
#include "conformance/differential/media_blocks.h"
#include "models/base/random.h"

namespace pvscsim::conformance {

namespace {

class Drawer {
public:
    Drawer(std::uint64_t seed, std::uint64_t number)
        : random_(seed, "differential." + std::to_string(number)), requests_(random_, number) {}

    Program draw() {
        if (chance(5)) add(Step(StepKind::Kick, {below(2)}));  // before there are rings
        set_up();
        const std::uint64_t steps = random_.between(4, 16);
        for (std::uint64_t i = 0; i < steps; ++i) add_one();
        read_back();
        return std::move(program_);
    }

private:
    struct Choice {
        std::uint32_t weight;
        void (Drawer::*add)();
    };

    std::uint64_t below(std::uint64_t bound) { return random_.below(bound); }
    bool chance(std::uint64_t percent) { return below(100) < percent; }
    template <std::size_t N>
    std::uint64_t one_of(const std::array<std::uint64_t, N>& all) {
        return all[below(N)];
    }
    void add(Step step) { program_.push_back(std::move(step)); }

    void add_one() {
        static constexpr Choice kChoices[] = {
            {45, &Drawer::add_batch},        {6, &Drawer::add_odd_batch},
            {5, &Drawer::add_mask},          {6, &Drawer::add_acknowledge},
            {8, &Drawer::add_command},       {6, &Drawer::add_register},
            {3, &Drawer::add_poke},          {5, &Drawer::add_abort},
            {4, &Drawer::add_unit_reset},    {2, &Drawer::add_bus_reset},
            {3, &Drawer::add_kick},          {7, &Drawer::add_plug},
            {1, &Drawer::add_slow},          {3, &Drawer::add_reset},
            {3, &Drawer::add_take},          {2, &Drawer::set_up},
            {1, &Drawer::add_many_messages},
        };
        std::uint32_t sum = 0;
        for (const Choice& choice : kChoices) sum += choice.weight;
        std::uint64_t at = below(sum);
        for (const Choice& choice : kChoices) {
            if (at < choice.weight) return (this->*choice.add)();
            at -= choice.weight;
        }
    }

    void set_up() {
        static constexpr std::array<std::uint64_t, 8> kPages{1, 1, 1, 2, 4, 8, 16, 32};
        if (chance(3)) {  // refused; the rings before are lost to the guest
            static constexpr std::array<std::uint64_t, 3> kBad{0, 33, 64};
            const bool requests = chance(50);
            const std::uint64_t bad = one_of(kBad);
            add(Step(StepKind::Rings, {requests ? bad : 1, requests ? 1 : bad}));
            add(Step(StepKind::ResetAdapter));
        }
        add(Step(StepKind::Rings, {one_of(kPages), one_of(kPages)}));
        if (chance(50)) add_messages();
        if (chance(10)) add(Step(StepKind::Msi));
        if (chance(75)) add_mask();
    }

    void add_messages() {
        static constexpr std::array<std::uint64_t, 8> kPages{1, 1, 2, 4, 8, 16, 0, 17};
        add(Step(StepKind::Messages, {one_of(kPages)}));
    }

    void add_mask() { add(Step(StepKind::Mask, {chance(90) ? below(16) : below(1U << 30)})); }
    void add_acknowledge() {
        add(Step(StepKind::Acknowledge, {chance(90) ? below(16) : below(1U << 30)}));
    }
    void add_kick() { add(Step(StepKind::Kick, {below(2)})); }
    void add_take() { add(Step(StepKind::Take, {chance(70) ? 0 : below(4)})); }
    void add_bus_reset() { add(Step(StepKind::ResetBus)); }
    void add_abort() {
        add(Step(StepKind::Abort, {random_.between(1, requests_.count() + 2), below(3)}));
    }
    void add_unit_reset() {
        add(Step(StepKind::ResetUnit, {chance(70) ? below(3) : below(256), chance(80) ? 0 : 1U}));
    }
    void add_reset() {
        add(Step(chance(70) ? StepKind::ResetAdapter : StepKind::ResetMachine));
        set_up();
    }

    void add_command() {
        // Unknown ones, and probes of those that need words: too few here, or too many.
        static constexpr std::array<std::uint64_t, 14> kIds{0, 2,  3,  5,  6,  7,  8,
                                                            9, 10, 11, 12, 13, 77, 0xffffffff};
        const std::uint64_t words = chance(50) ? 0 : random_.between(1, 8);
        const std::uint64_t id = one_of(kIds);
        // Those of three and four words are not completed here.
        const std::uint64_t most = id == 5 ? 2 : id == 6 ? 3 : 8;
        add(Step(StepKind::Command, {id, std::min(words, most), below(2)}));
        if (chance(50)) add(Step(StepKind::Command));  // ends it
        if (chance(20)) add(Step(StepKind::Words, {random_.between(1, 3), below(9)}));
        add(Step(StepKind::Command));
    }

    void add_register() {
        static constexpr std::array<std::uint64_t, 10> kOffsets{
            0x0, 0x4, 0x8, 0x10, 0x1000, 0x100c, 0x2010, 0x3018, 0x4018, 0x7000};
        static constexpr std::array<std::uint64_t, 5> kNothing{0x8, 0x10, 0x1000, 0x3018, 0x7000};
        static constexpr std::array<std::uint64_t, 4> kWidths{1, 2, 4, 8};
        const std::uint64_t what = below(10);
        if (what < 5) return add(Step(StepKind::Read, {one_of(kOffsets)}));
        if (what < 6) return add(Step(StepKind::Read, {one_of(kOffsets), one_of(kWidths)}));
        if (what < 8) return add(Step(StepKind::Config, {below(64) * 4}));
        static constexpr std::array<std::uint64_t, 2> kInterrupts{0x100c, 0x2010};
        if (what < 9) return add(Step(StepKind::Write, {one_of(kNothing), below(100)}));
        add(Step(StepKind::Write, {one_of(kInterrupts), below(256), one_of(kWidths)}));
    }

    /// What the guest may write, or what the device must not mind.
    void add_poke() {
        static constexpr std::array<std::uint64_t, 9> kOffsets{4, 8, 20, 24, 28, 32, 120, 136, 200};
        add(Step(StepKind::Poke, {one_of(kOffsets), below(1U << 20)}));
    }

    void add_plug() {
        add(Step(is_plugged_ ? StepKind::Unplug : StepKind::Plug));
        is_plugged_ = !is_plugged_;
        requests_.set_plugged(is_plugged_);
        if (chance(50)) add(Step(StepKind::Heed));
    }

    /// Enough to wrap a message ring of a page, or to fill it.
    void add_many_messages() {
        if (!chance(30)) return add_plug();
        for (std::uint32_t i = 0; i < 18; ++i) {
            add_plug();
            add(Step(is_plugged_ ? StepKind::Unplug : StepKind::Plug));
            is_plugged_ = !is_plugged_;
        }
        requests_.set_plugged(is_plugged_);
    }

    /// One request in flight at the slow disk, and what may befall it there.
    void add_slow() {
        if (!requests_.has_room()) return;
        add(requests_.read_of(kSlowTarget));
        add(Step(StepKind::Kick));
        const std::uint64_t what = below(6);
        if (what == 1) add(Step(StepKind::Abort, {requests_.last_context(), kSlowTarget}));
        if (what == 2) add(Step(StepKind::ResetUnit, {kSlowTarget}));
        if (what == 3) add(Step(StepKind::ResetBus));
        if (what == 4) add(Step(StepKind::ResetAdapter));
        if (what == 5) add(Step(StepKind::Abort, {requests_.last_context() + 1, kSlowTarget}));
        add(Step(StepKind::Wait));
        add(Step(StepKind::Take));
        if (what == 4) set_up();
    }

    void add_batch() {
        const std::uint64_t count = random_.between(1, 6);
        requests_.begin_batch();
        bool any = false;
        for (std::uint64_t i = 0; i < count && requests_.has_room(); ++i) {
            add(requests_.next());
            any = true;
        }
        if (any) end_batch();
    }

    /// Units that are not there and commands that nobody knows. Unit attentions are taken before.
    void add_odd_batch() {
        if (!requests_.has_room()) return;
        requests_.begin_batch();
        for (const std::uint8_t to : {std::uint8_t{0}, kSlowTarget, kPluggedTarget}) {
            if (to != kPluggedTarget || is_plugged_) add(requests_.test_of(to));
        }
        kick_and_take();
        const std::uint64_t count = random_.between(1, 3);
        requests_.begin_batch();
        for (std::uint64_t i = 0; i < count; ++i) add(requests_.odd());
        kick_and_take();
    }

    void end_batch() {
        if (chance(4)) {  // before the doorbell tells of what is published
            const std::uint64_t what = below(4);
            if (what == 0) add(Step(StepKind::Abort, {requests_.last_context()}));
            if (what == 1) add_unit_reset();
            if (what == 2) add_bus_reset();
            if (what == 3) return add_reset();
        }
        kick_and_take();
    }

    void kick_and_take() {
        add(Step(StepKind::Kick, {below(2)}));
        add(Step(StepKind::Take, {chance(85) ? 0 : below(3)}));
        if (chance(50)) add(Step(StepKind::Acknowledge));
    }

    /// What the program has left on the disk.
    void read_back() {
        for (std::uint32_t part = 0; part < 2; ++part) {
            add(requests_.read_back(part));
            add(Step(StepKind::Kick));
            add(Step(StepKind::Take));
        }
    }

    RandomStream random_;
    RequestDrawer requests_;
    Program program_;
    bool is_plugged_ = false;
};

}  // namespace

Program drawn_program(std::uint64_t seed, std::uint64_t number) {
    return Drawer(seed, number).draw();
}

}  // namespace pvscsim::conformance
