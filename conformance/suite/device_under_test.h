// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

namespace pvscsim::conformance {

/// The device is gone: its emulator has ended, or answers no more.
class DeviceEnded : public std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// Something that the device did outside itself, as one sees it who watches its bus.
struct Act {
    enum class Kind : std::uint8_t {
        Read,     ///< of memory
        Write,    ///< of memory
        Message,  ///< an interrupt as a message
        LineUp,   ///< the INTx line rose
    };
    Kind kind;
    std::uint64_t addr;
    std::uint64_t bytes;
    std::uint32_t word;  ///< the first four bytes, little-endian; 0 if they are not known
};

/// A PVSCSI device with a machine around it, as the suite drives it: whoever wants the suite to
/// judge a device implements this. The machine has
/// - memory from address 0 on, at least 16 MiB of it, which the device reaches,
/// - a disk of 65,536 blocks of 512 bytes at target 0 and one at target 1, each with LUN 0 alone,
///   that of target 1 slow: a read takes it thirty steps or more,
/// - no other target; target 7 is one that can be plugged in.
/// Before a test the device is as after power-on, its BAR placed, memory decoding and bus mastering
/// on. Every call may throw DeviceEnded.
class DeviceUnderTest {
public:
    virtual ~DeviceUnderTest() = default;

    /// Configuration space; `width` is 1, 2 or 4.
    virtual std::uint32_t read_config(std::uint32_t offset, std::uint32_t width) = 0;
    virtual void write_config(std::uint32_t offset, std::uint32_t width, std::uint32_t value) = 0;
    /// The register BAR. A width of 8 moves the value zero-extended.
    virtual std::uint32_t read_register(std::uint32_t offset, std::uint32_t width) = 0;
    virtual void write_register(std::uint32_t offset, std::uint32_t width, std::uint32_t value) = 0;
    /// Writes a register and, with nothing in between that would give the device more time, reads
    /// a word of memory.
    virtual std::uint32_t write_and_look(std::uint32_t offset, std::uint32_t value,
                                         std::uint64_t addr) = 0;
    virtual void read_memory(std::uint64_t addr, void* to, std::uint32_t bytes) = 0;
    virtual void write_memory(std::uint64_t addr, const void* from, std::uint32_t bytes) = 0;
    /// Lets the device work for a short time: 100 us, if it keeps simulated time.
    virtual void step() = 0;
    /// Lets so much time pass that every request of the slow disk must have ended.
    virtual void wait_slow() = 0;
    /// The level of its INTx line.
    virtual bool line() = 0;
    /// The bus address at which the register BAR was placed.
    virtual std::uint64_t register_base() const = 0;

    // What not every device under test can do: false, null or 0 if so.

    virtual bool plug(std::uint8_t target) = 0;
    virtual bool unplug(std::uint8_t target) = 0;
    /// A reset of the machine; the BAR is placed again, decoding and bus mastering are on.
    virtual bool reset_machine() = 0;
    /// All indices of freshly installed rings become `index`, in memory too.
    virtual bool preset_indices(std::uint32_t index) = 0;
    /// Reads and writes of the media move whole blocks, not their first 16 bytes alone.
    virtual bool moves_whole_blocks() const = 0;
    /// From now on what the device does is recorded, in its order; null if nobody can tell. A read
    /// of a request descriptor, a list element, and a write of a completion are one act each.
    virtual const std::vector<Act>* record() { return nullptr; }
    /// The device's whole state is saved, the device destroyed, and a new one goes on from it.
    virtual bool save_and_restore() { return false; }
    /// The device is told when an access of its own reaches no memory.
    virtual bool sees_dma_faults() const { return false; }
    /// Memory of the host that the device uses, or the most that it has used so far; 0 if that is
    /// not known.
    virtual std::uint64_t host_memory_bytes() { return 0; }
};

}  // namespace pvscsim::conformance
