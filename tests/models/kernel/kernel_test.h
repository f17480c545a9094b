// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <systemc>
#include <utility>

#include "models/base/agenda.h"
#include "models/kernel/sc_time_cast.h"

namespace pvscsim {

/// A case that elaborates the kernel, so it needs a process of its own, as CTest gives it.
class KernelTest : public ::testing::Test {
protected:
    KernelTest() {
        using namespace sc_core;
        sc_report_handler::set_actions(SC_WARNING, SC_THROW);
        sc_report_handler::set_actions(SC_ERROR, SC_THROW);
    }
    void SetUp() override {
        ASSERT_EQ(sc_core::sc_get_status(), sc_core::SC_ELABORATION) << "one case a process";
    }

    /// Binds the sockets; time stays at 0.
    static void elaborate() { sc_core::sc_start(sc_core::SC_ZERO_TIME); }
    /// Until nothing is left to do.
    static void run() { sc_core::sc_start(); }
    static SimTime kernel_time() { return to_sim_time(sc_core::sc_time_stamp()); }
};

/// Does what a test says when its turn comes.
class TestActor final : public Actor {
public:
    TestActor(Agenda& agenda, std::function<void(SimTime)> work)
        : slot(agenda.add(*this)), work_(std::move(work)) {}

    Turn act(SimTime now) override {
        work_(now);
        return Turn::Done;
    }

    const Agenda::Slot slot;

private:
    std::function<void(SimTime)> work_;
};

constexpr SimTime us(std::uint64_t count) {
    return SimTime::from_us(count);
}
constexpr SimTime ns(std::uint64_t count) {
    return SimTime::from_ns(count);
}

}  // namespace pvscsim
