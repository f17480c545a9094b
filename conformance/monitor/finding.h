// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "models/base/sim_time.h"

namespace pvscsim::conformance {

/// A rule that was broken.
struct Violation {
    std::string rule;  ///< DEVICE-105
    SimTime at;
    std::string what;                   ///< in a sentence
    std::vector<std::string> evidence;  ///< addresses, bytes before and after, the request's life
};

/// A time in which what the rings hold could not be followed from outside.
struct Unwatched {
    SimTime since;
    SimTime until;       ///< the next reset or set-up of rings; never: the end
    std::string reason;  ///< a word
    std::string what;    ///< in a sentence
};

/// How often a rule was broken, and the first time.
struct BrokenRule {
    std::uint64_t count = 0;
    Violation first;
};

/// The machine that is watched, as far as an observer may look into it.
class WatchedMachine {
public:
    /// Guest memory, or null where there is none.
    virtual const std::byte* memory(std::uint64_t addr, std::uint64_t bytes) const = 0;
    /// As memory(), but what it returns shows the memory at any time after, as long as the machine
    /// lives; null where only memory() can tell.
    virtual const std::byte* lasting(std::uint64_t, std::uint64_t) const { return nullptr; }
    virtual SimTime now() const = 0;
    /// What now() tells at any time, as long as the machine lives; null where only now() can tell.
    virtual const SimTime* clock() const { return nullptr; }
    /// Where the processor is that runs the driver now: it may be ahead of the rest.
    virtual SimTime driver_now() const { return now(); }
    /// Whether memory() gives null only where there is none, and not for what it does not know.
    virtual bool knows_memory() const { return true; }

protected:
    ~WatchedMachine() = default;
};

/// What happens with every request, and puts the same rules to the test each time.
enum class Path : std::uint8_t {
    Publication,
    Fetch,
    RequestIndex,
    Completion,
    Index,
    DataWrite,
    Count
};

/// Which rules were put to the test, and which were broken.
class Findings {
public:
    static constexpr std::size_t kKept = 20;
    static constexpr std::uint32_t kDeviceRules = 145;
    static constexpr std::uint32_t kDriverRules = 91;

    void tested_device(std::uint32_t rule) { device_[rule] = true; }
    void tested_driver(std::uint32_t rule) { driver_[rule] = true; }
    /// The rules of a path, at the cost of one store.
    void went(Path path) { paths_[static_cast<std::size_t>(path)] = true; }
    /// Keeps the first kKept and counts the others.
    void broken(Violation violation);
    /// From `since` on what the rings hold is not known. Keeps the first kKept, counts the others.
    void lost_sight(SimTime since, std::string reason, std::string what);
    /// They can be followed again.
    void sees_again(SimTime at);
    /// Nothing is said of these rules: the observer does not see enough for them.
    void leave_out(const std::vector<std::string>& rules) {
        left_out_.insert(rules.begin(), rules.end());
    }

    std::uint64_t count() const { return count_; }
    const std::vector<Violation>& kept() const { return kept_; }
    /// What was broken, by rule.
    const std::map<std::string, BrokenRule>& by_rule() const { return by_rule_; }
    std::uint64_t unwatched_count() const { return unwatched_count_; }
    const std::vector<Unwatched>& unwatched() const { return unwatched_; }
    /// The ids of the rules that were tested, in order.
    std::vector<std::string> tested() const;

private:
    bool device_[kDeviceRules + 1] = {};
    bool driver_[kDriverRules + 1] = {};
    bool paths_[static_cast<std::size_t>(Path::Count)] = {};
    std::uint64_t count_ = 0;
    std::vector<Violation> kept_;
    std::map<std::string, BrokenRule> by_rule_;
    std::set<std::string> left_out_;
    bool blind_ = false;
    std::uint64_t unwatched_count_ = 0;
    std::vector<Unwatched> unwatched_;
};

/// DEVICE-007 and the like.
std::string rule_id(const char* kind, std::uint32_t number);

/// "0x" and hexadecimal digits.
std::string hex(std::uint64_t value);
/// Up to 128 bytes as pairs of digits.
std::string hex_bytes(const void* data, std::size_t bytes);

}  // namespace pvscsim::conformance
