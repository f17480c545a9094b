# SPDX-License-Identifier: Apache-2.0
"""A PVSCSI device with two RAM disks: ram_disk_device.py SOCKET. See docs/socket-protocol.md."""
import socket, struct, sys, types  # noqa: E401
from contextlib import suppress

ONES, BLOCKS, SIZES = 0xffffffff, 65536, (1, 2, 4, 8, 16, 32)
NO_TARGET, DATA_RUN, INVALID, BAD_MESSAGE, HARDWARE, BUS_RESET, ABORTED = (
    (code, 0, b"") for code in (0x11, 0x12, 0x1a, 0x1d, 0x20, 0x25, 0x26))
RESET_ALL, RINGS, RESET_BUS, RESET_UNIT, ABORT, TARGETS = 1, 3, 4, 5, 6, 11
WORDS = {RINGS: 132, RESET_UNIT: 3, ABORT: 4}  # the others have none
WRITABLE = {4: 6, 5: 4, 0x11: 0x80, 0x12: 0xff, 0x13: 0xff, 0x3c: 0xff}  # configuration space
TEST, INQUIRY, CAPACITY, READ, WRITE = 0x00, 0x12, 0x25, 0x28, 0x2a
CDB_BYTES = {TEST: 6, INQUIRY: 6, CAPACITY: 10, READ: 10, WRITE: 10}
ABOUT = bytes([0, 5, 2, 31, 0, 0, 2]) + b"PVSCSIM RAM disk        1.0 "
FIELDS = "context addr size sense_addr sense_size flags cdb cdb_bytes lun bus target".split()
CHECK = {code: (0, 2, bytes([0x70, 0, 6 if code == 0x29 else 5, 0, 0, 0, 0, 10, 0, 0, 0, 0, code]
                            + 5 * [0])) for code in (0x20, 0x21, 0x24, 0x25, 0x29)}
Fault = type("Fault", (Exception,), {})  # nobody answers at an address


