/**
 * The blocks of a pcapng file: draft-ietf-opsawg-pcapng, little-endian, one section with one interface: number 0.
 *
 *     section header, interface description, name resolution, (enhanced packet | name resolution)*, statistics?
 */
import { Buffer } from 'node:buffer'

/** Largest packet of a file: the usual value. */
const snapLength = 262_144
/** Packets begin with their IP header: LINKTYPE_RAW. */
const rawIp = 101

const blockType = { section: 0x0a0d0d0a, interface: 1, names: 4, statistics: 5, packet: 6 } as const
/** Codes of options. `comment` is one of all blocks. */
const option = { comment: 1, userApplication: 4, interfaceName: 2 } as const
/** Types of name records. */
const record = { end: 0, ipv4: 1, ipv6: 2 } as const

type Options = readonly (readonly [code: number, text: string])[]

/** An address, as its 4 or 16 bytes, and its name. */
export interface NameRecord {
  readonly address: Uint8Array
  readonly name: string
}

export interface PacketBlock {
  /** Milliseconds since 1970. */
  readonly time: number
  readonly bytes: Uint8Array
  readonly comments: readonly string[]
}

export function sectionHeader(application: string, comment: string): Buffer {
  const fixed = Buffer.alloc(16)
  fixed.writeUInt32LE(0x1a2b3c4d, 0)
  fixed.writeUInt16LE(1, 4)
  // The length of the section is unknown: -1.
  fixed.writeBigInt64LE(-1n, 8)
  return block(blockType.section, [
    fixed,
    options([
      [option.userApplication, application],
      [option.comment, comment],
    ]),
  ])
}

/** Describes the interface, which is one for all packets. Its time stamps are microseconds, the default. */
export function interfaceDescription(name: string): Buffer {
  const fixed = Buffer.alloc(8)
  fixed.writeUInt16LE(rawIp, 0)
  fixed.writeUInt32LE(snapLength, 4)
  return block(blockType.interface, [fixed, options([[option.interfaceName, name]])])
}

export function nameResolution(names: readonly NameRecord[]): Buffer {
  const records = names.map(({ address, name }) =>
    item(
      address.byteLength === 4 ? record.ipv4 : record.ipv6,
      Buffer.concat([address, Buffer.from(`${name}\0`)]),
    ),
  )
  return block(blockType.names, [...records, item(record.end, Buffer.alloc(0))])
}

export function packetBlock({ time, bytes, comments }: PacketBlock): Buffer {
  const fixed = Buffer.alloc(20)
  writeTime(fixed, time, 4)
  fixed.writeUInt32LE(bytes.byteLength, 12)
  fixed.writeUInt32LE(bytes.byteLength, 16)
  const comment = options(comments.map((text) => [option.comment, text]))
  return block(blockType.packet, [fixed, padded(bytes), comment])
}

/** Statistics of the interface, which hold comments that no packet follows. */
export function statisticsBlock(time: number, comments: readonly string[]): Buffer {
  const fixed = Buffer.alloc(12)
  writeTime(fixed, time, 4)
  return block(blockType.statistics, [fixed, options(comments.map((text) => [option.comment, text]))])
}

function writeTime(bytes: Buffer, milliseconds: number, at: number): void {
  const microseconds = Math.round(milliseconds * 1000)
  bytes.writeUInt32LE(Math.floor(microseconds / 2 ** 32), at)
  bytes.writeUInt32LE(microseconds % 2 ** 32, at + 4)
}

function block(type: number, parts: readonly Uint8Array[]): Buffer {
  const length = 12 + parts.reduce((sum, part) => sum + part.byteLength, 0)
  const [head, tail] = [Buffer.alloc(8), Buffer.alloc(4)]
  head.writeUInt32LE(type, 0)
  head.writeUInt32LE(length, 4)
  tail.writeUInt32LE(length, 0)
  return Buffer.concat([head, ...parts, tail])
}

/** Encodes options; nothing where there are none. */
function options(all: Options): Buffer {
  if (all.length === 0) return Buffer.alloc(0)
  const items = all.map(([code, text]) => item(code, Buffer.from(text).subarray(0, longestText)))
  return Buffer.concat([...items, item(0, Buffer.alloc(0))])
}

/** Bytes that the length of an option can hold. */
const longestText = 65_535

function item(code: number, value: Uint8Array): Buffer {
  const head = Buffer.alloc(4)
  head.writeUInt16LE(code, 0)
  head.writeUInt16LE(value.byteLength, 2)
  return Buffer.concat([head, padded(value)])
}

/** Fills up to a multiple of four bytes. */
function padded(bytes: Uint8Array): Uint8Array {
  const missing = -bytes.byteLength & 3
  return missing === 0 ? bytes : Buffer.concat([bytes, Buffer.alloc(missing)])
}
