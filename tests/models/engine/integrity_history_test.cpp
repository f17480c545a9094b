// SPDX-License-Identifier: Apache-2.0
//
// Method: a disk on which random writes, discards and reads overlap. Each block of an operation
// takes effect at a moment of its own between issue and end; blocks of one that fails, perhaps
// never. What a read may return follows from the histories by definition: the content of an
// operation issued before the read's end, unless another one succeeded wholly after it and wholly
// before the read. The checker must accept all of that, always; and it must refuse everything else
// wherever the last successful operation had the block to itself.
#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "models/base/random.h"
#include "models/engine/integrity.h"

namespace pvscsim {
namespace {

constexpr std::uint32_t kDisk = 6;
constexpr std::uint64_t kBlocks = 16384;
constexpr std::uint64_t kNever = ~std::uint64_t{0};

struct Operation {
    std::uint64_t lba = 0;
    std::uint64_t n = 0;
    std::uint32_t generation = 0;
    bool zeroes = false;
    bool ok = true;
    std::uint64_t issued = 0;
    std::uint64_t ended = kNever;
    std::vector<bool> applied;

    bool covers(std::uint64_t block) const { return block >= lba && block < lba + n; }
    BlockTag content(std::uint64_t block) const {
        return zeroes ? BlockTag{} : BlockTag{block, generation, kDisk};
    }
    bool overlaps(const Operation& other) const {
        return issued < other.ended && other.issued < ended;
    }
};

struct Read {
    std::uint64_t lba = 0;
    std::uint64_t n = 0;
    std::uint64_t started = 0;
    IntegrityChecker::Snapshot snapshot;
    std::vector<bool> sampled;
    std::vector<BlockTag> tags;
};

class RandomHistory {
public:
    explicit RandomHistory(std::uint64_t seed) : random_(seed, "integrity_history_test") {}

    void run(int steps) {
        for (int step = 0; step < steps && !::testing::Test::HasFailure(); ++step) {
            ++now_;
            switch (random_.below(8)) {
                case 0:
                    issue();
                    break;
                case 1:
                case 2:
                    end_operation();
                    break;
                case 3:
                    start_read();
                    break;
                case 4:
                    end_read();
                    break;
                default:
                    progress();
            }
        }
    }
    std::uint64_t exact_blocks = 0;    ///< block reads for which the checker must be exact
    std::uint64_t wrong_contents = 0;  ///< wrong contents refused there

private:
    void place(std::uint64_t& lba, std::uint64_t& n) {
        // Around a chunk's beginning, or in a corner that discards reach before writes do.
        lba = random_.below(8) != 0 ? 1016 + random_.below(16) : 9000 + random_.below(4);
        n = 1 + random_.below(6);
    }
    void issue() {
        Operation operation;
        place(operation.lba, operation.n);
        operation.zeroes = random_.below(4) == 0;
        if (operation.zeroes && random_.below(4) == 0) {
            operation.lba = random_.below(1020);
            operation.n = kBlocks - operation.lba - random_.below(7300);
        }
        operation.issued = now_;
        operation.applied.assign(operation.n, false);
        operation.generation = operation.zeroes ? checker_.issue_zero(operation.lba, operation.n)
                                                : checker_.issue_write(operation.lba, operation.n);
        flying_.push_back(history_.size());
        history_.push_back(operation);
    }
    void apply(Operation& operation, std::uint64_t i) {
        operation.applied[i] = true;
        medium_[operation.lba + i] = operation.content(operation.lba + i);
    }
    void end_operation() {
        if (flying_.empty()) return;
        const auto at = static_cast<std::ptrdiff_t>(random_.below(flying_.size()));
        Operation& operation = history_[flying_[static_cast<std::size_t>(at)]];
        flying_.erase(flying_.begin() + at);
        operation.ok = random_.below(5) != 0;
        for (std::uint64_t i = 0; i < operation.n; ++i) {
            if (!operation.applied[i] && (operation.ok || random_.below(3) == 0)) {
                apply(operation, i);
            }
        }
        operation.ended = now_;
        checker_.write_ended(operation.lba, operation.n, operation.generation, operation.ok);
    }
    void start_read() {
        Read read;
        place(read.lba, read.n);
        read.started = now_;
        read.snapshot = checker_.read_started();
        read.sampled.assign(read.n, false);
        read.tags.resize(read.n);
        reads_.push_back(read);
    }
    void sample(Read& read, std::uint64_t i) {
        read.sampled[i] = true;
        read.tags[i] = medium_[read.lba + i];
    }
    void end_read() {
        if (reads_.empty()) return;
        const auto at = static_cast<std::ptrdiff_t>(random_.below(reads_.size()));
        Read read = reads_[static_cast<std::size_t>(at)];
        reads_.erase(reads_.begin() + at);
        for (std::uint64_t i = 0; i < read.n; ++i) {
            if (!read.sampled[i]) sample(read, i);
        }
        EXPECT_EQ(checker_.check_read(read.lba, read.n, read.snapshot, read.tags.data(),
                                      BlockTag::kBytes),
                  0U);
        for (std::uint64_t i = 0; i < read.n; ++i) judge_all(read, read.lba + i);
    }
    /// Lets one block of something in flight take effect.
    void progress() {
        if (!flying_.empty()) {
            Operation& operation = history_[flying_[random_.below(flying_.size())]];
            const std::uint64_t i = random_.below(operation.n);
            if (!operation.applied[i]) apply(operation, i);
        }
        if (!reads_.empty()) {
            Read& read = reads_[random_.below(reads_.size())];
            const std::uint64_t i = random_.below(read.n);
            if (!read.sampled[i]) sample(read, i);
        }
    }

