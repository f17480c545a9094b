// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

// Devices (D) and drivers (R) that are wrong in one way, by which the suite proves that it would
// notice: MUT-D01 is D01. Those of our own are O. What each does, and which rule it breaks, is in
// conformance/catalogue.json; numbers that are not there are free.
// clang-format off
#define PVS_MUTANTS(X) \
    X(D01) X(D02) X(D03) X(D04) X(D05) X(D06) X(D07) X(D08) X(D09) X(D10) X(D11) X(D12) X(D13) \
    X(D14) X(D15) X(D16) X(D17) X(D18) X(D19) X(D20) X(D21) X(D22) X(D23) X(D24) X(D25) X(D26) \
    X(D27) X(D28) X(D29) X(D30) X(D31) X(D32) X(D33) X(D34) X(D35) X(D36) X(D37) X(D38) X(D39) \
    X(D40) X(D41) X(D42) X(D43) X(D44) X(D45) X(D46) X(D47) X(D48) X(D49) X(D50) X(D51) X(D52) \
    X(D53) X(D54) X(D55) X(D56) X(D57) X(D58) X(D59) X(D60) X(D61) X(D62) X(D63) X(D64) X(D65) \
    X(D66) X(D67) X(D68) X(D69) X(D70) X(D71) X(D72) X(D73) X(D74) X(D75) X(D76) X(D77) X(D78) \
    X(D79) X(D80) X(D81) X(D82) X(D83) X(D84) X(D85) X(D86) X(D87) X(D88) X(D89) X(D90) X(D91) \
    X(D92) X(D93) X(D94) X(D95) X(D96) X(D97) X(D98) X(D99) X(D100) X(D101) X(D102) X(D103) \
    X(D104) X(D105) X(D106) X(D107) \
    X(R01) X(R02) X(R03) X(R04) X(R05) X(R06) X(R07) X(R08) X(R09) X(R10) X(R11) X(R12) X(R13) \
    X(R14) X(R15) X(R16) X(R17) X(R18) X(R19) X(R20) X(R21) X(R22) X(R23) X(R24) X(R25) X(R26) \
    X(R27) X(R28) X(R29) X(R30) X(R31) X(R32) X(R33) X(R34) X(R35) X(R36) X(R37) X(R38) X(R39) \
    X(R40) X(R41) X(R42) X(R43) X(R44) X(R45) X(R46) X(R47) X(R48) X(R49) X(R50) X(R51) X(R52) \
    X(R53) X(R54) X(R55) X(R56) X(R57) X(R58) \
    X(O01) X(O02) X(O03) X(O04) X(O05) X(O06) X(O07) X(O08) X(O09) X(O10) X(O11) X(O12) X(O13) \
    X(O14) X(O15) X(O16) X(O17) X(O18) X(O19) X(O20) X(O21) X(O22) X(O23) X(O24) X(O25) X(O26) \
    X(O27) X(O28) X(O29) X(O30) X(O31) X(O32) X(O33) X(O34) X(O35) X(O36) X(O37) X(O38) X(O39) \
    X(O40) X(O41) X(O42) X(O43) X(O44) X(O45) X(O46) X(O47) X(O48) X(O49) X(O50) X(O51) X(O52) \
    X(O53) X(O54) X(O55) X(O56) X(O57) X(O58) X(O59) X(O60) X(O61) X(O62) X(O63) X(O64) X(O65) \
    X(O66) X(O67) X(O68) X(O69) X(O70) X(O71) X(O72) X(O73) X(O74) X(O75) X(O76) X(O77) X(O78) \
    X(O79) X(O80) X(O81) X(O82) X(O83) X(O84) X(O85) X(O86) X(O87) X(O88) X(O89) X(O90) X(O91) \
    X(O92) X(O93) X(O94) X(O95) X(O96) X(O97) X(O98) X(O99) X(O100) X(O101) X(O102) X(O103) \
    X(O104) X(O105) X(O106) X(O107) X(O108) X(O109) X(O110) X(O111) X(O112) X(O113) X(O114) \
    X(O115) X(O116) X(O117) X(O118) X(O119) X(O120) X(O121) X(O122) X(O123) X(O124) X(O125) \
    X(O126) X(O127) X(O128) X(O129) X(O130) X(O131) X(O132) X(O133) X(O134) X(O135) X(O136) \
    X(O137) X(O138) X(O139) X(O140) X(O141) X(O142) X(O143) X(O144) X(O145) X(O146) X(O147)
// clang-format on

namespace pvscsim {

/// A deliberate fault, compiled into test builds alone (CMake option PVSCSIM_MUTANTS, on in the
/// presets dev and asan).
enum class Mutant : std::uint16_t {
    None,
// clang-format off
#define PVS_MUTANT_ENUMERATOR(id) id,
    PVS_MUTANTS(PVS_MUTANT_ENUMERATOR)
#undef PVS_MUTANT_ENUMERATOR
    // clang-format on
};

#ifdef PVSCSIM_MUTANTS

inline constexpr bool kHasMutants = true;

/// The one that this process is made to have.
inline Mutant active_mutant = Mutant::None;

/// Stands where the fault is: `if (mutated(Mutant::D77)) ...`.
inline bool mutated(Mutant mutant) noexcept {
    return active_mutant == mutant;
}

#else

inline constexpr bool kHasMutants = false;

/// Always false, so that the faults are not compiled.
constexpr bool mutated(Mutant) noexcept {
    return false;
}

#endif

}  // namespace pvscsim
