import { messageOf } from '../../../base/errors.ts'
import type { Effect } from '../../language/faults/fault.ts'
import { faultOf } from '../../language/faults/registry.ts'
import type { FaultEntryPlan } from '../../language/plan/plan.ts'
import { listNames } from '../../language/values/list-names.ts'
import { rolesOf } from '../../language/values/parameters.ts'
import { peersInUse } from '../../language/values/relay-in-use.ts'
import { FollowedRelays } from './follow-relays.ts'
import type { Stage } from './stage.ts'

/** Applies one fault, and undoes it once: after its time, or at the end of the run. */
export class FaultPlayer {
  readonly #stage: Stage
  readonly #entry: FaultEntryPlan
  #undo: Effect['undo'] = null

  constructor(stage: Stage, entry: FaultEntryPlan) {
    this.#stage = stage
    this.#entry = entry
  }

  /** True while the fault is in effect and can be undone. */
  get lasts(): boolean {
    return this.#undo !== null
  }

  async play(): Promise<void> {
    if ((await this.apply()) === null) await this.lapse()
  }

  /** Returns the reason for a failure, or null when the fault was applied. */
  async apply(): Promise<string | null> {
    const { clock, node, layers, network, recorder, signal } = this.#stage
    const { id, fault } = this.#entry
    recorder.record({ kind: 'fault-started', entry: id })
    try {
      const context = { entry: id, clock, node, layers, network, signal, count: recorder.count }
      const effect = await faultOf(fault.kind).apply(context, this.#boundParams())
      this.#undo = effect.undo
      recorder.record({ kind: 'fault-applied', entry: id, changes: effect.changes })
    } catch (error) {
      signal.throwIfAborted()
      recorder.record({ kind: 'fault-failed', entry: id, reason: messageOf(error) })
      return messageOf(error)
    }
    return null
  }

  /** The parameters, with the relays that peers hold now. Throws an error that names the peers that hold none. */
  #boundParams(): FaultEntryPlan['fault']['params'] {
    const { recorder } = this.#stage
    const { id, fault } = this.#entry
    if (peersInUse(fault.params).length === 0) return fault.params
    const relays = new FollowedRelays(recorder, { id, params: fault.params })
    relays.look()
    const { params, without } = relays.bound
    if (relays.unknown !== null) throw new Error(`the relay is unknown: ${relays.unknown}`)
    if (without.length > 0) {
      throw new Error(
        `${listNames(without)} ${without.length > 1 ? 'hold' : 'holds'} no reservation now, so there is no relay to name`,
      )
    }
    this.#checkKinds(params)
    return params
  }

  /** Throws an error for a relay of a kind that the fault cannot have. */
  #checkKinds(params: FaultEntryPlan['fault']['params']): void {
    const { recorder } = this.#stage
    for (const parameter of rolesOf(faultOf(this.#entry.fault.kind).params)) {
      if (parameter.role !== 'selector' || parameter.meta.kinds === null) continue
      const kinds: readonly string[] = parameter.meta.kinds
      const names: unknown = Reflect.get(params, parameter.key)
      const wrong = (Array.isArray(names) ? names : []).find((name) => {
        const kind = recorder.relays.kindOf(String(name))
        return kind !== null && !kinds.includes(kind)
      })
      if (wrong === undefined) continue
      throw new Error(
        `the relay is ${wrong}, a ${recorder.relays.kindOf(wrong)}, but this fault needs a ${kinds.join(' or ')}`,
      )
    }
  }

  /** Waits for the time of a fault with `for`, and undoes it then. */
  async lapse(): Promise<void> {
    const { clock, signal } = this.#stage
    if (this.#entry.for === null) return
    await clock.sleepUntil(clock.now() + this.#entry.for, signal)
    await this.undo()
  }

  async undo(): Promise<void> {
    const undo = this.#undo
    this.#undo = null
    if (undo === null) return
    try {
      this.#stage.recorder.record({ kind: 'fault-reverted', entry: this.#entry.id, changes: await undo() })
    } catch (error) {
      this.#stage.recorder.record({ kind: 'fault-failed', entry: this.#entry.id, reason: messageOf(error) })
    }
  }
}
