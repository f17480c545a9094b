// SPDX-License-Identifier: Apache-2.0
#include "conformance/targets/emulator_process.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstring>
#include <vector>

#include "conformance/suite/device_under_test.h"
#include "conformance/targets/qemu_under_test.h"

namespace pvscsim::conformance {

namespace {

constexpr std::uint64_t kDiskBytes = 65536 * 512;

std::vector<std::string> arguments(const std::string& folder) {
    const std::string bytes = std::to_string(kDiskBytes);
    return {"qemu-system-x86_64",
            "-accel",
            "tcg",
            "-S",
            "-m",
            "64M",
            "-display",
            "none",
            "-nodefaults",
            "-net",
            "none",
            "-serial",
            "none",
            "-object",
            "memory-backend-file,id=mem,size=64M,mem-path=" + folder + "/memory,share=on",
            "-machine",
            "pc,memory-backend=mem",
            "-qtest",
            "unix:" + folder + "/qtest",
            "-qtest-log",
            "none",
            "-qmp",
            "unix:" + folder + "/qmp,server=on,wait=off",
            "-device",
            "pvscsi,id=s0",
            "-blockdev",
            "driver=file,node-name=f0,filename=" + folder + "/disk",
            "-blockdev",
            "driver=raw,node-name=d0,file=f0",
            "-device",
            "scsi-hd,bus=s0.0,scsi-id=0,drive=d0,id=hd0",
            "-blockdev",
            "driver=null-co,node-name=d1,read-zeroes=on,latency-ns=300000000,size=" + bytes,
            "-device",
            "scsi-hd,bus=s0.0,scsi-id=1,drive=d1,id=hd1"};
}

}  // namespace

EmulatorProcess::EmulatorProcess() {
    make_files();
    qtest_ = std::make_unique<QtestLink>(process_.start(arguments(process_.path("")), "qtest"));
}

EmulatorProcess::~EmulatorProcess() {
    if (memory_ != nullptr) ::munmap(memory_, kMemoryBytes);
}

void EmulatorProcess::make_files() {
    const auto sized = [this](const char* name, std::uint64_t bytes) {
        const int fd = ::open(process_.path(name).c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
        if (fd < 0 || ::ftruncate(fd, static_cast<off_t>(bytes)) != 0) {
            throw QemuMissing("no file for the emulator in " + process_.path("") + ": " +
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
    if (qmp_ == nullptr) {
        const int fd = unix_socket(process_.path("qmp"), true);
        if (fd < 0) throw DeviceEnded("the emulator's control socket is not there");
        qmp_ = std::make_unique<LineSocket>(fd);
        qmp_->line();  // the greeting
        qmp("{\"execute\":\"qmp_capabilities\"}");
    }
    qmp_->send(command + "\n");
    for (;;) {
        const std::string line = qmp_->line();
        if (line.find("\"return\"") != std::string::npos) return true;
        if (line.find("\"error\"") != std::string::npos) return false;
    }
}

}  // namespace pvscsim::conformance
