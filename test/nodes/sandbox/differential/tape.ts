/** Records what the objects of a script do, in words that are the same on every machine. */
import type { EventEmitter } from 'node:events'
import type net from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

/** Name of an object -> its events and notes in order. */
export type Recording = Readonly<Record<string, readonly unknown[]>>

const socketEvents = [
  'connect',
  'ready',
  'secureConnect',
  'end',
  'finish',
  'timeout',
  'error',
  'close',
] as const

export class Tape {
  /** Address at which the server listens. */
  readonly host: string
  /** Port of the server; 0 before it listens. */
  port = 0
  readonly #recording: Record<string, unknown[]> = {}

  constructor(host: string, port = 0) {
    this.host = host
    this.port = port
  }

  get recording(): Recording {
    return this.#recording
  }

  /** Options that connect to the server. */
  get to(): { host: string; port: number } {
    return { host: this.host, port: this.port }
  }

  note(name: string, ...what: unknown[]): void {
    const list = this.#recording[name] ?? []
    this.#recording[name] = list
    list.push(what.length === 1 ? this.#plain(what[0]) : what.map((each) => this.#plain(each)))
  }

  /** Records what a function returns, or the error that it throws. */
  attempt(name: string, run: () => unknown): void {
    try {
      const result = run()
      this.note(name, typeof result === 'object' && result !== null ? 'an object' : result)
    } catch (error) {
      this.note(name, 'throws', error)
    }
  }

  /** Records the events of an emitter. */
  watch<E extends EventEmitter>(name: string, emitter: E, events: readonly string[] = socketEvents): E {
    for (const event of events)
      emitter.on(event, (...args: unknown[]) => this.note(name, ...[event, ...args]))
    return emitter
  }

  /** Records the events of a socket, and all that it reads. */
  follow<S extends net.Socket>(name: string, socket: S): S {
    this.watch(name, socket)
    socket.on('data', (data: Buffer | string) => this.#heard(name, data))
    return socket
  }

  /** Records a socket's own view of itself. */
  state(name: string, socket: net.Socket, ...keys: (keyof net.Socket)[]): void {
    const wanted = keys.length > 0 ? keys : stateKeys
    const entries = wanted.map((key) => [key, this.#value(String(key), socket[key])])
    this.note(name, Object.fromEntries(entries))
  }

  /** Resolves when the emitter has closed. */
  async closed(...emitters: readonly EventEmitter[]): Promise<void> {
    await Promise.all(emitters.map((emitter) => this.once(emitter, 'close')))
  }

  once(emitter: EventEmitter, event: string): Promise<unknown> {
    return new Promise((resolve) => emitter.once(event, resolve))
  }

  /**
   * Lets both sides do what they have to do. On a busy machine time passes without them, so turns of the event loop count
   * too: both sides of the real loopback are in this process.
   */
  async pause(milliseconds = 60): Promise<void> {
    await sleep(milliseconds)
    for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve))
  }

  /** Chunks depend on the machine; the bytes do not. */
  #heard(name: string, data: Buffer | string): void {
    const list = this.#recording[name] ?? []
    const last = list.at(-1)
    const text = String(data)
    if (typeof last === 'object' && last !== null && 'data' in last) {
      const heard = last as { data: string; bytes: number }
      heard.bytes += data.length
      heard.data = heard.bytes > 200 ? '' : heard.data + text
    } else this.note(name, { data: data.length > 200 ? '' : text, bytes: data.length })
  }

  #value(key: string, value: unknown): unknown {
    if (typeof value === 'number' && key.endsWith('Port')) {
      return value === this.port ? 'PORT' : value > 0 ? 'LOCAL' : value
    }
    return value ?? null
  }

  #plain(value: unknown): unknown {
    if (value instanceof AggregateError) {
      return {
        code: (value as { code?: string }).code,
        errors: value.errors.map((each) => this.#plain(each)),
      }
    }
    if (value instanceof Error) {
      const { name, message, code, syscall } = value as NodeJS.ErrnoException
      const cause = value.cause === undefined ? {} : { cause: this.#plain(value.cause) }
      return { error: name, message: this.#text(message), code, syscall, ...cause }
    }
    if (typeof value === 'string') return this.#text(value)
    if (typeof value === 'number') return this.#number(value)
    if (value instanceof Uint8Array) return `<${value.byteLength} bytes>`
    if (Array.isArray(value)) return value.map((each) => this.#plain(each))
    if (typeof value === 'object' && value !== null) {
      if (Object.getPrototypeOf(value) !== Object.prototype && Object.getPrototypeOf(value) !== null)
        return `<${value.constructor.name}>`
      return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, this.#plain(each)]))
    }
    return value ?? null
  }

  #number(value: number): number | string {
    if (value === this.port && value > 0) return 'PORT'
    return value >= firstEphemeral && value <= 65_535 ? 'LOCAL' : value
  }

  #text(text: string): string {
    return (
      text
        // The thread.
        .replace(/^[0-9A-F]{12,16}:error/, 'error')
        .replaceAll(/127\.0\.0\.1|8\.0\.0\.[12]\b/g, 'HOST')
        .replaceAll(`:${this.port}`, ':PORT')
        .replaceAll(/:\d{4,5}\b/g, ':LOCAL')
    )
  }
}

/** No other number of a script is as high as a port that the kernel chooses. */
const firstEphemeral = 32_768

const stateKeys = [
  'connecting',
  'pending',
  'readyState',
  'destroyed',
  'closed',
  'readable',
  'writable',
  'bytesRead',
  'bytesWritten',
  'localAddress',
  'localPort',
  'localFamily',
  'remoteAddress',
  'remotePort',
  'remoteFamily',
] as const
