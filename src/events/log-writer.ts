import { closeSync, openSync, writeSync } from 'node:fs'
import { withAdvice } from '../base/advice.ts'
import { HarnessError, messageOf } from '../base/errors.ts'
import { type EventBody, eventVersion, type TopoEvent } from './event.ts'

/** Machine-dependent fields of one event, such as process ids and folders; the writer adds the wall time. */
export type WallFields = Readonly<Record<string, string | number>>

/**
 * Appends events to a log, one JSON line each, numbered from 1.
 *
 * `append` writes every event by one `write` call, without a buffer, so the log is complete even after a SIGKILL of the
 * runner. That costs less than turning the event into JSON (100,000 lines: 0.18 s against 0.26 s).
 */
export class LogWriter implements Disposable {
  readonly path: string
  readonly #fd: number
  readonly #wallTime: () => number
  #count = 0
  #open = true

  /** `path` must not exist: topo never overwrites a log. `wallTime` returns milliseconds since 1970. */
  constructor(path: string, wallTime: () => number = Date.now) {
    this.path = path
    this.#wallTime = wallTime
    this.#fd = attempt(path, () => openSync(path, 'ax'))
  }

  /** Number of events written. */
  get count(): number {
    return this.#count
  }

  /** Writes an event at `t` milliseconds of the run's clock. Throws {@link HarnessError}. */
  append(t: number, body: EventBody, wall: WallFields = {}): TopoEvent {
    const event: TopoEvent = {
      v: eventVersion,
      n: this.#count + 1,
      t,
      ...body,
      wall: { time: new Date(this.#wallTime()).toISOString(), ...wall },
    }
    attempt(this.path, () => writeAll(this.#fd, Buffer.from(`${JSON.stringify(event)}\n`)))
    this.#count += 1
    return event
  }

  [Symbol.dispose](): void {
    if (!this.#open) return
    this.#open = false
    closeSync(this.#fd)
  }
}

/** A full disk or a signal may cut a write short; the next write reports the reason. */
function writeAll(fd: number, bytes: Uint8Array): void {
  let written = 0
  while (written < bytes.length) written += writeSync(fd, bytes, written)
}

function attempt<T>(path: string, act: () => T): T {
  try {
    return act()
  } catch (error) {
    throw new HarnessError(`cannot write the event log ${path}: ${withAdvice(messageOf(error))}`, {
      cause: error,
    })
  }
}