    /// Compares the checker with the definition for everything that the block could contain.
    void judge_all(const Read& read, std::uint64_t block) {
        std::vector<const Operation*> on_block;
        for (const Operation& operation : history_) {
            if (operation.covers(block)) on_block.push_back(&operation);
        }
        const bool exact = must_be_exact(read, on_block);
        exact_blocks += exact ? 1 : 0;
        std::vector<BlockTag> candidates{BlockTag{}};
        for (const Operation* operation : on_block) candidates.push_back(operation->content(block));
        for (const BlockTag& tag : candidates) {
            const bool accepted =
                checker_.check_read(block, 1, read.snapshot, &tag, BlockTag::kBytes) == 0;
            const bool is_legal = legal(read, on_block, block, tag);
            if (is_legal) {
                EXPECT_TRUE(accepted) << block << " generation " << tag.generation;
            }
            if (!is_legal && exact) {
                EXPECT_FALSE(accepted) << block << " generation " << tag.generation;
                ++wrong_contents;
            }
        }
        for (const BlockTag& tag : {BlockTag{block + 1, 1, kDisk}, BlockTag{block, 1, kDisk + 1},
                                    BlockTag{block, 0x7fffffff, kDisk}}) {
            EXPECT_EQ(checker_.check_read(block, 1, read.snapshot, &tag, BlockTag::kBytes), 1U);
        }
    }
    static bool legal(const Read& read, const std::vector<const Operation*>& on_block,
                      std::uint64_t block, const BlockTag& tag) {
        // The content before everything was issued and ended at time 0.
        const auto overwritten = [&](std::uint64_t ended) {
            return std::any_of(on_block.begin(), on_block.end(), [&](const Operation* other) {
                return other->ok && ended < other->issued && other->ended < read.started;
            });
        };
        if (tag.zero() && !overwritten(0)) return true;
        return std::any_of(on_block.begin(), on_block.end(), [&](const Operation* operation) {
            return operation->content(block) == tag && !overwritten(operation->ended);
        });
    }
    /// No operation succeeded on the block during the read, and the last that did was alone there.
    static bool must_be_exact(const Read& read, const std::vector<const Operation*>& on_block) {
        const Operation* last = nullptr;
        for (const Operation* operation : on_block) {
            if (!operation->ok || operation->ended == kNever) continue;
            if (operation->ended >= read.started) return false;
            if (last == nullptr || operation->ended > last->ended) last = operation;
        }
        if (last == nullptr) return true;
        return std::none_of(on_block.begin(), on_block.end(), [&](const Operation* other) {
            return other != last && other->overlaps(*last);
        });
    }

    RandomStream random_;
    std::uint64_t now_ = 0;
    IntegrityChecker checker_{kBlocks, kDisk};
    std::vector<BlockTag> medium_ = std::vector<BlockTag>(kBlocks);
    std::vector<Operation> history_;
    std::vector<std::size_t> flying_;
    std::vector<Read> reads_;
};

TEST(IntegrityHistory, LegalContentIsAcceptedAndWrongContentIsFound) {
    std::uint64_t exact_blocks = 0;
    std::uint64_t wrong_contents = 0;
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        SCOPED_TRACE(seed);
        RandomHistory history(seed);
        history.run(2000);
        exact_blocks += history.exact_blocks;
        wrong_contents += history.wrong_contents;
    }
    // The histories are worth something: thousands of wrong contents were there to be found.
    EXPECT_GT(exact_blocks, 1000U);
    EXPECT_GT(wrong_contents, 10000U);
}

}  // namespace
}  // namespace pvscsim
