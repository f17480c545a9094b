// SPDX-License-Identifier: Apache-2.0
// The run's process sends frames through a pipe: a letter that says what, a length, the bytes.
#include "scenarios/cli/run_process.h"

#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <new>

#include "models/base/check.h"
#include "reports/html_page.h"
#include "reports/report.h"
#include "scenarios/config/config_error.h"

namespace pvscsim::scenarios {
namespace {

enum class Frame : char { Progress, Report, Html, Trace, Vcd, Summary, Problem, End };

struct FrameHead {
    Frame frame = Frame::End;
    ExitCode code = ExitCode::Held;  ///< of Problem and End
    std::uint64_t bytes = 0;
};

/// The sending end. A parent that has gone needs no answer: the process just ends.
class FrameWriter {
public:
    explicit FrameWriter(int descriptor) : descriptor_(descriptor) {}

    void send(Frame frame, std::string_view content, ExitCode code = ExitCode::Held) const {
        const FrameHead head{frame, code, content.size()};
        put(&head, sizeof head);
        put(content.data(), content.size());
    }

private:
    void put(const void* data, std::size_t bytes) const {
        const auto* next = static_cast<const char*>(data);
        while (bytes != 0) {
            const ssize_t written = ::write(descriptor_, next, bytes);
            if (written < 0 && errno != EINTR) {
                _exit(static_cast<int>(ExitCode::Lacking));
            }
            next += written < 0 ? 0 : written;
            bytes -= written < 0 ? 0 : static_cast<std::size_t>(written);
        }
    }

    int descriptor_;
};

/// Passes on some of the progress: each message costs the run a system call.
std::function<void(const Progress&)> progress_sender(const FrameWriter& out) {
    using HostClock = std::chrono::steady_clock;
    return [&out, next = HostClock::now()](const Progress& progress) mutable {
        if (HostClock::now() >= next) {
            next = HostClock::now() + std::chrono::milliseconds(200);
            out.send(Frame::Progress, {reinterpret_cast<const char*>(&progress), sizeof progress});
        }
    };
}

void run_and_send(const RunEngine& engine, const Scenario& scenario, const RunTask& task,
                  const FrameWriter& out) {
    RunOptions options = task.options;
    if (task.progress) {
        options.progress = progress_sender(out);
    }
    RunOutput output = engine(scenario, options);
    if (task.report) {
        out.send(Frame::Report, reports::report_text(output.report));
    }
    if (task.html) {
        out.send(Frame::Html, reports::html_page(output.report));
    }
    if (task.summary) {
        out.send(Frame::Summary, reports::summary_text(output.report, task.style));
    }
    out.send(Frame::Trace, output.trace_json);
    out.send(Frame::Vcd, output.vcd);
    const bool passed = output.report.at("verdict") == "pass";
    out.send(Frame::End, "", passed ? ExitCode::Held : ExitCode::Failed);
}

[[noreturn]] void be_the_run(const RunEngine& engine, const Scenario& scenario, const RunTask& task,
                             int descriptor) {
    const FrameWriter out(descriptor);
    check_context().seed = scenario.seed;  // before anything is built
    try {
        run_and_send(engine, scenario, task, out);
    } catch (const ConfigError& error) {
        out.send(Frame::Problem, error.what(), ExitCode::BadInput);
    } catch (const LackError& error) {
        out.send(Frame::Problem, error.what(), ExitCode::Lacking);
    } catch (const std::bad_alloc&) {
        out.send(Frame::Problem, scenario.file + ": the run needs more memory than there is",
                 ExitCode::Lacking);
    } catch (const std::exception& error) {
        out.send(Frame::Problem,
                 scenario.file + ": internal error (seed " + std::to_string(scenario.seed) +
                     "): " + error.what(),
                 ExitCode::Bug);
    }
    std::fflush(nullptr);
    _exit(0);
}

/// Whether `bytes` were there.
bool take(int descriptor, void* data, std::size_t bytes) {
    auto* next = static_cast<char*>(data);
    while (bytes != 0) {
        const ssize_t got = ::read(descriptor, next, bytes);
        if (got == 0 || (got < 0 && errno != EINTR)) {
            return false;
        }
        next += got < 0 ? 0 : got;
        bytes -= got < 0 ? 0 : static_cast<std::size_t>(got);
    }
    return true;
}

/// Reads frames until the run's end or its pipe's; returns whether it came to its end.
bool receive(int descriptor, RunResult& result,
             const std::function<void(const Progress&)>& on_progress) {
    FrameHead head;
    while (take(descriptor, &head, sizeof head)) {
        std::string content(head.bytes, '\0');
        if (!take(descriptor, content.data(), content.size())) {
            return false;
        }
        Progress progress;
        switch (head.frame) {
            case Frame::Progress:
                std::memcpy(&progress, content.data(), sizeof progress);
                on_progress(progress);
                break;
            case Frame::Report:
                result.report = std::move(content);
                break;
            case Frame::Html:
                result.html = std::move(content);
                break;
            case Frame::Trace:
                result.trace = std::move(content);
                break;
            case Frame::Vcd:
                result.vcd = std::move(content);
                break;
            case Frame::Summary:
                result.summary = std::move(content);
                break;
            case Frame::Problem:
            case Frame::End:
                result.problem = std::move(content);
                result.code = head.code;
                return true;
        }
    }
    return false;
}

/// What to say of a process that ended without a result.
RunResult died(const std::string& file, int status) {
    RunResult result;
    if (!WIFSIGNALED(status)) {
        result.problem = file + ": the run ended without a result, with status " +
                         std::to_string(WEXITSTATUS(status));
        return result;
    }
    const int signal = WTERMSIG(status);
    const bool from_outside = signal == SIGKILL || signal == SIGTERM || signal == SIGINT ||
                              signal == SIGHUP || signal == SIGXCPU;
    result.code = from_outside ? ExitCode::Lacking : ExitCode::Bug;
    result.problem = file + ": the run was ended by signal " + std::to_string(signal) + " (" +
                     ::strsignal(signal) + ")" +
                     (signal == SIGKILL ? "; perhaps the memory gave out" : "");
    return result;
}

}  // namespace

RunResult run_in_process(const RunEngine& engine, const Scenario& scenario, const RunTask& task,
                         const std::function<void(const Progress&)>& on_progress) {
    std::array<int, 2> ends{};
    if (::pipe(ends.data()) != 0) {
        throw LackError(std::string("no pipe for the run: ") + std::strerror(errno));
    }
    const pid_t parent = ::getpid();
    const pid_t child = ::fork();
    if (child < 0) {
        throw LackError(std::string("no process for the run: ") + std::strerror(errno));
    }
    if (child == 0) {
        ::close(ends[0]);
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (::getppid() != parent) {
            _exit(0);
        }
        be_the_run(engine, scenario, task, ends[1]);
    }
    ::close(ends[1]);
    RunResult result;
    const bool whole = receive(ends[0], result, on_progress);
    ::close(ends[0]);
    int status = 0;
    while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    return whole ? result : died(scenario.file, status);
}

}  // namespace pvscsim::scenarios
