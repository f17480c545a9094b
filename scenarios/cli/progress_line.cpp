// SPDX-License-Identifier: Apache-2.0
#include "scenarios/cli/progress_line.h"

#include <unistd.h>

#include <algorithm>
#include <cstdio>

#include "reports/wrapped_text.h"
#include "scenarios/cli/terminal.h"

namespace pvscsim::scenarios {
namespace {

std::string grouped(std::uint64_t number) {
    std::string text = std::to_string(number);
    for (std::size_t at = text.size(); at > 3;) {
        at -= 3;
        text.insert(at, ",");
    }
    return text;
}

}  // namespace

std::string progress_text(const std::string& name, const Progress& progress,
                          std::uint64_t elapsed_ms) {
    const std::uint64_t done = progress.requests_done;
    const std::uint64_t total = std::max(progress.requests_total, done);
    std::string text = name;
    if (progress.requests_total != 0) {
        text += " " + std::to_string(done * 100 / total) + " %";
    }
    const std::uint64_t simulated_ms = progress.simulated_ns / 1'000'000;
    std::string thousandths = std::to_string(simulated_ms % 1000);
    thousandths.insert(0, 3 - thousandths.size(), '0');
    text += ", " + std::to_string(simulated_ms / 1000) + "." + thousandths + " s simulated";
    if (elapsed_ms != 0 && done != 0) {
        text += ", " + grouped(done * 1000 / elapsed_ms) + " requests/s";
        if (progress.requests_total != 0) {
            const std::uint64_t left_ms = (total - done) * elapsed_ms / done;
            text += ", " + grouped((left_ms + 999) / 1000) + " s left";
        }
    }
    return text;
}

bool ProgressLine::wanted() {
    return ::isatty(STDERR_FILENO) == 1;
}

void ProgressLine::show(const Progress& progress) {
    using std::chrono::milliseconds;
    const auto elapsed =
        std::chrono::duration_cast<milliseconds>(std::chrono::steady_clock::now() - start_);
    std::string text = progress_text(name_, progress, static_cast<std::uint64_t>(elapsed.count()));
    // A line that the terminal breaks could not be written over.
    if (const std::size_t columns = terminal_columns(STDERR_FILENO); columns > 4) {
        text = reports::shortened(text, columns - 1);
    }
    const std::size_t width = text.size();
    text.append(width_ > width ? width_ - width : 0, ' ');
    width_ = width;
    std::fprintf(stderr, "\r%s", text.c_str());
    std::fflush(stderr);
}

void ProgressLine::clear() {
    if (width_ != 0) {
        std::fprintf(stderr, "\r%s\r", std::string(width_, ' ').c_str());
        std::fflush(stderr);
        width_ = 0;
    }
}

}  // namespace pvscsim::scenarios
