/** A look into the file of a native add-on: the functions that it takes from the system tell if it can open sockets. */
import { closeSync, openSync, readFileSync, readSync } from 'node:fs'

/** Functions of the system, of libuv and of Windows, at least one of which a library needs for a socket. */
const openers: ReadonlySet<string> = new Set([
  'socket',
  '_socket',
  'uv_tcp_init',
  'uv_tcp_init_ex',
  'uv_udp_init',
  'uv_udp_init_ex',
  'WSASocketA',
  'WSASocketW',
])

export function opensSockets(file: string): boolean {
  const wanted = wantedOf(file)
  if (wanted !== null) return wanted.some((name) => openers.has(name))
  const content = readFileSync(file, 'latin1')
  return [...openers].some((name) => content.includes(`\0${name}\0`)) || /ws2_32\.dll/i.test(content)
}

const dynamicSymbols = 11
const headerBytes = 64

/** Names of the functions that a library of Linux (64-bit ELF) takes from others; null: it is something else. */
function wantedOf(file: string): readonly string[] | null {
  const descriptor = openSync(file, 'r')
  try {
    const read = (at: number, length: number) => {
      const bytes = Buffer.alloc(length)
      return bytes.subarray(0, readSync(descriptor, bytes, 0, length, at))
    }
    const header = read(0, headerBytes)
    if (header.length < headerBytes || header.toString('latin1', 0, 6) !== '\x7fELF\x02\x01') return null
    const [size, count] = [header.readUInt16LE(58), header.readUInt16LE(60)]
    const table = read(Number(header.readBigUInt64LE(40)), size * count)
    const sections = Array.from({ length: table.length / size }, (_, index) => sectionAt(table, index * size))
    const symbols = sections.find(({ type }) => type === dynamicSymbols)
    const names = symbols === undefined ? undefined : sections[symbols.link]
    if (symbols === undefined || names === undefined) return []
    return undefinedIn(read(symbols.offset, symbols.bytes), read(names.offset, names.bytes))
  } finally {
    closeSync(descriptor)
  }
}

function sectionAt(table: Buffer, at: number) {
  return {
    type: table.readUInt32LE(at + 4),
    offset: Number(table.readBigUInt64LE(at + 24)),
    bytes: Number(table.readBigUInt64LE(at + 32)),
    link: table.readUInt32LE(at + 40),
  }
}

const symbolBytes = 24

/** Symbols without a section are those of other libraries. */
function undefinedIn(symbols: Buffer, names: Buffer): readonly string[] {
  const found: string[] = []
  for (let at = 0; at + symbolBytes <= symbols.length; at += symbolBytes) {
    if (symbols.readUInt16LE(at + 6) !== 0) continue
    const start = symbols.readUInt32LE(at)
    found.push(names.toString('latin1', start, names.indexOf(0, start)))
  }
  return found
}
