// SPDX-License-Identifier: Apache-2.0
#include "conformance/targets/emulator_process.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <vector>

#include "conformance/suite/device_under_test.h"
#include "conformance/targets/qemu_under_test.h"

namespace pvscsim::conformance {

namespace {

constexpr std::uint64_t kDiskBytes = 65536 * 512;

constexpr const char* kShareMemory =
    R"({"execute":"migrate-set-capabilities","arguments":{"capabilities":[)"
    R"({"capability":"x-ignore-shared","state":true}]}})";

/// `folder` ends with a slash.
std::vector<std::string> arguments(const std::string& folder) {
    const std::string bytes = std::to_string(kDiskBytes);
    return {"qemu-system-x86_64", "-accel", "tcg", "-S", "-m", "64M", "-display", "none",
            "-nodefaults", "-net", "none", "-serial", "none", "-object",
            "memory-backend-file,id=mem,size=64M,mem-path=" + folder + "memory,share=on",
            "-machine", "pc,memory-backend=mem", "-qtest", "unix:" + folder + "qtest", "-qtest-log",
            "none", "-qmp", "unix:" + folder + "qmp,server=on,wait=off", "-device", "pvscsi,id=s0",
            "-blockdev",
            // A flush has nothing to keep, and would wait for the machine's own disk.
            "driver=file,node-name=f0,cache.no-flush=on,filename=" + folder + "disk", "-blockdev",
            "driver=raw,node-name=d0,cache.no-flush=on,file=f0", "-device",
            "scsi-hd,bus=s0.0,scsi-id=0,drive=d0,id=hd0", "-blockdev",
            "driver=null-co,node-name=d1,read-zeroes=on,latency-ns=300000000,size=" + bytes,
            "-device", "scsi-hd,bus=s0.0,scsi-id=1,drive=d1,id=hd1"};
}

}  // namespace

EmulatorProcess::EmulatorProcess() {
    make_files();
    launch(false, 0);
}

void EmulatorProcess::launch(bool incoming, std::uint64_t lines) {
    std::vector<std::string> texts = arguments(child_.path(""));
    if (incoming) texts.insert(texts.end(), {"-incoming", "defer"});
    qtest_ = std::make_unique<QtestLink>(child_.start(texts, "qtest"), lines);
}

EmulatorProcess::~EmulatorProcess() {
    if (memory_ != nullptr) ::munmap(memory_, kMemoryBytes);
}

void EmulatorProcess::make_files() {
    const auto sized = [this](const char* name, std::uint64_t bytes) {
        const int fd = ::open(child_.path(name).c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
        if (fd < 0 || ::ftruncate(fd, static_cast<off_t>(bytes)) != 0) {
            throw QemuMissing("no file for the emulator at " + child_.path(name) + ": " +
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

bool EmulatorProcess::qmp(const std::string& command) {
    return qmp_answer(command).find("\"return\"") != std::string::npos;
}

std::string EmulatorProcess::qmp_answer(const std::string& command) {
    if (qmp_ == nullptr) {
        const int fd = unix_socket(child_.path("qmp"), true);
        if (fd < 0) throw DeviceEnded("the emulator's control socket is not there");
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
    const std::string state = child_.path("state");
    qmp(kShareMemory);
    qmp(R"({"execute":"migrate","arguments":{"uri":"exec:cat >)" + state + R"("}})");
    await_migration();
    const std::uint64_t lines = qtest_->lines();
    child_.end();
    qmp_.reset();
    launch(true, lines);
    qtest_->ask("irq_intercept_in ioapic");
    qmp(kShareMemory);
    qmp(R"({"execute":"migrate-incoming","arguments":{"uri":"exec:cat )" + state + R"("}})");
    await_migration();
}

std::uint64_t EmulatorProcess::private_bytes() const {
    std::ifstream status("/proc/" + std::to_string(child_.pid()) + "/status");
    for (std::string line; std::getline(status, line);) {
        if (line.rfind("RssAnon:", 0) == 0) return std::stoull(line.substr(8)) << 10;
    }
    return 0;
}

}  // namespace pvscsim::conformance
