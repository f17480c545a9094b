// SPDX-License-Identifier: Apache-2.0
#include "conformance/targets/qtest_link.h"

#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <utility>

#include "conformance/suite/device_under_test.h"

namespace pvscsim::conformance {

namespace {

std::int64_t now_ms() {
    const auto since = std::chrono::steady_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::milliseconds>(since).count();
}

}  // namespace

LineSocket::LineSocket(int fd, std::string who) : fd_(fd), who_(std::move(who)) {
    const timeval patience{kPatienceMs / 1000, 0};  // with one who does not read
    ::setsockopt(fd_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
}

LineSocket::~LineSocket() {
    ::close(fd_);
}

void LineSocket::send(const std::string& text) const {
    std::size_t sent = 0;
    while (sent < text.size()) {
        const ssize_t part = ::send(fd_, text.data() + sent, text.size() - sent, MSG_NOSIGNAL);
        if (part < 0 && errno == EINTR) continue;
        if (part <= 0) throw DeviceEnded(who_ + " takes no requests any more");
        sent += static_cast<std::size_t>(part);
    }
}

std::string LineSocket::line(int patience_ms) {
    const std::int64_t until = now_ms() + patience_ms;
    for (std::size_t looked = at_;;) {
        const std::size_t end = buffer_.find('\n', looked);
        if (end != std::string::npos) {
            std::string line = buffer_.substr(at_, end - at_);
            at_ = end + 1;
            if (!line.empty() && line.back() == '\r') line.pop_back();
            return line;
        }
        buffer_.erase(0, at_);
        at_ = 0;
        looked = buffer_.size();
        if (looked > kLineMax) {
            throw DeviceEnded(who_ + " sent a line of more than " + std::to_string(kLineMax) +
                              " bytes");
        }
        receive(until, patience_ms);
    }
}

void LineSocket::receive(std::int64_t until_ms, int patience_ms) {
    pollfd waiting{fd_, POLLIN, 0};
    const auto left = std::max<std::int64_t>(0, until_ms - now_ms());
    const int ready = ::poll(&waiting, 1, static_cast<int>(left));
    if (ready < 0 && errno == EINTR) return;
    if (ready == 0) {
        throw DeviceEnded(who_ + " did not answer for " + std::to_string(patience_ms / 1000) +
                          " s");
    }
    char bytes[16384];
    const ssize_t got = ::recv(fd_, bytes, sizeof bytes, 0);
    if (got < 0 && errno == EINTR) return;
    if (got <= 0) throw DeviceEnded(who_ + " closed the connection");
    buffer_.append(bytes, static_cast<std::size_t>(got));
}

std::string QtestLink::answer() {
    for (;;) {
        const std::string line = socket_.line();
        if (line.rfind("IRQ raise ", 0) == 0 || line.rfind("IRQ lower ", 0) == 0) {
            const int number = std::atoi(line.c_str() + 10) & 63;
            if (line[4] == 'r') {
                lines_ |= 1ULL << number;
            } else {
                lines_ &= ~(1ULL << number);
            }
            continue;
        }
        if (line.rfind("OK", 0) == 0) return line.size() > 3 ? line.substr(3) : "";
        throw DeviceEnded("the emulator refused a request: " + line);
    }
}

void QtestLink::settle() {
    for (; posted_ > 0; --posted_) answer();
}

void QtestLink::post(const std::string& request) {
    if (posted_ == kPostedMax) settle();
    socket_.send(request + "\n");
    ++posted_;
}

std::string QtestLink::ask(const std::string& request) {
    socket_.send(request + "\n");
    settle();
    return answer();
}

std::string QtestLink::ask_both(const std::string& first, const std::string& second) {
    socket_.send(first + "\n" + second + "\n");
    settle();
    answer();
    return answer();
}

void QtestLink::ask_often(const std::string& request, int times) {
    std::string text;
    for (int i = 0; i < times; ++i) text += request + "\n";
    socket_.send(text);
    settle();
    for (int i = 0; i < times; ++i) answer();
}

}  // namespace pvscsim::conformance
