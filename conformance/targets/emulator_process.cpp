// SPDX-License-Identifier: Apache-2.0
#include "conformance/targets/emulator_process.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <vector>

#include "conformance/suite/device_under_test.h"
#include "conformance/targets/qemu_under_test.h"

namespace pvscsim::conformance {

namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kDiskBytes = 65536 * 512;
constexpr int kEmulatorStartMs = 30000;

sockaddr_un address_of(const std::string& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, path.c_str(), sizeof address.sun_path - 1);
    return address;
}

int listen_at(const std::string& path) {
    const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const sockaddr_un address = address_of(path);
    if (fd < 0 || ::bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
        ::listen(fd, 1) != 0) {
        throw QemuMissing("no socket for the emulator at " + path + ": " + std::strerror(errno));
    }
    return fd;
}

constexpr const char* kShareMemory =
    R"({"execute":"migrate-set-capabilities","arguments":{"capabilities":[)"
    R"({"capability":"x-ignore-shared","state":true}]}})";

std::vector<std::string> arguments(const std::string& folder) {
    const std::string bytes = std::to_string(kDiskBytes);
    return {"qemu-system-x86_64", "-accel", "tcg", "-S", "-m", "64M", "-display", "none",
            "-nodefaults", "-net", "none", "-serial", "none", "-object",
            "memory-backend-file,id=mem,size=64M,mem-path=" + folder + "/memory,share=on",
            "-machine", "pc,memory-backend=mem", "-qtest", "unix:" + folder + "/qtest",
            "-qtest-log", "none", "-qmp", "unix:" + folder + "/qmp,server=on,wait=off", "-device",
            "pvscsi,id=s0", "-blockdev",
            // A flush has nothing to keep, and would wait for the machine's own disk.
            "driver=file,node-name=f0,cache.no-flush=on,filename=" + folder + "/disk", "-blockdev",
            "driver=raw,node-name=d0,cache.no-flush=on,file=f0", "-device",
            "scsi-hd,bus=s0.0,scsi-id=0,drive=d0,id=hd0", "-blockdev",
            "driver=null-co,node-name=d1,read-zeroes=on,latency-ns=300000000,size=" + bytes,
            "-device", "scsi-hd,bus=s0.0,scsi-id=1,drive=d1,id=hd1"};
}

}  // namespace

EmulatorProcess::EmulatorProcess() {
    const char* temporary = std::getenv("TMPDIR");
    folder_ = std::string(temporary == nullptr ? "/tmp" : temporary) + "/pvscsim-qemu-XXXXXX";
    if (::mkdtemp(folder_.data()) == nullptr) {
        throw QemuMissing("no folder for the emulator at " + folder_ + ": " + std::strerror(errno));
    }
    make_files();
    launch(false, 0);
}

void EmulatorProcess::launch(bool incoming, std::uint64_t lines) {
    reaped_ = false;
    ::unlink(path("qtest").c_str());
    const int listener = listen_at(path("qtest"));
    start(incoming);
    pollfd waiting{listener, POLLIN, 0};
    for (int waited = 0; ::poll(&waiting, 1, 100) != 1; waited += 100) {
        if (waited < kEmulatorStartMs && ::waitpid(child_, &status_, WNOHANG) == 0) continue;
        reaped_ = true;
        ::kill(child_, SIGKILL);
        throw QemuMissing("qemu-system-x86_64 does not start: " + obituary());
    }
    qtest_ =
        std::make_unique<QtestLink>(::accept4(listener, nullptr, nullptr, SOCK_CLOEXEC), lines);
    ::close(listener);
}

void EmulatorProcess::kill() {
    if (child_ <= 0 || reaped_) return;
    ::kill(child_, SIGKILL);
    ::waitpid(child_, &status_, 0);
    reaped_ = true;
}

EmulatorProcess::~EmulatorProcess() {
    kill();
    if (memory_ != nullptr) ::munmap(memory_, kMemoryBytes);
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
}

