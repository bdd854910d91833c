import { Buffer } from 'node:buffer'
import { type Frame, type Op, op } from '../../../../protocol/wire.ts'
import type { Host, Program } from './state.ts'

/** The frames for one host, in order. */
export interface Deliveries {
  readonly host: string
  readonly frames: readonly Frame[]
}

/** A frame for a program in the switch. */
interface Call {
  readonly program: Program
  readonly op: Op
  readonly id: number
  readonly time: number
  readonly payload: Uint8Array
}

interface Draft {
  readonly op: Op
  readonly id: number
  readonly time: number
  readonly chunks: Uint8Array[]
  bytes: number
}

/** Most bytes of a joined frame: one read of a real socket. Above that, copying costs more than another frame. */
const mostJoined = 64 * 1024

/** Collects the frames for each host. Joins adjacent data frames of one connection and one time. */
export class Outbox {
  readonly #drafts = new Map<Host, Draft[]>()
  readonly #calls: Call[] = []

  push(host: Host, frameOp: Op, id: number, time: number, payload: Uint8Array): void {
    if (host.program !== null) {
      this.#calls.push({ program: host.program, op: frameOp, id, time, payload })
      return
    }
    let drafts = this.#drafts.get(host)
    if (drafts === undefined) {
      drafts = []
      this.#drafts.set(host, drafts)
    }
    const last = drafts.at(-1)
    const bytes = payload.byteLength
    const joins = frameOp === op.data && last?.op === op.data && last.id === id && last.time === time
    if (joins && last.bytes + bytes <= mostJoined) {
      last.chunks.push(payload)
      last.bytes += bytes
    } else drafts.push({ op: frameOp, id, time, chunks: [payload], bytes })
  }

  /** Gives the programs in the switch their frames. */
  callPrograms(): void {
    for (let call = this.#calls.shift(); call !== undefined; call = this.#calls.shift())
      call.program.receive(call.op, call.id, call.payload, call.time)
  }

  /** Returns and forgets all collected frames, hosts in configured order. */
  drain(): Deliveries[] {
    const hosts = [...this.#drafts.keys()].sort((a, b) => a.index - b.index)
    const all = hosts.map((host) => ({
      host: host.name,
      frames: (this.#drafts.get(host) ?? []).map((draft) => toFrame(host.node, draft)),
    }))
    this.#drafts.clear()
    return all
  }
}

function toFrame(node: number, { op: frameOp, id, time, chunks }: Draft): Frame {
  const [first] = chunks
  const payload = chunks.length === 1 && first !== undefined ? first : Buffer.concat(chunks)
  return { op: frameOp, node, id, time, payload }
}
