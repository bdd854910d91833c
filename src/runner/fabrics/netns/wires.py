"""Wires between network namespaces, in user space: latency, jitter, loss, bandwidth, cuts.

A wire joins two TUN devices, one in the namespace of a machine (its inner end) and one in the namespace of the network
that the machine is on (its outer end). Not every kernel has netem, so the wires do its work everywhere.

Requests are lines of JSON on standard input; the answer to each is a line of JSON on standard output:

    {"id", "do": "wire", "wire", "inner": [namespace, device], "outer": [namespace, device]}
    {"id", "do": "attach", "wire", "outer": [namespace, device]}     moves the outer end
    {"id", "do": "unwire", "wire"}
    {"id", "do": "rules", "rules": {wire: {"out": {address: rule}, "in": {address: rule}}}, "sever": boolean}
    {"id", "do": "silence", "wire", "silent": boolean}
    {"id", "do": "capture", "files": [{"network", "path", "size"}], "limit", "full", "addresses"}
    {"id", "do": "note", "text"}     a comment for the next packet of each file
    {"id", "do": "names", "block"}     a block for each file
    {"id", "do": "captured"}     ends the capture, and answers with the end of each file: [[network, reason or null]]
    {"id", "do": "blocked"}     answers with the number of packets that barriers stopped: [[wire, side, address, count]]

`out` holds rules by destination for packets of the machine, `in` by source for packets to it. A rule has `latency` and
`jitter` in seconds, `bandwidth` in bytes a second or null, `loss` from 0 to 1, `line` (packets with the same line share
its bandwidth) and `barrier`: null, "drop" or "refuse". With `sever`, connections that a new "refuse" covers are reset.
The program ends with its standard input.

A packet to a multicast group, or to everybody, reaches the machines on the inside of the same NAT.
A capture has a pcapng file (draft-ietf-opsawg-pcapng) for each network, which is named by the namespace of its outer ends.
The files have their first blocks already. A packet is in the file of each network that it crosses, once: when a machine
sends it there, or when the router of the network delivers it. Blocks are in base64.
"""

import base64
import ctypes
import fcntl
import heapq
import json
import os
import random
import selectors
import socket
import struct
import sys
import time

CLONE_NEWNET = 0x40000000
TUNSETIFF = 0x400454CA
IFF_TUN_NO_PI = 0x1001
TCP, UDP, ICMP, ICMP6 = 6, 17, 1, 58
FIN, SYN, RST, ACK = 1, 2, 4, 16

libc = ctypes.CDLL(None, use_errno=True)
selector = selectors.DefaultSelector()
chance = random.Random(sys.argv[1])
wires = {}
queue = []
counter = 0
lines = {}
blocked = {}
captures = {}
# Wire -> the addresses of its machine, while there is a capture.
members = {}


class Wire:
    def __init__(self, name, inner, outer):
        self.name = name
        self.inner = open_tun(*inner)
        self.outer = open_tun(*outer)
        self.network = outer[0]
        self.rules = {"out": {}, "in": {}}
        self.addresses = set()
        self.silent = False
        # (source, source port, destination, destination port) -> the next byte that the source expects.
        self.flows = {}
        self.latest = {}
        self.watch()

    def watch(self):
        selector.register(self.inner, selectors.EVENT_READ, (self, "out", self.inner))
        selector.register(self.outer, selectors.EVENT_READ, (self, "in", self.outer))

    def other(self, direction):
        return self.outer if direction == "out" else self.inner

    def attach(self, outer):
        selector.unregister(self.outer)
        os.close(self.outer)
        # Until the new device is open, and when it cannot be: its number may be that of another file by then.
        self.outer = -1
        self.outer = open_tun(*outer)
        self.network = outer[0]
        selector.register(self.outer, selectors.EVENT_READ, (self, "in", self.outer))

    def close(self):
        for end in (self.inner, self.outer):
            if end >= 0:
                selector.unregister(end)
                os.close(end)
        self.inner = self.outer = -1


def open_tun(namespace, device):
    here = os.open(namespace, os.O_RDONLY)
    try:
        if libc.setns(here, CLONE_NEWNET) != 0:
            number = ctypes.get_errno()
            raise OSError(number, os.strerror(number), namespace)
    finally:
        os.close(here)
    tun = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(tun, TUNSETIFF, struct.pack("16sH22x", device.encode(), IFF_TUN_NO_PI))
    return tun


