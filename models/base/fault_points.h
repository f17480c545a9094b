// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace pvscsim {

/// Where a fault strikes. Names, texts and effects are in the table of fault_points.cpp, and in
/// docs/faults.md, which is printed from it.
enum class FaultPoint : std::uint8_t {
    Interrupt,
    BackendRead,
    BackendWrite,
    Abort,
    Reset,
    BackendFlush,
    Snapshot,
    Doorbell,
    Poll,
    Worker,
    Completion,
    StatusBit,
    AdapterReset,
    SetupRings,
    Message,
    Registers,
    Device,
    Descriptor,
    SgList,
    DmaRead,
    DmaWrite,
    Dma,
    SenseWrite,
    CompletionWrite,
    IndexWrite,
    Vcpu,
    Machine,
    DmaAlloc,
    DmaMap,
    Timer,
    Handler,
    Lock,
};
inline constexpr std::size_t kFaultPointCount = static_cast<std::size_t>(FaultPoint::Lock) + 1;

/// What a fault does. None is no effect that a scenario can name.
enum class FaultEffect : std::uint8_t {
    Lose,
    MediumError,
    Stall,
    Spurious,
    HardwareError,
    AbortedCommand,
    NotReady,
    UnitAttention,
    RecoveredError,
    Busy,
    TaskSetFull,
    ReservationConflict,
    Hang,
    Short,
    Corrupt,
    Slow,
    Delay,
    Duplicate,
    StaleContext,
    Fail,
    Silent,
    Late,
    AllOnes,
    Halt,
    Error,
    None,
};
inline constexpr std::size_t kFaultEffectCount = static_cast<std::size_t>(FaultEffect::None);

/// Where a request is when a fault strikes, in the order of its life.
enum class FaultStage : std::uint8_t {
    Unpublished,  ///< the driver has it, the device cannot see it
    Published,    ///< in the request ring
    Fetched,      ///< being parsed, its data being read
    Backend,      ///< with its storage
    Ended,        ///< served, its completion not yet posted
    Posted,       ///< its completion lies in the ring, unseen
    Handler,      ///< the driver hands it back
};
inline constexpr std::size_t kFaultStageCount = static_cast<std::size_t>(FaultStage::Handler) + 1;

enum class FaultLayer : std::uint8_t { Backend, Device, Bus, Interrupts, Hypervisor, Environment };

struct FaultPointSpec {
    FaultPoint point;
    const char* name;
    FaultLayer layer;
    const char* where;  ///< what a pass of the point is
    bool has_target;    ///< a pass belongs to a target
    bool has_address;   ///< ... and to blocks of it
};

/// One fault that a scenario can inject: a point and an effect.
struct FaultSpec {
    FaultPoint point;
    FaultEffect effect;
    /// It strikes at a moment, which is a time or a request's arrival at a stage, and waits for no
    /// pass of its point.
    bool at_moment;
    std::uint8_t stages;  ///< bit n: a request of that stage can be hit; 0: it hits no request
    const char* happens;
    const char* recovery;
};

/// Rows in the order of the enumerators.
const FaultPointSpec& point_spec(FaultPoint point);
/// All of them, by point.
const std::vector<FaultSpec>& fault_specs();
/// The fault `effect` at `point`, or null if there is none.
const FaultSpec* find_fault(FaultPoint point, FaultEffect effect);

std::vector<std::string> fault_point_names();
std::vector<std::string> fault_effect_names();
std::vector<std::string> fault_stage_names();
const char* fault_layer_name(FaultLayer layer);
/// "backend_read stall".
std::string fault_name(FaultPoint point, FaultEffect effect);
/// Whether faults with this effect have a length, `stall_ns`.
bool has_length(FaultEffect effect);

}  // namespace pvscsim
