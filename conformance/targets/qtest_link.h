// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>

namespace pvscsim::conformance {

/// A line-oriented stream socket to an emulator. Every call throws DeviceEnded when the other side
/// closes it, or says nothing for half a minute.
class LineSocket {
public:
    explicit LineSocket(int fd) : fd_(fd) {}
    LineSocket(const LineSocket&) = delete;
    LineSocket& operator=(const LineSocket&) = delete;
    ~LineSocket();

    void send(const std::string& text) const;
    /// The next line, without its end.
    std::string line();

private:
    int fd_;
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
