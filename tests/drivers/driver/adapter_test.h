// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <memory>

#include "tests/drivers/driver/fake_machine.h"

namespace pvscsim::driver::testing {

/// An adapter on a fake machine.
class AdapterTest : public ::testing::Test {
protected:
    void make(const AdapterConfig& config = {}, const Behaviour& how = {}) {
        machine = std::make_unique<FakeMachine>(how);
        adapter = std::make_unique<HostAdapter>(*machine, upper, config);
    }
    void start(const AdapterConfig& config = {}, const Behaviour& how = {}) {
        make(config, how);
        ASSERT_TRUE(adapter->start().ok());
        machine->trace.clear();
        machine->commands.clear();
        machine->events.clear();
    }
    void submit(ScsiRequest& request) { ASSERT_TRUE(adapter->submit(request).ok()); }
    std::uint32_t writes_of(std::uint32_t offset) const {
        std::uint32_t count = 0;
        for (const Access& access : machine->trace) {
            count += access.kind == Access::Kind::WriteRegister && access.at == offset;
        }
        return count;
    }
    std::uint32_t logged(LogCode code) const {
        std::uint32_t count = 0;
        for (const LogRecord& event : machine->events) count += event.code == code;
        return count;
    }
    std::unique_ptr<FakeMachine> machine;
    std::unique_ptr<HostAdapter> adapter;
    RecordingUpper upper;
};

}  // namespace pvscsim::driver::testing