def parse(packet):
    """Returns (source, destination, protocol, offset of the payload), addresses as bytes; None: not IP."""
    version = packet[0] >> 4
    if version == 4 and len(packet) >= 20:
        return packet[12:16], packet[16:20], packet[9], (packet[0] & 15) * 4
    if version == 6 and len(packet) >= 40:
        return packet[8:24], packet[24:40], packet[6], 40
    return None


def is_group(address):
    if len(address) == 16:
        return address[0] == 0xFF
    return address[0] >> 4 == 14 or address == b"\xff\xff\xff\xff"


def neighbours(wire):
    """Returns the wires of the other machines on the inside of the same NAT."""
    if os.path.basename(os.path.dirname(wire.network)) != "machines":
        return []  # The internet carries no multicast.
    return [other for other in wires.values() if other is not wire and other.network == wire.network]


def spread(wire, packet, found, now):
    leave(wire, "out", packet)
    outward = wire.rules["out"]
    for other in neighbours(wire):
        rule = next((outward[address] for address in other.addresses if address in outward), None)
        if not other.silent:
            carry(other, "in", packet, found, rule or other.rules["in"].get(found[0]), now)


def forward(wire, direction, packet, now):
    found = parse(packet)
    if found is None or wire.silent:
        return
    source, destination, _, _ = found
    if direction == "out" and is_group(destination):
        spread(wire, packet, found, now)
        return
    far = destination if direction == "out" else source
    carry(wire, direction, packet, found, wire.rules[direction].get(far), now)


def carry(wire, direction, packet, found, rule, now):
    global counter
    source, destination, protocol, offset = found
    far = destination if direction == "out" else source
    if rule is None:
        leave(wire, direction, packet)
        deliver(wire, direction, packet)
        return
    if protocol == TCP and len(packet) >= offset + 20:
        note(wire, source, destination, packet, offset)
    if rule["barrier"] is not None:
        key = (wire.name, direction, far)
        blocked[key] = blocked.get(key, 0) + 1
        leave(wire, direction, packet, "topo: stopped by a cut" if rule["barrier"] == "drop" else None)
        if rule["barrier"] == "refuse":
            refuse(wire, direction, packet, found)
        return
    if rule["loss"] > 0 and chance.random() < rule["loss"]:
        leave(wire, direction, packet, "topo: lost on the way")
        return
    due = now
    if rule["bandwidth"] is not None:
        free = max(now, lines.get(rule["line"], 0)) + len(packet) / rule["bandwidth"]
        if free - now > 1:
            leave(wire, direction, packet, "topo: lost before a full line")
            return  # The buffer of the line, one second, is full.
        lines[rule["line"]] = due = free
    leave(wire, direction, packet)
    due += rule["latency"] + (chance.random() * rule["jitter"] if rule["jitter"] else 0)
    key = (direction, source, destination)
    due = max(due, wire.latest.get(key, 0))
    wire.latest[key] = due
    counter += 1
    heapq.heappush(queue, (due, counter, wire, direction, packet))


def deliver(wire, direction, packet, made=False):
    end = wire.other(direction)
    if end < 0 or wire.silent:
        return
    if captures and direction == "in" and not made and comes_from_router(wire, packet):
        see(wire.network, packet)
    try:
        os.write(end, packet)
    except OSError:
        pass  # The device is down, or its queue is full: the packet is lost.


def leave(wire, direction, packet, comment=None):
    """A machine sends a packet."""
    if captures and direction == "out":
        see(wire.network, packet, comment)


def make(wire, direction, packet):
    """Delivers a packet that a cut makes."""
    see(wire.network, packet, "topo: a cut sends this")
    deliver(wire, direction, packet, made=True)


def note(wire, source, destination, packet, offset):
    ports = packet[offset : offset + 4]
    acknowledged = struct.unpack_from("!I", packet, offset + 8)[0]
    flags = packet[offset + 13]
    key = (source, ports[:2], destination, ports[2:])
    if flags & RST:
        wire.flows.pop(key, None)
        wire.flows.pop((destination, ports[2:], source, ports[:2]), None)
    elif flags & ACK:
        wire.flows[key] = acknowledged


