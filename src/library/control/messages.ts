/**
 * The messages of `topo control`: JSON, one message a line. docs/control.md describes them for programs in other
 * languages, and a test compares the two.
 */
import * as z from 'zod'
import type { Change, TopoEvent } from '../../events/event.ts'
import { eventKinds } from '../../events/kinds.ts'
import type { toJson } from '../../runner/language/diagnostics/render.ts'
import { duration } from '../../runner/language/values/duration.ts'
import type { NodeStatus } from '../../runner/simulation/node-handle.ts'
import type { Outcome } from '../../runner/verdict/verdict.ts'

/**
 * The input of each command. The inputs of `fault` and `expect` are entries of a timeline, which the language of
 * topologies checks.
 */
export const commandInputs = {
  state: z.strictObject({}),
  advance: z.strictObject({ time: duration }),
  fault: null,
  undo: z.strictObject({ entry: z.string() }),
  expect: null,
  events: z.strictObject({
    after: z.int().min(0).default(0),
    of: z.enum(eventKinds).optional(),
    node: z.string().optional(),
    follow: z.boolean().default(false),
  }),
  end: z.strictObject({}),
} as const satisfies Readonly<Record<string, z.ZodObject | null>>

export type ControlCommand = keyof typeof commandInputs
const controlCommands = Object.keys(commandInputs) as readonly ControlCommand[]

/** Answers to a request repeat it. */
export type RequestId = string | number | null

export const requestSchema = z.strictObject({
  id: z.union([z.string(), z.number()], { error: 'expected a text or a number' }).optional(),
  command: z.enum(controlCommands as [ControlCommand, ...ControlCommand[]]),
  input: z.record(z.string(), z.unknown()).optional(),
})

interface ControlledNode {
  readonly name: string
  readonly peerId: string
  readonly status: NodeStatus
  readonly addresses: readonly string[]
  /** The boot-nodes on which it holds a reservation. */
  readonly reservations: readonly string[]
}

/** Times are milliseconds of the run's clock. */
export interface ControlOutputs {
  readonly state: {
    readonly time: number
    readonly clock: 'virtual' | 'real'
    readonly folder: string
    readonly nodes: readonly ControlledNode[]
    /** The verdict if the run ended now. */
    readonly outcome: Outcome
    readonly reason: string
  }
  readonly advance: { readonly time: number }
  readonly fault: {
    readonly time: number
    readonly entry: string
    readonly changes: readonly Change[]
    /** It is in effect, and can be undone. */
    readonly lasts: boolean
  }
  readonly undo: { readonly time: number; readonly changes: readonly Change[] }
  readonly expect: {
    readonly time: number
    readonly entry: string
    readonly outcome: 'pass' | 'known'
    readonly description: string
    readonly reason: string
  }
  readonly events: { readonly events: readonly TopoEvent[]; readonly last: number }
  readonly end: {
    readonly outcome: Outcome
    readonly reason: string
    readonly folder: string
    readonly report: string
    /** Text for people. */
    readonly story: string
  }
}

export interface ControlError {
  /**
   * `input`: the request is wrong. `expectation`: it failed, or is unknown. `fault`: it changed nothing. `run`: the run is
   * over, or topo failed.
   */
  readonly kind: 'input' | 'expectation' | 'fault' | 'run'
  /** Text for people, of several lines. */
  readonly message: string
  /** Of `input`: each mistake and its place in the request. */
  readonly diagnostics?: ReturnType<typeof toJson>
  /** Of `expectation`. */
  readonly entry?: string
  readonly outcome?: Outcome
}

export type ControlReply =
  | { readonly id: RequestId; readonly output: ControlOutputs[ControlCommand] }
  | { readonly id: RequestId; readonly error: ControlError }
  | { readonly id: RequestId; readonly event: TopoEvent }
