// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace pvscsim::conformance {

/// A script that is none; the text names the line.
class ScriptError : public std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// What a guest does in one step.
enum class StepKind : std::uint8_t {
    Rings,
    Messages,
    Msi,
    Command,
    Words,
    Mask,
    Acknowledge,
    Read,
    Write,
    Config,
    Poke,
    Ask,
    Kick,
    Abort,
    ResetUnit,
    ResetBus,
    ResetAdapter,
    ResetMachine,
    Take,
    Heed,
    Plug,
    Unplug,
    Wait,
};

/// One number of a step. A script leaves out those that have their default.
struct StepField {
    std::string_view name;
    std::uint64_t otherwise;  ///< the default, which is the simplest value too
    std::uint64_t max;
};

struct StepSpec {
    StepKind kind;
    std::string_view name;
    std::string_view meaning;
    std::vector<StepField> fields;
};

/// Every kind, in the order of StepKind.
const std::vector<StepSpec>& step_specs();

// Fields by their place in the specification.
enum AskField : std::size_t {
    AskContext,
    AskPlace,
    AskTarget,
    AskLun,
    AskLunFirst,
    AskLunThird,
    AskBus,
    AskTag,
    AskFlags,
    AskBytes,
    AskOffset,
    AskSense,
    AskCdbBytes,
    AskPattern,
};

/// A piece of a request's data: where in its place, and how long.
struct DataPiece {
    std::uint32_t offset;
    std::uint32_t bytes;
};

struct Step {
    explicit Step(StepKind which, const std::vector<std::uint64_t>& first_values = {});

    const StepSpec& spec() const { return step_specs()[static_cast<std::size_t>(kind)]; }
    std::uint32_t word(std::size_t field) const {
        return static_cast<std::uint32_t>(values[field]);
    }
    std::uint8_t byte(std::size_t field) const { return static_cast<std::uint8_t>(values[field]); }
    /// As it stands in a script.
    std::string line() const;

    StepKind kind;
    std::vector<std::uint64_t> values;  ///< one for each field of the kind
    std::vector<std::uint8_t> cdb;      ///< Ask: up to 16 bytes
    std::vector<DataPiece> pieces;      ///< Ask: a list, if there are any
};

/// What a guest does, from a reset of the machine on.
using Program = std::vector<Step>;

// Places of a request in memory: each has its own, so that steps can be taken away.
constexpr std::uint32_t kPlaces = 60;
constexpr std::uint32_t kPlaceBytes = 0x4000;  ///< of data
constexpr std::uint32_t kSensePlaceBytes = 256;
constexpr std::uint32_t kPiecesMax = 63;  ///< that a place of a list has room for

/// A line a step, after a line that says what it is.
std::string script_of(const Program& program);
/// Throws ScriptError.
Program program_of(const std::string& script);

/// True if a guest may do this: it has rings for its requests and room for their completions, their
/// flags do not contradict their commands, and those that are published together have contexts and
/// places of their own and write no blocks that another of them moves.
bool is_legal(const Program& program);

}  // namespace pvscsim::conformance
