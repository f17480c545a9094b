// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>

namespace pvscsim::conformance {

/// A line-oriented stream socket to another program. Every call throws DeviceEnded when the other
/// side closes it, or its line has not ended in time, or does not end at all.
class LineSocket {
public:
    static constexpr int kPatienceMs = 30000;
    static constexpr std::size_t kLineMax = 1U << 20;

    /// `who` names the other side in messages.
    explicit LineSocket(int fd, std::string who = "the emulator");
    LineSocket(const LineSocket&) = delete;
    LineSocket& operator=(const LineSocket&) = delete;
    ~LineSocket();

    void send(const std::string& text) const;
    /// The next line, without its end, which must come within `patience_ms`.
    std::string line(int patience_ms = kPatienceMs);

private:
    void receive(std::int64_t until_ms, int patience_ms);

    int fd_;
    const std::string who_;
    std::string buffer_;
    std::size_t at_ = 0;
};

/// QEMU's qtest protocol: one answer for each request, and interrupt lines between them.
class QtestLink {
public:
    /// `lines` are high: those of the emulator whose state this one goes on from.
    explicit QtestLink(int fd, std::uint64_t lines = 0) : socket_(fd), lines_(lines) {}

    /// Sends a request and leaves its answer for the next call: what a processor does with writes.
    void post(const std::string& request);
    /// Sends two requests at once and returns the second's answer.
    std::string ask_both(const std::string& first, const std::string& second);
    /// Sends a request and returns what follows OK. Throws DeviceEnded if it is refused.
    std::string ask(const std::string& request);
    /// Sends `request` `times` times at once and takes the answers.
    void ask_often(const std::string& request, int times);
    /// Takes the answers of all that was posted.
    void settle();
    /// True while any intercepted interrupt line is high.
    bool line() const { return lines_ != 0; }
    std::uint64_t lines() const { return lines_; }

private:
    static constexpr int kPostedMax = 64;

    std::string answer();

    LineSocket socket_;
    std::uint64_t lines_;
    int posted_ = 0;  ///< requests whose answers were not taken yet
};

}  // namespace pvscsim::conformance
