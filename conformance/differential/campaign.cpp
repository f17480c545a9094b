// SPDX-License-Identifier: Apache-2.0
#include "conformance/differential/campaign.h"

#include <nlohmann/json.hpp>
#include <optional>
#include <sstream>

#include "conformance/differential/draw.h"
#include "conformance/differential/shrink.h"

namespace pvscsim::conformance {

namespace {

// How long the second device may take to bring forth what the first has.
constexpr unsigned kPatienceMs = 2000;
constexpr unsigned kPatienceAgainMs = 10000;    // where a difference must show itself again
constexpr unsigned kPatienceShrinkingMs = 500;  // where most tries bring forth too little
constexpr unsigned kTriesMax = 600;
constexpr std::uint64_t kDifferencesMax = 5;  // of a row: those after it are not played

/// The first device remembers what was written to its disk.
struct Pair {
    explicit Pair(const DevicePair& devices)
        : first(devices.first), with_second(devices.with_second) {}

    Stage first;
    const std::function<void(const std::function<void(DeviceUnderTest&)>&)>& with_second;
};

struct Found {
    Difference difference;
    bool has_ended;  ///< the second device, which is to be made anew
};

std::string numbered(const ProgramRange& range, std::uint64_t number) {
    return "program " + std::to_string(number) + " of seed " + std::to_string(range.seed);
}

/// The difference that `program` shows between `first` and one that exists already.
std::optional<Found> compared(Stage& first, Stage& second, const Program& program,
                              unsigned patience_ms, Explained& explained) {
    const Show leader = first.play(program);
    const Show follower = second.follow(program, leader, patience_ms);
    std::optional<Difference> difference = difference_of(leader, follower, explained);
    if (!difference) return std::nullopt;
    return Found{*difference, !follower.ended.empty()};
}

std::optional<Difference> compared_anew(Pair& pair, const Program& program, unsigned patience_ms) {
    std::optional<Difference> difference;
    Explained unused;
    pair.with_second([&](DeviceUnderTest& device) {
        Stage second(device);
        if (const auto found = compared(pair.first, second, program, patience_ms, unused)) {
            difference = found->difference;
        }
    });
    return difference;
}

void add_script(const Program& program, Outcome& outcome) {
    std::istringstream lines(script_of(program));
    for (std::string line; std::getline(lines, line);) outcome.evidence.push_back("  " + line);
}

/// Shrinks on devices that are used again and again for as long as they live.
Program least_of(Pair& pair, const Program& program, const Difference& wanted) {
    Program least = program;
    unsigned tries = 0;
    for (bool again = true; again && tries < kTriesMax;) {
        again = false;
        pair.with_second([&](DeviceUnderTest& device) {
            Stage second(device);
            bool lives = true;
            const auto differs = [&](const Program& candidate) {
                if (!lives) return false;
                ++tries;
                Explained unused;
                const auto found =
                    compared(pair.first, second, candidate, kPatienceShrinkingMs, unused);
                lives = !found || !found->has_ended;
                return found && found->difference.is_like(wanted);
            };
            least = shrunk(least, differs, kTriesMax - tries);
            again = !lives;
        });
    }
    return least;
}

}  // namespace

Played play_program(const DevicePair& devices, const Program& program, const std::string& name) {
    Pair pair(devices);
    Played played;
    played.programs = 1;
    played.steps = program.size();
    pair.with_second([&](DeviceUnderTest& device) {
        Stage second(device);
        const auto found =
            compared(pair.first, second, program, kPatienceAgainMs, played.explained);
        if (!found) return;
        played.different = 1;
        played.outcome = {Verdict::Fail, {name + ", " + found->difference.told(program)}};
    });
    return played;
}

namespace {

/// Plays a row of programs, and what their differences need.
class Row {
public:
    Row(const DevicePair& devices, const ProgramRange& range,
        const std::function<void(const std::string&)>& note)
        : pair_(devices), range_(range), note_(note) {}

    Played play() {
        const std::uint64_t end = range_.first + range_.count;
        for (std::uint64_t number = range_.first; number < end;) {
            std::optional<Difference> found;
            pair_.with_second([&](DeviceUnderTest& device) {
                Stage second(device);
                while (number < end && !found) found = play_one(second, number++);
            });
            if (found) judge(number - 1, *found);
            if (played_.different == kDifferencesMax) break;
        }
        return std::move(played_);
    }

private:
    std::optional<Difference> play_one(Stage& second, std::uint64_t number) {
        const Program program = drawn_program(range_.seed, number);
        ++played_.programs;
        played_.steps += program.size();
        const auto found = compared(pair_.first, second, program, kPatienceMs, played_.explained);
        if (!found) return std::nullopt;
        return found->difference;
    }

    void judge(std::uint64_t number, const Difference& at_first) {
        const std::string name = numbered(range_, number);
        const Program program = drawn_program(range_.seed, number);
        std::optional<Difference> again = compared_anew(pair_, program, kPatienceAgainMs);
        const bool alone = again.has_value();
        if (!alone) again = compared_in_row(number);
        if (!again) {
            ++played_.fleeting;
            note_(name +
                  ": a difference that did not show itself again: " + at_first.told(program));
            return;
        }
        ++played_.different;
        played_.outcome.verdict = Verdict::Fail;
        played_.outcome.evidence.push_back(name + (alone ? "" : ", after those before it") + ", " +
                                           again->told(program));
        if (!alone || has_script_) return;
        has_script_ = true;
        const Program least = least_of(pair_, program, *again);
        const auto last = compared_anew(pair_, least, kPatienceAgainMs);
        played_.outcome.evidence.push_back("the least program that shows it, for --program: " +
                                           (last ? *last : *again).told(least));
        add_script(least, played_.outcome);
    }

    /// The same with everything that was played before it in this row.
    std::optional<Difference> compared_in_row(std::uint64_t number) {
        std::optional<Difference> found;
        Explained unused;
        pair_.with_second([&](DeviceUnderTest& device) {
            Stage second(device);
            for (std::uint64_t i = range_.first; i <= number && !found; ++i) {
                const auto one = compared(pair_.first, second, drawn_program(range_.seed, i),
                                          kPatienceAgainMs, unused);
                if (one && i == number) found = one->difference;
            }
        });
        return found;
    }

    Pair pair_;
    const ProgramRange range_;
    const std::function<void(const std::string&)>& note_;
    Played played_;
    bool has_script_ = false;
};

}  // namespace

Played play_programs(const DevicePair& devices, const ProgramRange& range,
                     const std::function<void(const std::string&)>& note) {
    return Row(devices, range, note).play();
}

std::string to_text(const Played& played) {
    nlohmann::json text;
    text["outcome"] = to_text(played.outcome);
    text["programs"] = played.programs;
    text["steps"] = played.steps;
    text["different"] = played.different;
    text["fleeting"] = played.fleeting;
    text["explained"] = played.explained;
    return text.dump();
}

Played played_from(const std::string& text, const std::string& otherwise) {
    const nlohmann::json told = nlohmann::json::parse(text, nullptr, false);
    Played played;
    if (!told.is_object()) {
        played.outcome = {Verdict::Ended, {otherwise}};
        return played;
    }
    played.outcome = outcome_from(told.at("outcome").get<std::string>(), otherwise);
    played.programs = told.at("programs").get<std::uint64_t>();
    played.steps = told.at("steps").get<std::uint64_t>();
    played.different = told.at("different").get<std::uint64_t>();
    played.fleeting = told.at("fleeting").get<std::uint64_t>();
    played.explained = told.at("explained").get<Explained>();
    return played;
}

}  // namespace pvscsim::conformance
