// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
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
    /// The state goes to a file, the process is killed, and another goes on from the file. What was
    /// plugged in since the start is not known to that. The memory stays as it is.
    void save_and_restore();
    /// Memory of the computer that the process has now, without the guest's; 0 if it has ended.
    std::uint64_t private_bytes() const;
    /// How the process ended, and the last it said; empty while it lives. Waits for it a little.
    std::string obituary() { return child_.obituary(); }

private:
    void make_files();
    void launch(bool incoming, std::uint64_t lines);
    std::string qmp_answer(const std::string& command);
    void await_migration();

    ChildProcess child_{"the emulator"};
    unsigned char* memory_ = nullptr;
    std::unique_ptr<QtestLink> qtest_;
    std::unique_ptr<LineSocket> qmp_;
};

}  // namespace pvscsim::conformance
