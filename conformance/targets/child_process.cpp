// SPDX-License-Identifier: Apache-2.0
#include "conformance/targets/child_process.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>

namespace pvscsim::conformance {

namespace {

constexpr int kStartMs = 30000;
constexpr std::streamoff kLastBytes = 4096;

}  // namespace

int unix_socket(const std::string& path, bool to_connect) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.size() >= sizeof address.sun_path) {
        errno = ENAMETOOLONG;
        return -1;
    }
    std::memcpy(address.sun_path, path.data(), path.size());
    const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0) return -1;
    const auto* const where = reinterpret_cast<const sockaddr*>(&address);
    const bool there = to_connect ? ::connect(fd, where, sizeof address) == 0
                                  : ::bind(fd, where, sizeof address) == 0 && ::listen(fd, 1) == 0;
    if (there) return fd;
    const int error = errno;
    ::close(fd);
    errno = error;
    return -1;
}

ChildProcess::ChildProcess(std::string who) : who_(std::move(who)) {
    const char* temporary = std::getenv("TMPDIR");
    folder_ = std::string(temporary == nullptr ? "/tmp" : temporary) + "/pvscsim-test-XXXXXX";
    if (::mkdtemp(folder_.data()) == nullptr) {
        throw TargetMissing("no folder for " + who_ + " at " + folder_ + ": " +
                            std::strerror(errno));
    }
}

void ChildProcess::end() {
    if (child_ > 0) ::kill(-child_, SIGKILL);
    if (child_ > 0 && !reaped_) ::waitpid(child_, &status_, 0);
    reaped_ = true;
}

ChildProcess::~ChildProcess() {
    end();
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
}

int ChildProcess::start(const std::vector<std::string>& arguments, const char* socket) {
    reaped_ = false;
    ::unlink(path(socket).c_str());
    const int listener = unix_socket(path(socket), false);
    if (listener < 0) {
        throw TargetMissing("no socket for " + who_ + " at " + path(socket) + ": " +
                            std::strerror(errno));
    }
    std::vector<char*> argv;
    for (const std::string& text : arguments) argv.push_back(const_cast<char*>(text.c_str()));
    argv.push_back(nullptr);
    const std::string log = path("log");
    child_ = ::fork();
    if (child_ == 0) {
        ::setpgid(0, 0);
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);
        const int fd = ::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
        ::dup2(fd, STDOUT_FILENO);
        ::dup2(fd, STDERR_FILENO);
        ::execvp(argv[0], argv.data());
        ::_exit(127);
    }
    if (child_ > 0) ::setpgid(child_, child_);
    const int connection = child_ < 0 ? -1 : wait_for_it(listener);
    const std::string error = connection < 0 ? std::strerror(errno) : "";
    ::close(listener);
    if (connection >= 0) return connection;
    const std::string how = obituary();
    throw TargetMissing(who_ + " does not start: " +
                        (child_ < 0    ? error
                         : how.empty() ? "it has not connected to its socket within 30 s"
                                       : how));
}

int ChildProcess::wait_for_it(int listener) {
    pollfd waiting{listener, POLLIN, 0};
    for (int waited = 0; waited < kStartMs; waited += 100) {
        if (::poll(&waiting, 1, 100) == 1)
            return ::accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
        reaped_ = ::waitpid(child_, &status_, WNOHANG) == child_;
        if (reaped_) break;
    }
    return -1;
}

std::string ChildProcess::obituary() {
    for (int i = 0; i < 50 && !reaped_; ++i) {
        if (::waitpid(child_, &status_, WNOHANG) == child_) {
            reaped_ = true;
        } else {
            ::usleep(20000);
        }
    }
    if (!reaped_) return "";
    const std::string said = last_words();
    const std::string how = WIFSIGNALED(status_)
                                ? std::string("signal ") + std::to_string(WTERMSIG(status_)) +
                                      " (" + ::strsignal(WTERMSIG(status_)) + ")"
                                : "status " + std::to_string(WEXITSTATUS(status_));
    return who_ + " ended by " + how + (said.empty() ? "" : ": " + said);
}

/// The last line of its log, of which the end alone is read.
std::string ChildProcess::last_words() const {
    std::ifstream log(path("log"), std::ios::binary | std::ios::ate);
    const std::streamoff bytes = log ? static_cast<std::streamoff>(log.tellg()) : 0;
    log.seekg(std::max<std::streamoff>(0, bytes - kLastBytes));
    std::string said;
    for (std::string line; std::getline(log, line);) {
        if (!line.empty()) said = line;
    }
    return said;
}

}  // namespace pvscsim::conformance
