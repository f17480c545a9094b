// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "conformance/targets/child_process.h"
#include "conformance/targets/qtest_link.h"

namespace pvscsim::conformance {

/// A QEMU process in a folder of its own, with its sockets and its memory shared with us. Gone,
/// folder and all, with the object.
class EmulatorProcess {
public:
    static constexpr std::uint64_t kMemoryBytes = 64ULL << 20;

    EmulatorProcess();
    EmulatorProcess(const EmulatorProcess&) = delete;
    EmulatorProcess& operator=(const EmulatorProcess&) = delete;
    ~EmulatorProcess();

    QtestLink& qtest() { return *qtest_; }
    unsigned char* memory() { return memory_; }
    /// Sends a QMP command, as JSON; false if it is refused.
    bool qmp(const std::string& command);
    /// How the process ended, and the last it said; empty while it lives. Waits for it a little.
    std::string obituary() { return process_.obituary(); }

private:
    void make_files();

    ChildProcess process_{"the emulator"};
    unsigned char* memory_ = nullptr;
    std::unique_ptr<QtestLink> qtest_;
    std::unique_ptr<LineSocket> qmp_;
};

}  // namespace pvscsim::conformance
