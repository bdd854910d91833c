/** The layer of Node below net.Socket: it has no public name. The sandbox takes it before the program runs. */
import { constants } from 'node:os'

/** A native stream whose bytes come from JavaScript: TLS and HTTP/2 work over it as over a socket of the machine. */
interface NativeStream {
  readBuffer(bytes: Uint8Array): void
  emitEOF(): void
  finishWrite(request: object, status: number): void
  finishShutdown(request: object, status: number): void
}

/** Numbers that native code and JavaScript hand each other beside the arguments of a call. */
interface StreamWrap {
  readonly streamBaseState: Int32Array
  readonly kReadBytesOrError: number
  readonly kArrayBufferOffset: number
  readonly kBytesWritten: number
  readonly kLastWriteWasAsync: number
}

const { JSStream } = binding('js_stream') as { JSStream: new () => NativeStream }
export const NativeStreamClass = JSStream
export const { TCP } = binding('tcp_wrap') as { TCP: { new (): object; prototype: object } }
export const streamWrap = binding('stream_wrap') as StreamWrap

/** libuv's number for the end of a stream. */
export const endOfFile = -4095

/** Flag of bind(): an IPv6 address takes no IPv4 connections. */
export const ipv6OnlyFlag = 1

/** Returns libuv's number of an error: negative. */
export function errorNumber(code: string): number {
  const numbers: Readonly<Record<string, number>> = constants.errno
  return -(numbers[code] ?? constants.errno.ECONNRESET)
}

/** Returns the symbol with this description among an object's keys. */
export function symbolOf(target: object, description: string): symbol {
  const found = Object.getOwnPropertySymbols(target).find((symbol) => symbol.description === description)
  if (found === undefined)
    throw new Error(`this version of Node has no ${description}: topo does not know it`)
  return found
}

function binding(name: string): unknown {
  const inner = process as unknown as { binding(name: string): unknown; noDeprecation: boolean | undefined }
  const { noDeprecation } = inner
  inner.noDeprecation = true
  try {
    return inner.binding(name)
  } finally {
    inner.noDeprecation = noDeprecation
  }
}
