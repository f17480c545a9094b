// SPDX-License-Identifier: Apache-2.0
#include "scenarios/cli/output_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <functional>
#include <memory>
#include <system_error>

#include "scenarios/cli/exit_code.h"
#include "scenarios/config/config_error.h"

namespace pvscsim::scenarios {
namespace {

[[noreturn]] void fail(const std::string& name, int error) {
    const std::string file = name == "-" ? "standard output" : name;
    const std::string text = std::string("cannot be written: ") + std::strerror(error);
    switch (error) {
        case EISDIR:
        case ENOENT:
        case ENOTDIR:
        case ELOOP:
        case ENAMETOOLONG:
            throw ConfigError(file, "", text);
        case ENOSPC:
        case EDQUOT:
            throw LackError(file + ": " + text + "; free some or name another place");
        case EPIPE:
            throw LackError(file + ": " + text + "; its reader has gone");
        default:
            throw LackError(file + ": " + text);
    }
}

void write_all(int descriptor, std::string_view content, const std::string& file) {
    while (!content.empty()) {
        const ssize_t written = ::write(descriptor, content.data(), content.size());
        if (written < 0 && errno != EINTR) {
            fail(file, errno);
        }
        content.remove_prefix(written < 0 ? 0 : static_cast<std::size_t>(written));
    }
}

/// No signal of a user ends the process while a file lies aside.
class SignalShield {
public:
    SignalShield() {
        sigset_t blocked;
        sigemptyset(&blocked);
        for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGQUIT}) {
            sigaddset(&blocked, signal);
        }
        sigprocmask(SIG_BLOCK, &blocked, &before_);
    }
    ~SignalShield() { sigprocmask(SIG_SETMASK, &before_, nullptr); }
    SignalShield(const SignalShield&) = delete;
    SignalShield& operator=(const SignalShield&) = delete;

private:
    sigset_t before_{};
};

/// A file beside `file` that goes away again unless it is renamed.
class AsideFile {
public:
    explicit AsideFile(const std::string& file) : name_(file + ".XXXXXX"), file_(file) {
        descriptor_ = ::mkostemp(name_.data(), O_CLOEXEC);
        if (descriptor_ < 0) {
            fail(file, errno);
        }
    }
    ~AsideFile() {
        if (descriptor_ >= 0) {
            ::close(descriptor_);
        }
        if (!renamed_) {
            ::unlink(name_.c_str());
        }
    }
    AsideFile(const AsideFile&) = delete;
    AsideFile& operator=(const AsideFile&) = delete;

    int descriptor() const { return descriptor_; }
    void become_the_file() {
        const mode_t mask = ::umask(0);
        ::umask(mask);
        const bool closed = ::fchmod(descriptor_, 0666 & ~mask) == 0 && ::close(descriptor_) == 0;
        descriptor_ = -1;
        if (!closed || ::rename(name_.c_str(), file_.c_str()) != 0) {
            fail(file_, errno);
        }
        renamed_ = true;
    }

private:
    SignalShield shield_;
    std::string name_;
    std::string file_;
    int descriptor_ = -1;
    bool renamed_ = false;
};

/// Whether `file` is to be written aside. Throws for a directory and a file that is read-only.
bool is_regular(const std::string& file) {
    struct stat status {};
    if (::stat(file.c_str(), &status) != 0) {
        if (errno != ENOENT) {
            fail(file, errno);
        }
        return true;
    }
    if (S_ISDIR(status.st_mode)) {
        fail(file, EISDIR);
    }
    if (::access(file.c_str(), W_OK) != 0) {
        fail(file, errno);
    }
    return S_ISREG(status.st_mode);
}

/// `file` with its symbolic links followed: the name that a rename may replace.
std::string followed(const std::string& file) {
    const std::unique_ptr<char, void (*)(void*)> real(::realpath(file.c_str(), nullptr),
                                                      &std::free);
    return real ? std::string(real.get()) : file;
}

/// Opens what `file` names as write_output() says, lets `write` write, and puts it in its place.
void write_to(const std::string& file, const std::function<void(int)>& write) {
    if (file == "-") {
        write(STDOUT_FILENO);
        return;
    }
    if (is_regular(file)) {
        AsideFile aside(followed(file));
        write(aside.descriptor());
        aside.become_the_file();
        return;
    }
    const int descriptor = ::open(file.c_str(), O_WRONLY | O_CLOEXEC);
    if (descriptor < 0) {
        fail(file, errno);
    }
    const std::unique_ptr<const int, void (*)(const int*)> closer(
        &descriptor, [](const int* open) { ::close(*open); });
    write(descriptor);
}

}  // namespace

std::string file_identity(const std::string& file) {
    struct stat status {};
    if (file != "-" && ::stat(file.c_str(), &status) == 0) {
        return std::to_string(status.st_dev) + ":" + std::to_string(status.st_ino);
    }
    if (file.empty() || file == "-") return file;
    std::error_code ignored;  // a folder that is not there is the writer's affair
    const std::filesystem::path whole =
        std::filesystem::weakly_canonical(std::filesystem::absolute(file, ignored), ignored);
    return whole.empty() ? file : whole.string();
}

void check_output(const std::string& file) {
    if (file != "-" && is_regular(file)) {
        const AsideFile probe(followed(file));
    }
}

void write_output(const std::string& file, std::string_view content) {
    write_to(file, [&](int to) { write_all(to, content, file); });
}

LongOutput::LongOutput(const std::string& file) : file_(file) {
    check_output(file);
    const char* temporary = std::getenv("TMPDIR");
    const bool beside = file != "-" && is_regular(file);
    std::string name = beside                 ? followed(file)
                       : temporary != nullptr ? std::string(temporary) + "/pvscsim"
                                              : "/tmp/pvscsim";
    name += ".XXXXXX";
    const SignalShield shield;
    descriptor_ = ::mkostemp(name.data(), O_CLOEXEC);
    if (descriptor_ < 0) {
        fail(name, errno);
    }
    ::unlink(name.c_str());
}

LongOutput::~LongOutput() {
    ::close(descriptor_);
}

void LongOutput::add(std::string_view text) const {
    write_all(descriptor_, text, file_);
}

void LongOutput::publish() const {
    write_to(file_, [this](int to) {
        std::array<char, 64 << 10> piece;
        for (off_t at = 0;;) {
            const ssize_t got = ::pread(descriptor_, piece.data(), piece.size(), at);
            if (got < 0) {
                fail(file_, errno);
            }
            if (got == 0) {
                return;
            }
            write_all(to, {piece.data(), static_cast<std::size_t>(got)}, file_);
            at += got;
        }
    });
}

void print(std::string_view text) {
    write_all(STDOUT_FILENO, text, "standard output");
}

}  // namespace pvscsim::scenarios
