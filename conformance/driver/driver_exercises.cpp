// SPDX-License-Identifier: Apache-2.0
#include "conformance/driver/driver_exercises.h"

#include <array>

#include "conformance/driver/driver_rig.h"

namespace pvscsim::conformance {

namespace {

using driver::AdapterConfig;
using driver::InterruptMode;
using driver::Personality;

struct Task {
    DeviceUnderTest& device;
    std::uint64_t requests;  ///< of an exercise that moves data
};

using Claims = std::vector<std::string>;

constexpr std::uint64_t kMovers = 4;  // exercises that share the requests
constexpr std::uint64_t kSome = 60;   // requests around an event

AdapterConfig by(InterruptMode mode) {
    AdapterConfig config;
    config.interrupt_mode = mode;
    return config;
}

Claims move(const Task& task, const AdapterConfig& config) {
    DriverRig rig(task.device, config);
    if (!rig.start()) return rig.failures();
    rig.expect(rig.adapter().info().interrupt_mode == config.interrupt_mode,
               "the interrupts are of another kind than asked for");
    rig.load((task.requests + kMovers - 1) / kMovers);
    rig.stop();
    return rig.failures();
}

Claims move_by_line(const Task& task) {
    return move(task, by(InterruptMode::Intx));
}

Claims move_by_message(const Task& task) {
    AdapterConfig config = by(InterruptMode::Msi);
    config.request_ring_pages = config.completion_ring_pages = 32;
    return move(task, config);
}

Claims move_in_batches(const Task& task) {
    AdapterConfig config = by(InterruptMode::Intx);
    config.doorbell_batch = 16;
    config.request_ring_pages = 2;
    config.completion_ring_pages = 1;
    return move(task, config);
}

// More are asked for than the ring holds.
Claims move_polled(const Task& task) {
    AdapterConfig config = by(InterruptMode::Polled);
    config.request_ring_pages = config.completion_ring_pages = 1;
    return move(task, config);
}

// A driver that learns the number of targets from the configuration page alone finds none on a
// device without it.
Claims work_as_everyone(const Task& task) {
    constexpr std::array<Personality, 5> kAll{Personality::Linux, Personality::FreeBsd,
                                              Personality::IllumosOld, Personality::Illumos,
                                              Personality::SeaBios};
    Claims claims;
    for (const Personality personality : kAll) {
        AdapterConfig config;
        config.personality = personality;
        DriverRig rig(task.device, config);
        rig.forget_disk();
        task.device.reset_machine();
        if (rig.start()) {
            rig.look_at(0);  // the unit attention, for who has no room for sense
            rig.load(kSome * 5, personality == Personality::SeaBios ? 1 : 16);
            rig.stop();
        }
        for (const std::string& claim : rig.failures()) {
            claims.push_back("personality " + std::to_string(static_cast<int>(personality)) + ": " +
                             claim);
        }
    }
    return claims;
}

Claims reset_under_load(const Task& task) {
    DriverRig rig(task.device, by(InterruptMode::Intx));
    if (!rig.start()) return rig.failures();
    driver::HostAdapter& adapter = rig.adapter();
    for (std::uint32_t round = 0; round < 6; ++round) {
        rig.load_and_leave(kSome, DriverRig::kDepth - 2);
        const RigSlot* const slow = rig.read_slowly();
        const auto done = round % 3 == 0   ? adapter.reset_device(DriverRig::kSlowTarget, 0)
                          : round % 3 == 1 ? adapter.reset_bus()
                                           : adapter.reset_adapter();
        rig.expect(
            done.ok() || done.error() == driver::Error::TimedOut,
            "a reset ended with error " + std::to_string(static_cast<unsigned>(done.error())));
        if (slow != nullptr) {
            rig.wait_for(*slow);
            rig.expect(slow->ends == 1,
                       "the request in flight ended " + std::to_string(slow->ends) + " times");
        }
        rig.load(kSome);
    }
    rig.expect(adapter.counters().adapter_resets == 2, "another number of adapter resets");
    rig.stop();
    return rig.failures();
}

Claims abort(const Task& task) {
    DriverRig rig(task.device, by(InterruptMode::Intx));
    if (!rig.start()) return rig.failures();
    std::uint32_t by_time_out = 0;
    rig.look_at(DriverRig::kSlowTarget);  // takes the unit attention
    for (std::uint32_t round = 0; round < 6; ++round) {
        rig.load_and_leave(kSome / 2, DriverRig::kDepth - 2);
        const bool timed = round % 2 == 1;
        RigSlot* const slow = rig.read_slowly(std::chrono::milliseconds(timed ? 5 : 0));
        if (slow == nullptr) continue;
        if (!timed) rig.expect(rig.adapter().abort(slow->request).ok(), "abort() was refused");
        rig.wait_for(*slow);
        rig.expect(slow->ends == 1, "it ended " + std::to_string(slow->ends) + " times");
        const bool aborted = slow->request.outcome == driver::Outcome::Aborted;
        rig.expect(aborted || timed, "an aborted request ended with outcome " +
                                         std::to_string(static_cast<int>(slow->request.outcome)));
        by_time_out += timed && aborted;
        rig.load(kSome / 2);
    }
    rig.expect(by_time_out > 0, "no time-out led to an abort");
    rig.expect(rig.adapter().counters().aborts >= 3 + by_time_out, "aborts were not sent");
    rig.expect(rig.adapter().counters().adapter_resets == 0, "an abort led to a reset");
    rig.stop();
    return rig.failures();
}

Claims plug_and_unplug(const Task& task) {
    DriverRig rig(task.device, by(InterruptMode::Intx));
    if (!rig.start()) return rig.failures();
    constexpr std::uint8_t kId = DriverRig::kPluggable;
    const auto wait_until = [&](const std::uint32_t& count, std::uint32_t wanted) {
        for (int i = 0; i < 10000 && count < wanted; ++i) rig.pump();
        rig.expect(count == wanted, "target 7 was told of " + std::to_string(count) +
                                        " times instead of " + std::to_string(wanted));
    };
    for (std::uint32_t round = 1; round <= 10 && rig.failures().empty(); ++round) {
        rig.load_and_leave(kSome, DriverRig::kDepth - 1);
        rig.expect(rig.device().plug(kId), "the device refused a hot add");
        wait_until(rig.added[kId], round);
        rig.expect(rig.look_at(kId) == driver::Outcome::Good, "target 7 does not answer");
        rig.load_and_leave(kSome, DriverRig::kDepth - 1);
        rig.expect(rig.device().unplug(kId), "the device refused a removal");
        wait_until(rig.removed[kId], round);
        rig.expect(rig.look_at(kId) == driver::Outcome::NoTarget, "target 7 is still there");
    }
    rig.wait_all();
    rig.stop();
    return rig.failures();
}

Claims stop_and_start(const Task& task) {
    DriverRig rig(task.device, by(InterruptMode::Intx));
    for (std::uint32_t round = 0; round < 5; ++round) {
        if (!rig.start()) break;
        rig.load(kSome);
        rig.load_and_leave(kSome, DriverRig::kDepth - 2);
        rig.read_slowly();
        rig.stop();
    }
    return rig.failures();
}

Claims reset_machine(const Task& task) {
    Claims claims;
    for (const InterruptMode mode : {InterruptMode::Intx, InterruptMode::Msi}) {
        DriverRig rig(task.device, by(mode));
        rig.forget_disk();
        if (!rig.start()) return rig.failures();
        for (std::uint32_t round = 0; round < 3; ++round) {
            rig.load(kSome);
            rig.load_and_leave(kSome, DriverRig::kDepth - 2);
            rig.expect(rig.adapter().suspend().ok(), "suspend() failed");
            rig.device().reset_machine();
            rig.expect(rig.adapter().wake().ok(), "wake() failed");
            rig.load(kSome);
        }
        rig.stop();
        claims.insert(claims.end(), rig.failures().begin(), rig.failures().end());
    }
    return claims;
}

struct Exercise {
    RuleTest told;
    Claims (*run)(const Task&);
};

constexpr const char* kFamily = "TOGETHER";
constexpr const char* kEach =
    "each request ends once, reads bring what was written, contexts and "
    "memory are all free at the end";

const std::array<Exercise, 10>& exercises() {
    static const std::array<Exercise, 10> all{{
        {{kFamily, "aborts", "requests in flight at a slow disk, aborted or left to their time-out",
          "they end as aborted, once, and nothing else does", nullptr},
         abort},
        {{kFamily, "moves_mixed_sizes_by_line",
          "reads and writes of 1 to 256 blocks in up to 128 pieces, interrupts by INTx", kEach,
          nullptr},
         move_by_line},
        {{kFamily, "moves_mixed_sizes_by_message", "the same with MSI and the largest rings", kEach,
          nullptr},
         move_by_message},
        {{kFamily, "moves_mixed_sizes_in_batches",
          "the same with 16 requests a doorbell, in unequal rings", kEach, nullptr},
         move_in_batches},
        {{kFamily, "moves_mixed_sizes_polled",
          "the same without interrupts, in rings that are shorter than the load", kEach, nullptr},
         move_polled},
        {{kFamily, "resets_under_load", "unit, bus and adapter resets with requests in flight",
          kEach, nullptr},
         reset_under_load},
        {{kFamily, "stops_and_starts_again",
          "stops with requests in flight, and starts anew, 5 times", kEach, nullptr},
         stop_and_start},
        {{kFamily, "suspends_over_a_reset_of_the_machine",
          "suspends with requests in flight, has the machine reset, wakes", kEach, nullptr},
         reset_machine},
        {{kFamily, "targets_come_and_go", "adds and removes a disk under load, 10 times",
          "the driver is told of each, reaches the disk between, and not after", nullptr},
         plug_and_unplug},
        {{kFamily, "works_as_every_personality",
          "a load by the core in each personality that needs no configuration page", kEach,
          nullptr},
         work_as_everyone},
    }};
    return all;
}

}  // namespace

const std::vector<RuleTest>& driver_exercises() {
    static const std::vector<RuleTest> tests = [] {
        std::vector<RuleTest> all;
        for (const Exercise& exercise : exercises()) all.push_back(exercise.told);
        return all;
    }();
    return tests;
}

Outcome run_driver_exercise(const RuleTest& test, DeviceUnderTest& device, std::uint64_t requests) {
    for (const Exercise& exercise : exercises()) {
        if (exercise.told.id() != test.id()) continue;
        try {
            Claims claims = exercise.run({device, requests});
            const Verdict verdict = claims.empty() ? Verdict::Pass : Verdict::Fail;
            return {verdict, std::move(claims)};
        } catch (const DeviceEnded& ended) {
            return {Verdict::Ended, {ended.what()}};
        }
    }
    return {Verdict::Ended, {"there is no such exercise"}};
}

}  // namespace pvscsim::conformance
