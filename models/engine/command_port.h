// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>

#include "models/base/archive.h"

namespace pvscsim {

/// Executes complete commands of the register interface; returns what COMMAND_STATUS is to read.
class CommandExecutor {
public:
    /// `args` holds the command's dwords in the order in which they were written.
    virtual std::uint32_t execute(std::uint32_t command, const std::uint32_t* args) = 0;
    /// False: COMMAND answers -1 at once and collects nothing.
    virtual bool supports(std::uint32_t command) const = 0;
    /// COMMAND_STATUS while arguments are missing.
    virtual std::uint32_t probe_status(std::uint32_t command) const;

protected:
    ~CommandExecutor() = default;
};

/// The COMMAND, COMMAND_DATA and COMMAND_STATUS registers: collects a command's dwords and hands
/// them over with the last one. Rules CMD-01 to CMD-08 of docs/protocol.md.
class CommandPort {
public:
    explicit CommandPort(CommandExecutor& executor) : executor_(executor) {}

    void write_command(std::uint32_t command);
    void write_data(std::uint32_t value);
    /// State, field by field, in either direction.
    void archive(Archive& a) { a(args_, command_, filled_, wanted_, status_, collecting_); }
    std::uint32_t status() const { return status_; }
    void set_status(std::uint32_t status) { status_ = status; }
    /// Drops a partial command; the status stays.
    void drop() { collecting_ = false; }
    bool collecting() const { return collecting_; }
    /// True if the words of the longest command are there, and no more are expected.
    bool full() const { return !collecting_ && filled_ == kArgsMax; }
    /// True if the next COMMAND_DATA write completes a command.
    bool last_word_expected() const { return collecting_ && filled_ + 1 == wanted_; }

private:
    static constexpr std::uint32_t kArgsMax = 132;

    CommandExecutor& executor_;
    std::array<std::uint32_t, kArgsMax> args_{};
    std::uint32_t command_ = 0;
    std::uint32_t filled_ = 0;
    std::uint32_t wanted_ = 0;
    std::uint32_t status_ = 0;
    bool collecting_ = false;
};

}  // namespace pvscsim
