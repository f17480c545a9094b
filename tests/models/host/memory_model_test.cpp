// SPDX-License-Identifier: Apache-2.0
#include "models/host/memory_model.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <optional>
#include <vector>

namespace pvscsim {
namespace {

using driver::Order;

constexpr std::uint64_t kBase = 0x10000;

class MemoryModelTest : public ::testing::Test {
protected:
    void build(MemoryOrder order, Coherence coherence, std::uint64_t seed = 1) {
        MachineConfig config;
        config.vcpus = 4;
        config.memory_order = order;
        config.coherence = coherence;
        map.add(kBase, 65536, MemoryAccess::ReadWrite);
        ram.emplace(map, kBase, coherence != Coherence::Coherent);
        model.emplace(agenda, *ram, config, seed,
                      [this](std::uint64_t addr, const std::byte*, std::uint32_t, SimTime) {
                          seen.push_back(addr - kBase);
                      });
    }
    void store(std::uint32_t cpu, std::uint64_t offset, std::uint32_t value,
               Order order = Order::Plain) {
        model->store(cpu, kBase + offset, &value, sizeof value, order, SimTime{});
    }
    std::uint32_t load(std::uint32_t cpu, std::uint64_t offset, Order order = Order::Plain) {
        std::uint32_t value = 0;
        model->load(cpu, kBase + offset, &value, sizeof value, order);
        return value;
    }
    std::uint32_t device(std::uint64_t offset) {
        std::uint32_t value = 0;
        std::memcpy(&value, ram->device_at(kBase + offset), sizeof value);
        return value;
    }

    Agenda agenda;
    MemoryMap map;
    std::optional<GuestRam> ram;
    std::optional<MemoryModel> model;
    std::vector<std::uint64_t> seen;
};

TEST_F(MemoryModelTest, LetsStoresWaitWhereTheirProcessorAloneSeesThem) {
    build(MemoryOrder::Weak, Coherence::Coherent);
    store(0, 0, 7);
    EXPECT_EQ(load(0, 0), 7U);
    EXPECT_EQ(load(1, 0), 0U);
    EXPECT_EQ(device(0), 0U);
    agenda.run_until(SimTime::from_us(2));
    EXPECT_EQ(load(1, 0), 7U);
    EXPECT_EQ(device(0), 7U);
}

TEST_F(MemoryModelTest, ReordersStoresButNotThoseToOnePlace) {
    build(MemoryOrder::Weak, Coherence::Coherent);
    for (std::uint32_t i = 1; i <= 20; ++i) store(0, 0, i);
    for (std::uint32_t i = 1; i <= 20; ++i) store(0, 64 * i, i);
    agenda.run_until(SimTime::from_us(2));
    EXPECT_EQ(device(0), 20U);
    std::vector<std::uint64_t> in_order = seen;
    std::sort(in_order.begin(), in_order.end());
    EXPECT_NE(seen, in_order);
}

TEST_F(MemoryModelTest, EmptiesTheBufferOfOneProcessorAtItsFence) {
    build(MemoryOrder::Weak, Coherence::Coherent);
    for (std::uint32_t i = 0; i < 8; ++i) store(i % 2, 64 * i, 1);
    store(0, 0, 2);
    int drained = 0;
    while (model->drain_one(0, SimTime{})) ++drained;
    EXPECT_EQ(drained, 5);
    EXPECT_EQ(device(0), 2U);
    for (std::uint32_t i = 1; i < 8; ++i) EXPECT_EQ(device(64 * i), i % 2 == 0 ? 1U : 0U) << i;
}

TEST_F(MemoryModelTest, KeepsTwoViewsApartUntilTheyAreSynchronised) {
    build(MemoryOrder::Strong, Coherence::Noncoherent);
    store(0, 0, 7);
    store(0, 64, 8, Order::Release);
    EXPECT_EQ(device(0), 0U);
    EXPECT_EQ(device(64), 8U);
    EXPECT_EQ(load(0, 64, Order::Acquire), 8U);
    model->sync_for_device({kBase, 64}, SimTime{});
    EXPECT_EQ(device(0), 7U);
    const std::uint32_t written = 9;
    std::memcpy(ram->device_at(kBase), &written, sizeof written);
    EXPECT_EQ(load(0, 0), 7U);
    model->sync_for_cpu({kBase, 64});
    EXPECT_EQ(load(0, 0), 9U);
}

}  // namespace
}  // namespace pvscsim
