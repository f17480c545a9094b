// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "conformance/differential/program.h"
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

// What is compared of the guest's memory: from the rings' words to the end of the data.
constexpr std::uint64_t kMemoryBegin = kStatePage << 12;
constexpr std::uint64_t kMemoryEnd = kOther;

enum class SightKind : std::uint8_t {
    CommandStatus,
    IntrStatus,
    IntrMask,
    Line,       ///< 1 while the INTx line is high
    Message,    ///< 1 if an interrupt has come as a message
    Register,   ///< that a step has read, by its offset
    Config,     ///< likewise
    StatePage,  ///< the rings' words
    MessageRing,
    Completion,  ///< of a request, by its context
    Data,        ///< likewise
    Sense,       ///< likewise
    Memory,      ///< all of the guest's memory, at the end
};

/// Something that a guest can see after a step.
struct Sight {
    SightKind kind;
    std::uint64_t detail = 0;  ///< offset or context
    std::vector<std::uint8_t> bytes{};
    const Step* ask = nullptr;      ///< Data, Sense: of which request
    std::uint16_t host_status = 0;  ///< likewise: how it ended

    /// "the data of request 0x3"
    std::string name() const;
};

/// One that is a word.
Sight word_sight(SightKind kind, std::uint32_t value, std::uint64_t detail = 0);

/// How many completions and messages there have been.
struct Produced {
    std::uint32_t completions = 0;
    std::uint32_t messages = 0;
    bool operator==(const Produced& other) const {
        return completions == other.completions && messages == other.messages;
    }
};

/// All that there was to see of a program.
struct Show {
    std::vector<std::vector<Sight>> steps;  ///< once the device had settled; then the memory
    std::vector<Produced> produced;         ///< after each step
    std::string ended;                      ///< how the device ended, if it did
};

/// Plays programs on a device and notes everything that its guest can see.
class Stage {
public:
    explicit Stage(DeviceUnderTest& device) : device_(device) {}

    /// From a reset of the machine on, with the program's blocks and memory cleared: what was
    /// played before does not show. `program` must outlive what is returned.
    Show play(const Program& program) { return play(program, nullptr, 0); }
    /// The same on a device that works in real time: after each step it has up to `patience_ms` to
    /// bring forth what `leader` has brought forth by then.
    Show follow(const Program& program, const Show& leader, unsigned patience_ms) {
        return play(program, &leader, patience_ms);
    }

private:
    Show play(const Program& program, const Show* leader, unsigned patience_ms);
    void begin(const Program& program);
    void clear_blocks(const Program& program);
    void take_step(const Step& step, std::vector<Sight>& sights);
    void take_command(const Step& step);
    void set_up(const Step& step);
    void publish(const Step& step);
    /// False if the device brings forth anything else than the leader did.
    bool settle(const Produced* leader, unsigned patience_ms);
    Produced produced();
    void look(std::vector<Sight>& sights);
    void look_at_completions(std::vector<Sight>& sights);
    std::vector<Sight> memory();
    std::vector<std::uint8_t> data_of(const Step& ask);
    void forget_rings();

    DeviceUnderTest& device_;
    Bench bench_{device_};
    std::map<std::uint64_t, const Step*> asked_;  ///< by context
    std::vector<Sight> ended_;                    ///< requests that were looked at, without bytes
    std::vector<bool> written_;                   ///< blocks, by any program so far
    std::uint32_t seen_ = 0;                      ///< completions, as an index
    bool has_rings_ = false;
    bool has_messages_ = false;
    bool takes_messages_ = false;  ///< interrupts as messages
    bool is_plugged_ = false;
};

/// Where a request's data are in memory, piece by piece.
std::vector<Element> elements_of(const Step& ask);

}  // namespace pvscsim::conformance
