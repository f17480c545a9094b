// SPDX-License-Identifier: Apache-2.0
#include "conformance/targets/qtest_link.h"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>

#include "conformance/suite/device_under_test.h"

namespace pvscsim::conformance {

namespace {
constexpr int kPatienceMs = 30000;
}

LineSocket::~LineSocket() {
    ::close(fd_);
}

void LineSocket::send(const std::string& text) const {
    std::size_t sent = 0;
    while (sent < text.size()) {
        const ssize_t part = ::send(fd_, text.data() + sent, text.size() - sent, MSG_NOSIGNAL);
        if (part < 0 && errno == EINTR) continue;
        if (part <= 0) throw DeviceEnded("the emulator takes no requests any more");
        sent += static_cast<std::size_t>(part);
    }
}

std::string LineSocket::line() {
    for (;;) {
        const std::size_t end = buffer_.find('\n', at_);
        if (end != std::string::npos) {
            std::string line = buffer_.substr(at_, end - at_);
            at_ = end + 1;
            if (!line.empty() && line.back() == '\r') line.pop_back();
            return line;
        }
        buffer_.erase(0, at_);
        at_ = 0;
        pollfd waiting{fd_, POLLIN, 0};
        const int ready = ::poll(&waiting, 1, kPatienceMs);
        if (ready < 0 && errno == EINTR) continue;
        if (ready == 0) throw DeviceEnded("the emulator did not answer for 30 s");
        char bytes[4096];
        const ssize_t got = ::recv(fd_, bytes, sizeof bytes, 0);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) throw DeviceEnded("the emulator closed the connection");
        buffer_.append(bytes, static_cast<std::size_t>(got));
    }
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