class Device:
    def __init__(self, path):
        connection = socket.socket(socket.AF_UNIX)
        connection.connect(path)
        self.file, self.now = connection.makefile("rw"), 0
        self.disks, self.attention = [bytearray(BLOCKS * 512) for _ in range(2)], {0, 1}
        self.call("hello pvscsim-device 1 reset,whole-blocks RAM disks in Python 1.0")
        self.reset()

    def serve(self):  # what the suite asks: the names of methods
        for line in self.file:
            verb, *numbers = line.split()
            answer = getattr(self, verb)(*(int(number, 0) for number in numbers))
            print("ok" if answer is None else f"ok {answer:#x}", file=self.file, flush=True)

    def call(self, *words):  # what we ask
        print(*words, file=self.file, flush=True)
        answer = self.file.readline().split()
        if answer[0] == "fault":
            raise Fault
        return "".join(answer[1:])

    def dma(self, addr, size, data=None):
        if not self.config[4] & 4 or addr + size > 1 << 64:
            raise Fault
        verb = "dma_read" if data is None else "dma_write"
        return bytes.fromhex(self.call(verb, addr, size if data is None else data.hex()))

    def word(self, addr, *value):
        return int.from_bytes(self.dma(addr, 4, *(each.to_bytes(4, "little") for each in value)), "little")

    def signal(self, cause=0):
        self.causes |= cause
        self.call("line", int(self.causes & self.mask != 0 and not self.config[5] & 4))

    def reset(self):
        self.config, self.mask = bytearray(struct.pack("<HHHHI244x", 0x15ad, 0x7c0, 0, 0, 0x01000002)), 0
        self.forget()

    def read_config(self, offset, width):
        return int.from_bytes(self.config[offset:offset + width], "little")

    def write_config(self, offset, width, value):
        for at, byte in enumerate(value.to_bytes(width, "little"), offset):
            self.config[at] ^= (self.config[at] ^ byte) & WRITABLE.get(at, 0)
        self.signal()

    def read_register(self, offset, width):
        return {(8, 4): self.status or 0, (0x100c, 4): self.causes, (0x2010, 4): self.mask}.get((offset, width), 0)

    def write_register(self, offset, width, value):
        if (offset, width) == (0, 4):
            self.words, self.command, self.wanted = [], value, WORDS.get(value, 0)
            self.status = ONES - 1 if self.wanted else self.execute(value, [])
        elif (offset, width) == (4, 4):
            self.words.append(value)
            if self.wanted in (0, len(self.words)):
                self.status, self.wanted = self.execute(self.command, self.words) if self.wanted else ONES, 0
        elif (offset, width) == (0x2010, 4):
            self.mask = value & 15
        elif offset in (0x100c, 0x3014, 0x4018) and width == 4:
            self.causes &= ~value if offset == 0x100c else ONES
            self.fetch()
        self.signal()

    def step(self, time):
        self.now += time
        self.finish([each for each in self.flying if each.due <= self.now and self.config[4] & 4])

    def forget(self):
        self.state, self.flying, self.done, self.broken = None, [], [], True
        self.fetched = self.posted = self.wanted = self.status = self.causes = 0

    def execute(self, command, words):
        if command == RESET_ALL:
            return self.forget()
        if command == RINGS and words[0] in SIZES and words[1] in SIZES:
            self.forget()
            self.state, *pages = [low << 12 | high << 44 for low, high in zip(words[2::2], words[3::2])]
            self.requests, self.completions = pages[:words[0]], pages[32:][:words[1]]
            sizes, self.broken = (words[0].bit_length() + 4, words[1].bit_length() + 6), False
            with suppress(Fault):
                self.dma(self.state, 24, struct.pack("<6I", 0, 0, sizes[0], 0, 0, sizes[1]))
            return 0
        self.fetch()
        if command == ABORT:
            found = [each for each in self.flying if each.context == words[0] | words[1] << 32]
            return self.finish(found[:1], ABORTED)
        if command == RESET_BUS or command == RESET_UNIT and words[0] < 2 and words[1:] == [0, 0]:
            targets = {0, 1} if command == RESET_BUS else {words[0]}
            self.attention |= targets
            return self.finish([each for each in self.flying if each.target in targets], BUS_RESET)
        return 16 if command == TARGETS else ONES

    def fetch(self):
        if self.broken or not self.config[4] & 4:
            return
        self.post()
        self.broken = True  # until all could be read
        with suppress(Fault):
            count = self.word(self.state) - self.fetched & ONES
            taken = (self.posted - self.word(self.state + 16) & ONES) + len(self.flying) + len(self.done)
            count = 0 if count > 32 * len(self.requests) else count
            for _ in range(min(count, 128 * len(self.completions) - taken)):
                page = self.requests[self.fetched // 32 % len(self.requests)]
                raw = self.dma(page + self.fetched % 32 * 128, 128)
                fields = dict(zip(FIELDS, struct.unpack_from("<QQQQII16sB8sxBB", raw)), moved=0)
                due = self.now + 5_000_000 * (raw[67] == 1 and raw[40] == READ)
                self.flying.append(types.SimpleNamespace(**fields, due=due))
                self.fetched = self.fetched + 1 & ONES
                self.word(self.state + 4, self.fetched)
            self.broken = False

    def finish(self, requests, ended=None):
        for each in requests:
            self.flying.remove(each)
            try:
                host, status, sense = ended or self.run(each)
                sense = sense[:each.sense_size]
                if sense:
                    self.dma(each.sense_addr, len(sense), sense)
            except Fault:
                host, status, sense = HARDWARE
            self.done.append(struct.pack("<QQIHHQ", each.context, each.moved, len(sense), host, status, 0))
        self.post()

    def post(self):
        while self.done and self.config[4] & 4:
            with suppress(Fault):  # what does not arrive is lost
                if self.posted - self.word(self.state + 16) & ONES >= 128 * len(self.completions):
                    return
                page = self.completions[self.posted // 128 % len(self.completions)]
                self.dma(page + self.posted % 128 * 32, 32, self.done[0])
                self.posted = self.posted + 1 & ONES
                self.word(self.state + 12, self.posted)
                self.signal(1)
            del self.done[0]

    def run(self, request):
        cdb, lun, opcode = request.cdb, request.lun[1], request.cdb[0]
        if request.bus or request.target > 1 or any(request.lun[:1] + request.lun[2:]):
            return NO_TARGET
        pieces = self.pieces(request)
        if request.flags & 2 or request.cdb_bytes > 16 or pieces is None:
            return INVALID
        if opcode not in CDB_BYTES or request.cdb_bytes < CDB_BYTES[opcode]:
            return CHECK[0x24 if opcode in CDB_BYTES else 0x20]
        lba, blocks = struct.unpack_from(">IxH", cdb, 2)
        asked = {TEST: 0, INQUIRY: cdb[4], CAPACITY: 8}.get(opcode, 512 * blocks)
        if asked and request.flags & 24 not in (0, 16 if opcode == WRITE else 8):
            return BAD_MESSAGE
        if opcode != INQUIRY and request.target in self.attention:
            self.attention.remove(request.target)
            return CHECK[0x29]
        if lun and opcode != INQUIRY or opcode in (READ, WRITE) and lba + blocks > BLOCKS:
            return CHECK[0x25 if lun else 0x21]
        answers = {TEST: b"", INQUIRY: (b"\x7f" if lun else b"\0") + ABOUT, CAPACITY: b"\0\0\xff\xff\0\0\2\0"}
        data = memoryview(bytearray(answers[opcode]) if opcode in answers else self.disks[request.target])
        data = (data[512 * lba:] if opcode in (READ, WRITE) else data)[:asked]
        for addr, size in pieces:
            end = addr + min(size, len(data) - request.moved)
            for at in range(addr, end, 65536):
                part = data[request.moved:request.moved + min(65536, end - at)]
                part[:] = self.dma(at, len(part), None if opcode == WRITE else part) or part
                request.moved += len(part)
        return DATA_RUN if request.moved < len(data) else (0, 0, b"")

    def pieces(self, request):
        if not request.flags & 1:
            return [(request.addr, request.size)] if request.addr + request.size <= 1 << 64 else None
        found, left, at = [], request.size, request.addr
        while left and at % 4096 <= 4080 and (at % 4096 or not found):
            addr, size = struct.unpack("<QI4x", self.dma(at, 16))
            found.append((addr, min(size, left)))
            left, at = left - found[-1][1], at + 16
        return None if left or any(addr + size > 1 << 64 for addr, size in found) else found


Device(sys.argv[1]).serve()
