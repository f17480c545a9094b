// SPDX-License-Identifier: Apache-2.0
#include "conformance/differential/difference.h"

#include <algorithm>
#include <set>

#include "conformance/differential/explanations.h"
#include "conformance/monitor/finding.h"

namespace pvscsim::conformance {

namespace {

std::string from(const Sight& sight, std::size_t at) {
    constexpr std::size_t kShown = 8;
    if (at >= sight.bytes.size()) return "nothing";
    return hex_bytes(sight.bytes.data() + at, std::min(kShown, sight.bytes.size() - at));
}

class Comparison {
public:
    explicit Comparison(Explained& explained) : explained_(explained) {}
    ~Comparison() {
        for (const std::string& name : of_use_) ++explained_[name];
    }

    std::optional<Difference> of_step(std::size_t step, const std::vector<Sight>& first,
                                      const std::vector<Sight>& second) {
        for (std::size_t i = 0; i < std::max(first.size(), second.size()); ++i) {
            const bool both = i < first.size() && i < second.size();
            if (!both || first[i].kind != second[i].kind || first[i].detail != second[i].detail) {
                const auto told = [i](const std::vector<Sight>& sights) {
                    return i < sights.size() ? sights[i].name() : std::string("nothing more");
                };
                const SightKind kind = i < first.size() ? first[i].kind : second[i].kind;
                return Difference{step, kind, 0, "what there is to see", told(first), told(second)};
            }
            if (auto found = of_sight(step, first[i], second[i])) return found;
        }
        return std::nullopt;
    }

private:
    std::optional<Difference> of_sight(std::size_t step, const Sight& first, const Sight& second) {
        if (first.bytes == second.bytes) return std::nullopt;
        const std::size_t both = std::min(first.bytes.size(), second.bytes.size());
        std::size_t at = 0;
        for (; at < both; ++at) {
            if (first.bytes[at] == second.bytes[at]) continue;
            const Explanation* explanation = explanation_of(first, second, at);
            if (explanation == nullptr) break;
            of_use_.insert(explanation->name);
        }
        if (at == both && first.bytes.size() == second.bytes.size()) return std::nullopt;
        return Difference{step,
                          first.kind,
                          at,
                          first.name() + ", byte " + std::to_string(at),
                          from(first, at),
                          from(second, at)};
    }

    Explained& explained_;
    std::set<std::string> of_use_;
};

}  // namespace

std::string Difference::told(const Program& program) const {
    const std::string where = step < program.size() ? "step " + std::to_string(step + 1) + " (" +
                                                          program[step].line() + ")"
                                                    : "after the last step";
    return where + ": " + what + ": the model has " + first + ", the other device " + second;
}

std::optional<Difference> difference_of(const Show& first, const Show& second,
                                        Explained& explained) {
    Comparison comparison(explained);
    const std::size_t steps = std::max(first.steps.size(), second.steps.size());
    for (std::size_t i = 0; i < steps; ++i) {
        if (i >= first.steps.size() || i >= second.steps.size()) {
            const auto told = [i](const Show& show) {
                return i < show.steps.size() ? std::string("one that goes on") : show.ended;
            };
            return Difference{i, SightKind::Memory, 0, "the device", told(first), told(second)};
        }
        if (auto found = comparison.of_step(i, first.steps[i], second.steps[i])) return found;
    }
    return std::nullopt;
}

}  // namespace pvscsim::conformance
