// SPDX-License-Identifier: Apache-2.0
#include "conformance/differential/shrink.h"

#include <algorithm>

namespace pvscsim::conformance {

namespace {

class Shrinker {
public:
    Shrinker(Program program, const std::function<bool(const Program&)>& differs, unsigned tries)
        : least_(std::move(program)), differs_(differs), tries_(tries) {}

    Program shrink() {
        for (bool smaller = true; smaller && tries_ != 0;) {
            smaller = drop_steps();
            for (std::size_t i = 0; i < least_.size(); ++i) smaller = simplify(i) || smaller;
        }
        return least_;
    }

private:
    bool take_over(Program candidate) {
        if (tries_ == 0 || candidate.empty() || !is_legal(candidate)) return false;
        --tries_;
        if (!differs_(candidate)) return false;
        least_ = std::move(candidate);
        return true;
    }

    /// Runs of steps, the longest first. A request and its doorbell go as a pair in the end.
    bool drop_steps() {
        const std::size_t before = least_.size();
        for (std::size_t length = std::max<std::size_t>(before / 2, 2); length >= 1; --length) {
            if (length > 4) length = length / 2 + 1;
            for (std::size_t at = 0; at + length <= least_.size();) {
                Program candidate = least_;
                const auto begin = candidate.begin() + static_cast<std::ptrdiff_t>(at);
                candidate.erase(begin, begin + static_cast<std::ptrdiff_t>(length));
                if (!take_over(std::move(candidate))) ++at;
            }
        }
        return least_.size() < before;
    }

    /// Each number becomes its default, or at least smaller; lists become shorter.
    bool simplify(std::size_t i) {
        bool smaller = false;
        const auto attempt = [&](const auto& change) {
            Program candidate = least_;
            change(candidate[i]);
            if (candidate[i].line() == least_[i].line()) return false;
            const bool taken = take_over(std::move(candidate));
            smaller = smaller || taken;
            return taken;
        };
        if (!least_[i].pieces.empty()) attempt([](Step& step) { step.pieces.clear(); });
        for (std::size_t n = least_[i].pieces.size(); n-- > 0;) {
            attempt([n](Step& step) {
                step.values[AskBytes] -=
                    std::min<std::uint64_t>(step.values[AskBytes], step.pieces[n].bytes);
                step.pieces.erase(step.pieces.begin() + static_cast<std::ptrdiff_t>(n));
            });
        }
        for (std::size_t n = 0; n < least_[i].values.size(); ++n) {
            const std::uint64_t otherwise = least_[i].spec().fields[n].otherwise;
            if (least_[i].values[n] == otherwise) continue;
            if (attempt([&](Step& step) { step.values[n] = otherwise; })) continue;
            while (least_[i].values[n] / 2 > otherwise &&
                   attempt([n](Step& step) { step.values[n] /= 2; })) {
            }
        }
        return smaller;
    }

    Program least_;
    const std::function<bool(const Program&)>& differs_;
    unsigned tries_;
};

}  // namespace

Program shrunk(const Program& program, const std::function<bool(const Program&)>& differs,
               unsigned tries) {
    return Shrinker(program, differs, tries).shrink();
}

}  // namespace pvscsim::conformance