def refuse(wire, direction, packet, found):
    """Answers as a firewall that rejects: with a reset, or as an unreachable port."""
    source, destination, protocol, offset = found
    back = "in" if direction == "out" else "out"
    if protocol == TCP and len(packet) >= offset + 20:
        flags = packet[offset + 13]
        if flags & RST:
            return
        sequence, acknowledged = struct.unpack_from("!II", packet, offset + 4)
        ports = packet[offset : offset + 4]
        size = len(packet) - offset - (packet[offset + 12] >> 4) * 4
        if flags & ACK:
            answer = reset(destination, ports[2:], source, ports[:2], acknowledged, None)
        else:
            size += bool(flags & SYN) + bool(flags & FIN)
            answer = reset(destination, ports[2:], source, ports[:2], 0, (sequence + size) & 0xFFFFFFFF)
    elif protocol == UDP:
        answer = unreachable(destination, source, packet)
    else:
        return
    make(wire, back, answer)


def sever(wire, covers):
    """Resets the connections between the machine and addresses for which `covers` is true."""
    for (source, sport, destination, dport), expected in list(wire.flows.items()):
        inward = source in wire.addresses
        far = destination if inward else source
        if covers(far):
            # To each end, as if from the other one, with the byte that this end expects next.
            make(wire, "in" if inward else "out", reset(destination, dport, source, sport, expected, None))
            del wire.flows[(source, sport, destination, dport)]


def reset(source, sport, destination, dport, sequence, acknowledged):
    flags = RST if acknowledged is None else RST | ACK
    segment = sport + dport + struct.pack("!IIBBHHH", sequence, acknowledged or 0, 5 << 4, flags, 0, 0, 0)
    total = checksum(pseudo(source, destination, TCP, len(segment)) + segment)
    segment = segment[:16] + struct.pack("!H", total) + segment[18:]
    return header(source, destination, TCP, len(segment)) + segment


def unreachable(source, destination, packet):
    four = len(source) == 4
    kind, code, protocol = (3, 3, ICMP) if four else (1, 4, ICMP6)
    body = packet[: 28 if four else 1232]
    message = struct.pack("!BBHI", kind, code, 0, 0) + body
    covered = message if four else pseudo(source, destination, ICMP6, len(message)) + message
    message = message[:2] + struct.pack("!H", checksum(covered)) + message[4:]
    return header(source, destination, protocol, len(message)) + message


def header(source, destination, protocol, size):
    if len(source) == 16:
        return struct.pack("!IHBB", 6 << 28, size, protocol, 64) + source + destination
    head = struct.pack("!BBHHHBBH", 0x45, 0, 20 + size, 0, 0, 64, protocol, 0) + source + destination
    return head[:10] + struct.pack("!H", checksum(head)) + head[12:]


def pseudo(source, destination, protocol, size):
    if len(source) == 16:
        return source + destination + struct.pack("!II", size, protocol)
    return source + destination + struct.pack("!HH", protocol, size)


def checksum(data):
    if len(data) % 2:
        data += b"\0"
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def packed(address):
    return socket.inet_pton(socket.AF_INET6 if ":" in address else socket.AF_INET, address)


def unpacked(address):
    return socket.inet_ntop(socket.AF_INET6 if len(address) == 16 else socket.AF_INET, address)


class Capture:
    def __init__(self, path, size, limit, full):
        self.file = open(path, "ab", 1 << 20)
        self.size = size
        self.limit = limit
        self.full = full
        self.end = None
        self.comments = []
        self.last = 0

    def packet(self, packet, comment):
        if self.end is not None:
            return
        if comment is not None:
            self.comments.append(comment)
        if self.size + len(packet) + 2048 > self.limit:
            self.end = self.full
            self.comments.append(self.full)
        self.last = time.time_ns() // 1000
        stamp = struct.pack("<III", 0, self.last >> 32, self.last & 0xFFFFFFFF)
        sizes = struct.pack("<II", len(packet), len(packet))
        self.write(block(6, stamp + sizes + padded(packet) + self.take_comments()))

    def comment(self, text):
        if self.end is None:
            self.comments.append(text)

    def take_comments(self):
        texts = [text.encode(errors="replace")[:65535] for text in self.comments]
        self.comments = []
        items = [struct.pack("<HH", 1, len(text)) + padded(text) for text in texts]
        return b"".join(items) + bytes(4) if items else b""

    def write(self, data):
        self.size += len(data)
        self.attempt(lambda: self.file.write(data))

    def flush(self):
        self.attempt(self.file.flush)

    def attempt(self, act):
        try:
            act()
        except OSError as error:
            self.end = f"the capture stops here: {error.strerror}"

    def close(self):
        if self.comments and self.end is None:
            stamp = struct.pack("<III", 0, self.last >> 32, self.last & 0xFFFFFFFF)
            self.write(block(5, stamp + self.take_comments()))
        self.attempt(self.file.close)


