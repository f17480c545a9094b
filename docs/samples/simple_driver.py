# SPDX-License-Identifier: Apache-2.0
"""A PVSCSI driver: simple_driver.py SOCKET. See docs/socket-protocol.md. It has no message ring, no
threshold of doorbells and no time-outs."""
import socket
import struct
import sys

ONES, SLOTS, COMPLETIONS = 0xffffffff, 32, 128  # a page of each ring
COMMAND, DATA, STATUS, INTR_STATUS, INTR_MASK, KICK_OTHER, KICK_MEDIA = (
    0x0, 0x4, 0x8, 0x100c, 0x2010, 0x3014, 0x4018)
RESET, SETUP_RINGS, RESET_BUS, RESET_DEVICE, ABORT, GET_MAX_TARGETS = 1, 3, 4, 5, 6, 11
DIRECTION = {"none": 4, "from_device": 8, "to_device": 16}
MEDIA = (0x08, 0x0a, 0x28, 0x2a, 0x88, 0x8a, 0xa8, 0xaa)
HOST = {0x11: "no_target", 0x12: "overrun", 0x22: "reset", 0x23: "reset", 0x25: "reset",
        0x26: "aborted"}
ENDS = {0x00: "good", 0x02: "check_condition", 0x08: "busy", 0x28: "busy"}


