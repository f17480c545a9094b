// SPDX-License-Identifier: Apache-2.0
#include "scenarios/cli/test_processes.h"

#include <poll.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>

#include "scenarios/cli/exit_code.h"

namespace pvscsim::scenarios {
namespace {

struct Running {
    std::size_t number;
    pid_t process;
    int from;
};

[[noreturn]] void be_the_test(pid_t parent, int to, unsigned seconds_max,
                              const std::function<std::string()>& work) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != parent) ::_exit(1);  // it had gone before
    ::alarm(seconds_max);
    const std::string text = work();
    for (std::size_t sent = 0; sent < text.size();) {
        const ssize_t part = ::write(to, text.data() + sent, text.size() - sent);
        if (part < 0 && errno == EINTR) continue;
        if (part <= 0) ::_exit(1);
        sent += static_cast<std::size_t>(part);
    }
    ::_exit(0);
}

Running begin(std::size_t number, unsigned seconds_max, const std::function<std::string()>& work) {
    std::array<int, 2> ends{};
    if (::pipe(ends.data()) != 0) {
        throw LackError(std::string("no pipe for a test: ") + std::strerror(errno));
    }
    const pid_t parent = ::getpid();
    const pid_t child = ::fork();
    if (child < 0) throw LackError(std::string("no process for a test: ") + std::strerror(errno));
    if (child == 0) {
        ::close(ends[0]);
        be_the_test(parent, ends[1], seconds_max, work);
    }
    ::close(ends[1]);
    return {number, child, ends[0]};
}

std::string how_it_ended(pid_t process, unsigned seconds_max) {
    int status = 0;
    while (::waitpid(process, &status, 0) < 0 && errno == EINTR) {
    }
    if (WIFSIGNALED(status) && WTERMSIG(status) == SIGALRM) {
        return "it took longer than " + std::to_string(seconds_max) + " s";
    }
    if (WIFSIGNALED(status)) {
        return "its process was ended by signal " + std::to_string(WTERMSIG(status)) + " (" +
               ::strsignal(WTERMSIG(status)) + ")";
    }
    return WEXITSTATUS(status) == 0
               ? ""
               : "its process ended with status " + std::to_string(WEXITSTATUS(status));
}

}  // namespace

std::vector<ProcessEnd> run_in_processes(std::size_t count, std::size_t jobs, unsigned seconds_max,
                                         const std::function<std::string(std::size_t)>& work) {
    std::vector<ProcessEnd> ends(count);
    std::vector<Running> running;
    std::size_t next = 0;
    while (next < count || !running.empty()) {
        while (next < count && running.size() < jobs) {
            const std::size_t number = next++;
            running.push_back(begin(number, seconds_max, [&] { return work(number); }));
        }
        std::vector<pollfd> waiting;
        for (const Running& one : running) waiting.push_back({one.from, POLLIN, 0});
        if (::poll(waiting.data(), waiting.size(), -1) < 0) continue;
        for (std::size_t i = running.size(); i-- > 0;) {
            if (waiting[i].revents == 0) continue;
            std::array<char, 4096> bytes{};
            const ssize_t got = ::read(running[i].from, bytes.data(), bytes.size());
            if (got < 0 && errno == EINTR) continue;
            ProcessEnd& end = ends[running[i].number];
            if (got > 0) {
                end.text.append(bytes.data(), static_cast<std::size_t>(got));
                continue;
            }
            ::close(running[i].from);
            end.how = how_it_ended(running[i].process, seconds_max);
            running.erase(running.begin() + static_cast<std::ptrdiff_t>(i));
        }
    }
    return ends;
}

}  // namespace pvscsim::scenarios