def block(kind, body):
    size = struct.pack("<I", len(body) + 12)
    return struct.pack("<I", kind) + size + body + size


def padded(data):
    return data + bytes(-len(data) % 4)


def see(network, packet, comment=None):
    capture = captures.get(network)
    if capture is not None:
        capture.packet(packet, comment)


def comes_from_router(wire, packet):
    """True for a packet that no machine of the wire's network has sent: those have been seen when they were sent."""
    source = parse(packet)[0]
    return not any(other.network == wire.network and source in members.get(name, ()) for name, other in wires.items())


def start_capture(request):
    for name, addresses in request["addresses"].items():
        members[name] = {packed(address) for address in addresses}
    for file in request["files"]:
        captures[file["network"]] = Capture(file["path"], file["size"], request["limit"], request["full"])


def end_capture():
    for capture in captures.values():
        capture.close()
    ends = [[network, capture.end] for network, capture in captures.items()]
    captures.clear()
    return ends


def set_rules(rules, must_sever):
    for name, given in rules.items():
        wire = wires.get(name)
        if wire is None:
            continue
        wire.addresses = {packed(address) for address in given["addresses"]}
        members[name] = wire.addresses
        wire.rules = {
            direction: {packed(address): rule for address, rule in given[direction].items()}
            for direction in ("out", "in")
        }
        if must_sever:
            def covers(far, wire=wire):
                sides = (wire.rules["out"].get(far), wire.rules["in"].get(far))
                return any(rule is not None and rule["barrier"] == "refuse" for rule in sides)

            sever(wire, covers)


def obey(request):
    what = request["do"]
    if what == "wire":
        wires[request["wire"]] = Wire(request["wire"], request["inner"], request["outer"])
    elif what == "attach":
        wires[request["wire"]].attach(request["outer"])
    elif what == "unwire":
        wires.pop(request["wire"]).close()
    elif what == "rules":
        set_rules(request["rules"], request["sever"])
    elif what == "silence":
        wires[request["wire"]].silent = request["silent"]
    elif what == "blocked":
        return [[name, side, unpacked(far), count] for (name, side, far), count in blocked.items()]
    elif what == "capture":
        start_capture(request)
    elif what == "note":
        for capture in captures.values():
            capture.comment(request["text"])
    elif what == "names":
        data = base64.b64decode(request["block"])
        for capture in captures.values():
            if capture.end is None:
                capture.write(data)
    elif what == "captured":
        return end_capture()
    else:
        raise ValueError(f"no request is called {what}")
    return None


def answer(line):
    request = json.loads(line)
    try:
        reply = {"id": request["id"], "error": None, "value": obey(request)}
    except (OSError, KeyError, ValueError) as error:
        reply = {"id": request["id"], "error": f"{type(error).__name__}: {error}"}
    sys.stdout.write(json.dumps(reply) + "\n")
    sys.stdout.flush()


def main():
    selector.register(0, selectors.EVENT_READ, None)
    pending = b""
    while True:
        wait = max(0, queue[0][0] - time.monotonic()) if queue else None
        for key, _ in selector.select(wait):
            if key.data is None:
                read = os.read(0, 65536)
                if not read:
                    return
                *complete, pending = (pending + read).split(b"\n")
                for line in complete:
                    answer(line)
                continue
            wire, direction, end = key.data
            for _ in range(64):
                if end not in (wire.inner, wire.outer):
                    break
                try:
                    packet = os.read(end, 65535)
                except OSError:
                    break
                forward(wire, direction, packet, time.monotonic())
        now = time.monotonic()
        while queue and queue[0][0] <= now:
            _, _, wire, direction, packet = heapq.heappop(queue)
            deliver(wire, direction, packet)
        for capture in captures.values():
            capture.flush()


try:
    main()
finally:
    end_capture()