class Driver:
    def __init__(self, path):
        connection = socket.socket(socket.AF_UNIX)
        connection.connect(path)
        self.file = connection.makefile("rw")
        self.running = False
        self.call("hello pvscsim-driver 1 - A driver in Python 1.0")

    def serve_one(self, line):  # what the suite asks: the names of methods
        verb, *words = line.split()
        answer = getattr(self, verb)(*words)
        print("ok" if answer is None else f"ok {answer}", file=self.file, flush=True)

    def call(self, *words):  # what we ask; the suite may ask something before it answers
        print(*words, file=self.file, flush=True)
        while not (answer := self.file.readline()).startswith("ok"):
            if not answer:
                sys.exit()
            self.serve_one(answer)
        return answer.split()[1:]

    def number(self, *words):
        return int(self.call(*words)[0], 0)

    def load(self, addr, size, order="plain"):
        return bytes.fromhex(self.call("load", addr, size, order)[0])

    def store(self, addr, data, order="plain"):
        self.call("store", addr, data.hex(), order)

    def command(self, command, *words):
        self.call("write_register", COMMAND, command)
        for word in words:
            self.call("write_register", DATA, word)
        return self.number("read_register", STATUS)

    # Start and stop.
    def start(self, _requests, _completions, _messages, way, _threshold, elements, *_timeouts):
        bar = self.find_registers() if self.number("read_config", 0, 4) == 0x07c015ad else None
        if bar is None:
            return 0
        self.call("write_config", 4, 2, self.number("read_config", 4, 2) | 6)
        self.call("map_registers", bar)
        self.call("write_register", INTR_MASK, 0)
        self.command(RESET)
        self.memory = self.number("allocate", 3 + SLOTS)  # state, rings, and a page for each slot
        if self.memory == 0:
            return 0
        self.state, self.requests, self.completions, self.pages = (
            self.memory + 4096 * page for page in range(4))
        self.elements = min(int(elements), 128)
        if not self.set_up():
            self.command(RESET)
            self.call("release", self.memory, 3 + SLOTS)
            return 0
        told = self.command(GET_MAX_TARGETS)
        self.targets_max = told if 1 <= told <= 256 else 16
        self.way = next(each for each in (way, "intx", "polled") if self.number("connect", each))
        self.enable()
        return 1

    def set_up(self):
        for page in range(3 + SLOTS):
            self.store(self.memory + 4096 * page, bytes(4096))
        pages = [self.state] + [self.requests] + 31 * [0] + [self.completions] + 31 * [0]
        words = [half for page in pages for half in (page >> 12 & ONES, page >> 44)]
        self.free, self.active, self.more = list(range(SLOTS)), {}, False
        self.running = self.command(SETUP_RINGS, 1, 1, *words) == 0
        self.produced, self.consumed = (
            int.from_bytes(self.load(self.state + at, 4), "little") for at in (0, 16))
        return self.running

    def enable(self):
        if self.way != "polled":
            self.call("write_register", INTR_MASK, 1)

    def find_registers(self):
        bar = 0
        while bar < 6:
            at = 0x10 + 4 * bar
            old = self.number("read_config", at, 4)
            self.call("write_config", at, 4, ONES)
            size = self.number("read_config", at, 4)
            self.call("write_config", at, 4, old)
            if size and not size & 1 and (~size & ONES | 15) + 1 >= 0x8000:
                return bar
            bar += 2 if size & 7 == 4 else 1
        return None

    def stop(self):
        self.call("write_register", INTR_MASK, 0)
        self.command(RESET)
        self.call("disconnect")
        self.reclaim()
        self.call("release", self.memory, 3 + SLOTS)

    def reclaim(self):
        self.running = False
        while self.active:
            self.call("ended", self.active.popitem()[1][0], "reset", 0, "-")

    # Requests.
    def submit(self, number, target, lun, direction, cdb, _timeout, pieces):
        if not self.running or not self.free or len(cdb) > 32 or pieces.count(",") >= self.elements:
            return 0
        cdb = bytes.fromhex(cdb)
        pieces = [[int(word, 0) for word in piece.split(":")]
                  for piece in pieces.split(",")] if pieces != "-" else []
        slot = self.free.pop(0)
        page, size = self.pages + 4096 * slot, sum(piece[1] for piece in pieces)
        if len(pieces) > 1:
            self.store(page, b"".join(struct.pack("<QII", *piece, 0) for piece in pieces))
        self.store(page + 2048, bytes(256))
        flags = (DIRECTION[direction] if size else 4) | (len(pieces) > 1)
        addr = page if len(pieces) > 1 else pieces[0][0] if pieces else 0
        self.active[slot] = int(number), size, int(target), int(lun)
        self.store(self.requests + self.produced % SLOTS * 128, struct.pack(
            "<QQQQII16sB8sBBB60x", slot + 1, addr, size, page + 2048, 256, flags, cdb, len(cdb),
            bytes([0, int(lun)]), 0x20, 0, int(target)))
        self.produced = self.produced + 1 & ONES
        self.store(self.state, struct.pack("<I", self.produced), "release")
        self.call("write_register", KICK_MEDIA if cdb[0] in MEDIA else KICK_OTHER, 0)
        return 1

    def interrupt(self):
        causes = self.number("read_register", INTR_STATUS) & 15
        if self.way == "intx" and not causes:
            return 0
        if causes:
            self.call("write_register", INTR_STATUS, causes)
        self.poll()
        return 1

    def poll(self):
        found = 0
        for _ in range(COMPLETIONS if self.running else 0):
            produced = struct.unpack("<I", self.load(self.state + 12, 4, "acquire"))[0]
            if not 0 < (produced - self.consumed & ONES) <= COMPLETIONS:
                self.more = False
                return found
            raw = self.load(self.completions + self.consumed % COMPLETIONS * 32, 32)
            self.consumed = self.consumed + 1 & ONES
            self.store(self.state + 16, struct.pack("<I", self.consumed), "release")
            self.complete(*struct.unpack("<QQIHH8x", raw))
            found = 1
        self.more = self.running
        return found

    def complete(self, context, moved, sense_size, host, status):
        slot = context - 1
        if slot not in self.active:
            return
        number, size, *_ = self.active.pop(slot)
        how = ENDS.get(status, "scsi_status")
        if host not in (0, 0x0a, 0x0b) and not (host in (0x0c, 0x12, 0x0d) and how != "good"):
            how = HOST.get(host, "failed")
        sense = self.load(self.pages + 4096 * slot + 2048, min(sense_size, 256)) if (
            how == "check_condition" and sense_size) else b""
        short = size - min(moved, size) if host in (0x0c, 0x12) or 0 < moved < size else 0
        self.free.append(slot)
        self.call("ended", number, how, short, sense.hex() or "-")

    def wants_poll(self):
        return int(self.running and (self.more or self.way == "polled"))

    def targets(self):
        return self.targets_max

    # Recovery, when the layer above asks for it; there is no timer.
    def timer(self):
        pass

    def recover(self, concerned, command, *words):
        self.call("write_register", KICK_OTHER, 0)
        self.poll()
        self.command(command, *words)
        self.poll()
        return "not_done" if any(map(concerned, self.active)) else "done"

    def abort(self, number):
        self.poll()
        slots = [slot for slot, (each, *_) in self.active.items() if each == int(number)]
        if not slots:
            return "unknown"
        return self.recover(slots.__contains__, ABORT, slots[0] + 1, 0, self.active[slots[0]][2], 0)

    def reset_unit(self, target, lun):
        def concerned(slot):
            return self.active[slot][2:] == (int(target), int(lun))
        return self.recover(concerned, RESET_DEVICE, target, int(lun) << 8, 0)

    def reset_bus(self):
        return self.recover(self.active.__contains__, RESET_BUS)

    def reset_adapter(self):
        self.call("write_register", INTR_MASK, 0)
        self.command(RESET)
        self.poll()
        self.reclaim()
        if not self.set_up():
            return "not_done"
        self.enable()
        return "done"


driver = Driver(sys.argv[1])
for request in driver.file:
    driver.serve_one(request)
