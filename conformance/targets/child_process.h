// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <stdexcept>
#include <string>
#include <vector>

namespace pvscsim::conformance {

/// What is to be tested is not there, or does not start; the text says what is to be done.
class TargetMissing : public std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// A program in a folder of its own, which calls back over a socket there. It and all that it has
/// started are gone with the object, and so is the folder.
class ChildProcess {
public:
    /// Makes the folder. `who` names the program in messages: "the emulator".
    explicit ChildProcess(std::string who);
    ChildProcess(const ChildProcess&) = delete;
    ChildProcess& operator=(const ChildProcess&) = delete;
    ~ChildProcess();

    /// Starts `arguments`, waits until it connects to path(`socket`) and returns the connection. It
    /// may be started again once it has ended.
    int start(const std::vector<std::string>& arguments, const char* socket);
    /// Ends it and all that it has started.
    void end();
    pid_t pid() const { return child_; }
    /// How the process ended, and the last it said; empty while it lives. Waits for it a little.
    std::string obituary();
    std::string path(const char* name) const { return folder_ + "/" + name; }

private:
    int wait_for_it(int listener);
    std::string last_words() const;

    const std::string who_;
    std::string folder_;
    pid_t child_ = -1;
    int status_ = 0;
    bool reaped_ = false;
};

/// A socket at `path`: of ours, to be connected to, or, with `to_connect`, connected to another's.
/// -1 and errno if that cannot be.
int unix_socket(const std::string& path, bool to_connect);

}  // namespace pvscsim::conformance