void EmulatorProcess::make_files() {
    const auto sized = [this](const char* name, std::uint64_t bytes) {
        const int fd = ::open(path(name).c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
        if (fd < 0 || ::ftruncate(fd, static_cast<off_t>(bytes)) != 0) {
            throw QemuMissing("no file for the emulator in " + folder_ + ": " +
                              std::strerror(errno));
        }
        return fd;
    };
    ::close(sized("disk", kDiskBytes));
    const int fd = sized("memory", kMemoryBytes);
    void* memory = ::mmap(nullptr, kMemoryBytes, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    ::close(fd);
    if (memory == MAP_FAILED) throw QemuMissing("the emulator's memory cannot be mapped");
    memory_ = static_cast<unsigned char*>(memory);
}

void EmulatorProcess::start(bool incoming) {
    std::vector<std::string> texts = arguments(folder_);
    if (incoming) texts.insert(texts.end(), {"-incoming", "defer"});
    std::vector<char*> argv;
    for (const std::string& text : texts) argv.push_back(const_cast<char*>(text.c_str()));
    argv.push_back(nullptr);
    const std::string log = path("log");
    child_ = ::fork();
    if (child_ < 0) throw QemuMissing("no process for the emulator");
    if (child_ != 0) return;
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    const int fd = ::open(log.c_str(), O_WRONLY | O_CREAT, 0600);
    ::dup2(fd, STDOUT_FILENO);
    ::dup2(fd, STDERR_FILENO);
    ::execvp(argv[0], argv.data());
    ::_exit(127);
}

bool EmulatorProcess::qmp(const std::string& command) {
    return qmp_answer(command).find("\"return\"") != std::string::npos;
}

std::string EmulatorProcess::qmp_answer(const std::string& command) {
    if (qmp_ == nullptr) {
        const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
        const sockaddr_un address = address_of(path("qmp"));
        if (::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
            ::close(fd);
            throw DeviceEnded("the emulator's control socket is not there");
        }
        qmp_ = std::make_unique<LineSocket>(fd);
        qmp_->line();  // the greeting
        qmp("{\"execute\":\"qmp_capabilities\"}");
    }
    qmp_->send(command + "\n");
    for (;;) {
        const std::string line = qmp_->line();
        const bool answers = line.find("\"return\"") != std::string::npos ||
                             line.find("\"error\"") != std::string::npos;
        if (answers) return line;
    }
}

void EmulatorProcess::await_migration() {
    for (;;) {
        const std::string told = qmp_answer(R"({"execute":"query-migrate"})");
        if (told.find(R"("status": "completed")") != std::string::npos) return;
        if (told.find(R"("status": "failed")") != std::string::npos) {
            throw DeviceEnded("the emulator's state cannot be saved or restored: " + told);
        }
        ::usleep(2000);
    }
}

void EmulatorProcess::save_and_restore() {
    const std::string state = path("state");
    qmp(kShareMemory);
    qmp(R"({"execute":"migrate","arguments":{"uri":"exec:cat >)" + state + R"("}})");
    await_migration();
    const std::uint64_t lines = qtest_->lines();
    kill();
    qmp_.reset();
    launch(true, lines);
    qtest_->ask("irq_intercept_in ioapic");
    qmp(kShareMemory);
    qmp(R"({"execute":"migrate-incoming","arguments":{"uri":"exec:cat )" + state + R"("}})");
    await_migration();
}

std::uint64_t EmulatorProcess::private_bytes() const {
    std::ifstream status("/proc/" + std::to_string(child_) + "/status");
    for (std::string line; std::getline(status, line);) {
        if (line.rfind("RssAnon:", 0) == 0) return std::stoull(line.substr(8)) << 10;
    }
    return 0;
}

std::string EmulatorProcess::obituary() {
    for (int i = 0; i < 50 && !reaped_; ++i) {
        if (::waitpid(child_, &status_, WNOHANG) == child_) {
            reaped_ = true;
        } else {
            ::usleep(20000);
        }
    }
    if (!reaped_) return "";
    std::string said;
    std::ifstream log(path("log"));
    for (std::string line; std::getline(log, line);) said = line;
    const std::string how = WIFSIGNALED(status_)
                                ? std::string("signal ") + std::to_string(WTERMSIG(status_)) +
                                      " (" + ::strsignal(WTERMSIG(status_)) + ")"
                                : "status " + std::to_string(WEXITSTATUS(status_));
    return "the emulator ended by " + how + (said.empty() ? "" : ": " + said);
}

}  // namespace pvscsim::conformance
