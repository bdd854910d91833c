/** Carries out the requests of `topo control`, as the methods of a {@link LiveTopology} do. */
import { AssertionError } from 'node:assert'
import { InputError, messageOf } from '../../base/errors.ts'
import type { TopoEvent } from '../../events/event.ts'
import { problem } from '../../runner/language/diagnostics/diagnose.ts'
import { toJson } from '../../runner/language/diagnostics/render.ts'
import { suggest } from '../../runner/language/diagnostics/suggest.ts'
import { spanOfValue } from '../../runner/language/text/locate.ts'
import { parse } from '../../runner/language/yaml/parse.ts'
import { assertBit } from '../assert-bit.ts'
import { ExpectationError } from '../expectation-error.ts'
import type { AppliedFault } from '../live-session.ts'
import type { OpenedTopology } from '../open-topology.ts'
import type { ExpectationNow, FaultNow } from '../topology-object.ts'
import type { ControlCommand, ControlError, ControlOutputs } from './messages.ts'
import { type ControlRequest, readRequest } from './read-request.ts'
import { wrongRequest } from './written-entry.ts'

type RequestOf<K extends ControlCommand> = Extract<ControlRequest, { readonly command: K }>

export interface ControlAnswer {
  readonly output: ControlOutputs[ControlCommand]
  /** Returns true for the events that follow the answer; null: none follow. */
  readonly follows: ((event: TopoEvent) => boolean) | null
  /** The topology has ended. */
  readonly isEnd: boolean
}

export class Controller {
  readonly #opened: OpenedTopology
  readonly #faults = new Map<string, AppliedFault>()

  constructor(opened: OpenedTopology) {
    this.#opened = opened
  }

  /** Carries out one line. Rejects with the mistakes in it, or with the reason for a failure: {@link errorOf}. */
  async answer(line: string): Promise<ControlAnswer> {
    const request = readRequest(line)
    const output = await this.#carryOut(request)
    const follows = request.command === 'events' && request.input.follow ? this.#later(request, output) : null
    return { output, follows, isEnd: request.command === 'end' }
  }

  #later(request: RequestOf<'events'>, output: object): (event: TopoEvent) => boolean {
    const isWanted = eventFilter(request)
    const last = 'last' in output ? Number(output.last) : 0
    return (event) => event.n > last && isWanted(event)
  }

  async #carryOut(request: ControlRequest): Promise<ControlOutputs[ControlCommand]> {
    const { session } = this.#opened
    switch (request.command) {
      case 'state':
        return this.#state()
      case 'advance':
        await session.advance(request.input.time)
        return { time: this.#time }
      case 'fault':
        return this.#fault(request)
      case 'undo':
        return this.#undo(request)
      case 'expect':
        return this.#expect(request)
      case 'events': {
        const { node } = request.input
        const names = this.#opened.net.plan.nodes.map(({ name }) => name)
        if (node !== undefined && !names.includes(node)) throw unknown(request.text, 'node', node, names)
        const isWanted = eventFilter(request)
        return { events: session.events.filter(isWanted), last: session.events.at(-1)?.n ?? 0 }
      }
      case 'end':
        return this.end()
    }
  }

  async end(): Promise<ControlOutputs['end']> {
    const { verdict, folder, report, story } = await this.#opened.net.end()
    const { outcome, reason } = verdict
    return { outcome, reason, folder, report, story }
  }

  get #time(): number {
    return this.#opened.net.time
  }

  #state(): ControlOutputs['state'] {
    const { net } = this.#opened
    const { time, plan, folder } = net
    const { outcome, reason } = net.verdict()
    const nodes = plan.nodes.map(({ name }) => {
      const { peerId, status, addresses, reservations } = net.node(name)
      return { name, peerId, status, addresses, reservations }
    })
    return { time, clock: plan.clock, folder, nodes, outcome, reason }
  }

  async #fault({ input, written }: RequestOf<'fault'>): Promise<ControlOutputs['fault']> {
    // The language of topologies checks it, with its place in the request.
    const applied = await this.#opened.session.fault(input as FaultNow, written)
    assertBit(applied, input)
    const { entry, changes } = applied.verdict()
    this.#faults.set(entry, applied)
    return { time: this.#time, entry, changes, lasts: applied.player.lasts }
  }

  async #undo({ input: { entry }, text }: RequestOf<'undo'>): Promise<ControlOutputs['undo']> {
    const applied = this.#faults.get(entry)
    if (applied === undefined) throw unknown(text, 'entry', entry, [...this.#faults.keys()])
    await applied.undo()
    return { time: this.#time, changes: applied.verdict().changes }
  }

  async #expect({ input, written }: RequestOf<'expect'>): Promise<ControlOutputs['expect']> {
    const { session, net, info } = this.#opened
    const seen = await session.expect(input as ExpectationNow, written)
    const { entry, outcome, description, reason } = seen
    if (outcome === 'pass' || outcome === 'known')
      return { time: this.#time, entry, outcome, description, reason }
    const { plan, events } = net
    throw new ExpectationError({ expectation: seen, verdict: net.verdict(), plan, events, info })
  }
}

/** Returns the answer to a request that failed. */
export function errorOf(error: unknown): ControlError {
  const message = messageOf(error)
  if (error instanceof InputError)
    return { kind: 'input', message, ...(error.files.length > 0 && { diagnostics: toJson(error.files) }) }
  if (error instanceof ExpectationError) {
    const { entry, outcome } = error.expectation
    return { kind: 'expectation', message, entry, outcome: outcome === 'fail' ? 'fail' : 'unknown' }
  }
  return { kind: error instanceof AssertionError ? 'fault' : 'run', message }
}

/** Returns the error for an input that names nothing. */
function unknown(text: string, key: 'entry' | 'node', value: string, names: readonly string[]): InputError {
  const { root } = parse(text)
  const span = root === null ? null : spanOfValue(text, root, ['input', key])
  const hint = suggest(value, names) ?? (names.length === 0 ? null : `there are ${names.join(', ')}`)
  const code = key === 'entry' ? 'unknown-entry' : 'selector-without-match'
  const what = key === 'entry' ? 'no request has played the fault' : 'there is no node'
  return wrongRequest(text, [problem(code, span, `${what} "${value}"`, hint)])
}

function eventFilter({ input: { after, of, node } }: RequestOf<'events'>): (event: TopoEvent) => boolean {
  return (event) =>
    event.n > after &&
    (of === undefined || event.kind === of) &&
    (node === undefined || ('node' in event && event.node === node))
}
