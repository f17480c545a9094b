// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "conformance/targets/child_process.h"
#include "conformance/targets/qtest_link.h"

namespace pvscsim::conformance {

// The largest numbers of 64 and of 32 bits.
constexpr std::uint64_t kAnyNumber = ~0ULL;
constexpr std::uint32_t kAnyWord = ~0U;

/// The words of a line that the other side sent, read with care: what is not as it must be throws
/// DeviceEnded, with the line.
class PeerLine {
public:
    /// `who` sent it.
    PeerLine(const std::string& who, const std::string& line);

    const std::string& word(std::size_t at) const;
    std::size_t count() const { return words_.size(); }
    /// A number, decimal or 0x and hexadecimal, of `max` at the most.
    std::uint64_t number(std::size_t at, std::uint64_t max) const;
    /// Where `word(at)` is in `names`.
    std::size_t one_of(std::size_t at, const std::vector<std::string>& names) const;
    /// Two hexadecimal digits a byte; - for none.
    std::vector<std::uint8_t> bytes(std::size_t at) const;
    [[noreturn]] void refuse(const std::string& expected) const;

private:
    std::string who_;
    std::string line_;
    std::vector<std::string> words_;
};

/// `bytes` as PeerLine::bytes() reads them.
std::string hex_digits(const std::vector<std::uint8_t>& bytes);

/// What the other side may ask while it works on a request, by its first word: how many words
/// follow, and what makes the answer.
struct PeerCall {
    std::size_t arguments;
    std::function<std::string(const PeerLine&)> answer;
};
using PeerCalls = std::map<std::string, PeerCall>;

/// As what the other side plays.
struct PeerRole {
    std::string name;                       ///< "device", "driver"
    std::vector<std::string> capabilities;  ///< that it may offer
};

/// A device or driver in a process of its own, which we start, reached by lines over a socket. It
/// answers each request once; before that it may make calls, which we answer.
class PeerLink {
public:
    static constexpr int kAnswerMs = 10000;
    static constexpr std::size_t kCallsMax = 1U << 18;

    /// Starts `command` by the shell, with the socket's path for each {socket}. Throws
    /// TargetMissing if it does not start or speaks another version.
    PeerLink(const std::string& command, const PeerRole& role, PeerCalls calls);

    /// Sends a request; its answer: "ok" and so many `words`.
    PeerLine ask(const std::string& request, std::size_t words = 0);
    const std::string& name() const { return name_; }
    bool offers(const char* what) const { return offers_.count(what) != 0; }

private:
    void greet(const PeerRole& role);
    std::string guarded_line(int patience_ms);
    void serve(const PeerLine& call);

    const std::string who_;
    ChildProcess process_;
    std::unique_ptr<LineSocket> socket_;
    const PeerCalls calls_;
    std::string name_;
    std::set<std::string> offers_;
};

}  // namespace pvscsim::conformance
