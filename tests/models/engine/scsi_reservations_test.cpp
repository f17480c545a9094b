// SPDX-License-Identifier: Apache-2.0
// Persistent reservations [SPC-4] and those of RESERVE [SPC-2], as several initiators see
// them.
#include "tests/models/engine/scsi_script.h"

namespace pvscsim {
namespace {

class ScsiReservations : public ScsiScript {
protected:
    /// PERSISTENT RESERVE OUT; keys are bytes repeated.
    static Step out(unsigned initiator, unsigned action, unsigned type, unsigned key,
                    unsigned action_key, const std::string& end = "good", unsigned flags = 0) {
        char cdb[40];
        std::snprintf(cdb, sizeof cdb, "5f %02x %02x 0000 00000018 00", action, type);
        char list[64];
        std::snprintf(list, sizeof list, "%014x%02x %014x%02x 00000000 %02x 000000", 0, key, 0,
                      action_key, flags);
        return {initiator, cdb, end, "", list};
    }
    static Step registers(unsigned initiator, unsigned key) { return out(initiator, 0, 0, 0, key); }
    static Step reserves(unsigned initiator, unsigned type, unsigned key,
                         const std::string& end = "good") {
        return out(initiator, 1, type, key, 0, end);
    }
    static Step reads(unsigned initiator, const std::string& end = "good") {
        return {initiator, "28 00 00000000 00 0001 00", end};
    }
    static Step writes(unsigned initiator, const std::string& end = "good") {
        return {initiator, "2a 00 00000000 00 0001 00", end, "", "01", 512};
    }
    static Step keys(const std::string& in) { return {0, "5e 00 0000000000 0100 00", "good", in}; }
    static Step holder(const std::string& in) {
        return {0, "5e 01 0000000000 0100 00", "good", in};
    }
};

TEST_F(ScsiReservations, EachTypeKeepsOutWhomItMust) {
    // Type, then what becomes of a registered other's read and write, and an unregistered one's.
    struct Case {
        unsigned type;
        const char* registered_reads;
        const char* registered_writes;
        const char* other_reads;
        const char* other_writes;
    };
    constexpr const char* kGood = "good";
    constexpr const char* kConflict = "conflict";
    for (const Case& each :
         {Case{1, kGood, kConflict, kGood, kConflict},
          Case{3, kConflict, kConflict, kConflict, kConflict},
          Case{5, kGood, kGood, kGood, kConflict}, Case{6, kGood, kGood, kConflict, kConflict},
          Case{7, kGood, kGood, kGood, kConflict}, Case{8, kGood, kGood, kConflict, kConflict}}) {
        SCOPED_TRACE(each.type);
        run_table({registers(0, 0xa0),
                   registers(1, 0xa1),
                   reserves(0, each.type, 0xa0),
                   reads(0),
                   writes(0),
                   reads(1, each.registered_reads),
                   writes(1, each.registered_writes),
                   reads(2, each.other_reads),
                   writes(2, each.other_writes),
                   {2, kReady},
                   {2, "25 00 00000000 00 0000 00"},
                   {2, "12 00 00 00 24 00"},
                   {2, "1b 00 00 00 01 00"},
                   {2, "1b 00 00 00 00 00", kConflict},
                   {2, "1a 00 3f 00 ff 00", each.other_reads},
                   {2, "16 00 00 00 00 00", kConflict},
                   out(0, 3, 0, 0xa0, 0),
                   {1, kReady, "6/2a/03"},
                   reads(2),
                   writes(2)});
    }
}

TEST_F(ScsiReservations, RegistrationsAreHeldAgainstTheirKeys) {
    run_table({
        keys("00000000 00000000"),
        out(0, 0, 0, 0xff, 0xa0, "conflict"),  // a key, and not registered
        registers(0, 0xa0),
        out(0, 0, 0, 0xff, 0xa1, "conflict"),  // the wrong key
        out(0, 0, 0, 0xa0, 0xa1),              // another
        out(1, 6, 0, 0xff, 0xb0),              // REGISTER AND IGNORE EXISTING KEY
        keys("00000003 00000010 00000000000000a1 00000000000000b0"),
        reserves(2, 1, 0, "conflict"),
        reserves(0, 1, 0xb0, "conflict"),
        out(0, 0, 0, 0xa1, 0),  // unregisters
        keys("00000004 00000008 00000000000000b0"),
        out(1, 6, 0, 0, 0),
        keys("00000005 00000000"),
    });
}

TEST_F(ScsiReservations, AReservationIsTakenGivenBackAndTaken) {
    run_table({
        registers(0, 0xa0),
        registers(1, 0xa1),
        holder("00000002 00000000"),
        reserves(0, 5, 0xa0),
        reserves(0, 5, 0xa0),  // again, the same
        reserves(0, 3, 0xa0, "conflict"),
        reserves(1, 5, 0xa1, "conflict"),
        holder("00000002 00000010 00000000000000a0 00000000 00 05 0000"),
        out(1, 2, 5, 0xa1, 0),             // not the holder's: no effect
        out(0, 2, 6, 0xa0, 0, "5/26/04"),  // another type
        out(0, 2, 5, 0xa0, 0),
        {1, kReady, "6/2a/04"},  // registrants shared it
        holder("00000002 00000000"),
        reserves(1, 7, 0xa1),
        holder("00000002 00000010 0000000000000000 00000000 00 07"),
        out(1, 0, 0, 0xa1, 0),  // all registrants: the other one still holds it
        holder("00000003 00000010"),
        out(0, 0, 0, 0xa0, 0),
        holder("00000004 00000000"),
    });
}

TEST_F(ScsiReservations, PreemptTakesOverFromTheHolderAndRemovesItsKey) {
    run_table({
        registers(0, 0xa0),
        registers(1, 0xa1),
        registers(2, 0xa2),
        reserves(0, 3, 0xa0),
        out(1, 4, 1, 0xa1, 0xcc, "conflict"),  // nobody's key
        out(1, 4, 1, 0xa1, 0, "5/26/00"),
        out(1, 4, 1, 0xa1, 0xa0),
        {0, kReady, "6/2a/05"},
        {2, kReady},
        keys("00000004 00000010 00000000000000a1 00000000000000a2"),
        holder("00000004 00000010 00000000000000a1 00000000 00 01"),
        writes(0, "conflict"),
        out(1, 4, 6, 0xa1, 0xa1),  // itself: another type
        holder("00000005 00000010 00000000000000a1 00000000 00 06"),
        out(1, 4, 6, 0xa1, 0xa2),  // a registration without the reservation
        {2, kReady, "6/2a/05"},
        keys("00000006 00000008 00000000000000a1"),
    });
    Step abort = out(1, 5, 6, 0xa1, 0xa1);
    EXPECT_EQ(send(abort).abort_initiators, 0x02);
}

TEST_F(ScsiReservations, OfAllRegistrantsKeyZeroMeansEverybodyElse) {
    run_table({registers(0, 0xa0),
               registers(1, 0xa1),
               registers(2, 0xa2),
               reserves(0, 8, 0xa0),
               out(2, 5, 1, 0xa2, 0),
               {0, kReady, "6/2a/05"},
               {0, kReady, "6/2f/00"},
               {1, kReady, "6/2a/05"},
               holder("00000004 00000010 00000000000000a2 00000000 00 01")});
}

TEST_F(ScsiReservations, RegisterAndMoveHandsTheReservationOver) {
    const std::string to_1 = "0000000000000000 06000000 3505653100000001 000000000000000000000000";
    const auto move = [&](unsigned initiator, const std::string& key, const std::string& rest,
                          const std::string& end) {
        return Step{initiator, "5f 07 00 0000 00000030 00", end, "",
                    "00000000000000" + key + "00000000000000" + rest};
    };
    const std::string id = "06000000 3505653100000001 000000000000000000000000";
    run_table({
        registers(0, 0xa0),
        move(0, "a0", "b1 00 02 0001 00000018" + id, "conflict"),  // nothing to move
        reserves(0, 3, 0xa0),
        move(0, "a0", "00 00 02 0001 00000018" + id, "5/26/00"),
        move(0, "a0", "b1 00 01 0001 00000018" + id, "5/26/00"),  // APTPL
        move(0, "a0", "b1 00 02 0001 00000018" + std::string("05") + id.substr(2), "5/26/00"),
        move(0, "a0", "b1 00 02 0001 00000018" + id, "good"),
        {1, "5e 03 0000000000 0100 00", "good",
         "00000002 00000030 00000000000000b1 00000000 01 03 00000000 0001 00000018" + id},
        writes(0, "conflict"),
        writes(1),
    });
}

TEST_F(ScsiReservations, WhatIsNotOfferedIsRefused) {
    run_table({
        {0, "5e 02 0000000000 0100 00", "good", "0008 00 80 ea01 0000"},
        out(0, 0, 0, 0, 0xa0, "5/26/00", 0x01),  // APTPL
        out(0, 0, 0, 0, 0xa0, "5/26/00", 0x04),  // ALL_TG_PT
        out(0, 0, 0, 0, 0xa0, "5/26/00", 0x08),  // SPEC_I_PT
        out(0, 1, 0x02, 0, 0, "5/24/00"),        // no such type
        out(0, 1, 0x13, 0, 0, "5/24/00"),        // of an element
        {0, "5f 00 00 0000 00000017 00", "5/1a/00", "", "00", 23},
        {0, "5f 08 00 0000 00000018 00", "5/20/00", "", "00", 24},
    });
}

TEST_F(ScsiReservations, RegistrationsOutlastAResetAndReserveDoesNot) {
    run_table({registers(0, 0xa0), reserves(0, 1, 0xa0)});
    unit().reset();
    run_table({{1, kReady, "6/29/00"},
               writes(1, "conflict"),
               {0, kReady, "6/29/00"},
               out(0, 3, 0, 0xa0, 0),
               {0, "16 00 00 00 00 00"},
               reads(1, "conflict"),
               {1, kReady, "conflict"},
               {1, "12 00 00 00 24 00"},
               {1, "16 00 00 00 00 00", "conflict"},
               {1, "17 00 00 00 00 00"},
               out(0, 0, 0, 0, 0xa0, "conflict"),
               reads(1, "conflict")});
    unit().reset();
    run_table({{1, kReady, "6/29/00"},
               reads(1),
               {1, "56 00 00000000000000 00"},
               {0, kReady, "6/29/00"},
               writes(0, "conflict"),
               {1, "57 00 00000000000000 00"},
               writes(0)});
}

}  // namespace
}  // namespace pvscsim
