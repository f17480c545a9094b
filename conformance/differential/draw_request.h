// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "conformance/differential/program.h"
#include "models/base/random.h"

namespace pvscsim::conformance {

/// Draws the requests of one program. Each has a context and a place of its own; those of a batch,
/// which have no order, move different blocks.
class RequestDrawer {
public:
    RequestDrawer(RandomStream& random, std::uint64_t program);

    /// Room for requests, with some left for reading back.
    bool has_room() const { return count_ + 9 < kPlaces; }
    std::uint64_t count() const { return count_; }
    std::uint64_t last_context() const { return last_context_; }
    void set_plugged(bool plugged) { is_plugged_ = plugged; }
    void begin_batch() { lane_ = 0; }

    /// A READ, a WRITE or another command that every disk knows, to whom it may concern.
    Step next();
    /// Something that a disk refuses, or nobody answers.
    Step odd();
    /// TEST UNIT READY.
    Step test_of(std::uint8_t target);
    /// A READ of some blocks.
    Step read_of(std::uint8_t target);
    /// A READ of one half of the program's blocks on the first disk.
    Step read_back(std::uint32_t part);

private:
    std::uint64_t below(std::uint64_t bound) { return random_.below(bound); }
    bool chance(std::uint64_t percent) { return below(100) < percent; }
    std::uint8_t target();
    Step begin(std::uint8_t target);
    Step media(std::uint8_t target, bool writes);
    Step other(std::uint8_t target);
    void vary(Step& step, std::uint32_t blocks);
    void cut(Step& step);

    RandomStream& random_;
    std::uint32_t first_block_;
    std::uint64_t count_ = 0;
    std::uint64_t last_context_ = 0;
    std::uint32_t lane_ = 0;
    bool is_plugged_ = false;
};

}  // namespace pvscsim::conformance
