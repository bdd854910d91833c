import type { Plan } from '../../src/runner/language/plan/plan.ts'
import { describeNat } from '../../src/runner/language/values/nat.ts'

export interface Subjects {
  readonly faults: readonly string[]
  readonly expectations: readonly string[]
  /** The NATs of its routers, in words. */
  readonly nats: readonly string[]
  readonly kinds: readonly string[]
}

/** The faults, expectations, NATs and kinds of nodes that a topology has, each once. */
export function subjectsOf({ timeline, routers, nodes }: Plan): Subjects {
  const sorted = (names: readonly string[]) => [...new Set(names)].sort()
  return {
    faults: sorted(timeline.flatMap((entry) => (entry.type === 'fault' ? [entry.fault.kind] : []))),
    expectations: sorted(
      timeline.flatMap((entry) => (entry.type === 'expectation' ? [entry.expectation.kind] : [])),
    ),
    nats: sorted(routers.flatMap(({ nat }) => (nat === null ? [] : [describeNat(nat).replace(/^an? /, '')]))),
    kinds: sorted(nodes.map(({ kind }) => kind)),
  }
}

/** A link to the reference of a fault or an expectation. */
export function linkTo(up: string, page: 'faults' | 'expectations', kind: string): string {
  return `[\`${kind}\`](${up}${page}.md#${kind})`
}
