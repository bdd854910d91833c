/** A topology as an object with the content of a YAML file. The types follow from the registries of the language. */
import type * as z from 'zod'
import type { expectations } from '../runner/language/expectations/registry.ts'
import type { faults } from '../runner/language/faults/registry.ts'
import type { nodeKinds } from '../runner/language/node-kinds/registry.ts'
import type { expectationSchema, faultSchema } from '../runner/language/topology/entry-schema.ts'
import type { headerSchema } from '../runner/language/topology/header-schema.ts'
import type { linkSchema } from '../runner/language/topology/link-schema.ts'
import type { nodeSchema } from '../runner/language/topology/node-schema.ts'
import type { routerSchema } from '../runner/language/topology/router-schema.ts'
import type { PairKeys } from '../runner/language/values/other-words.ts'

/** A topology, with the keys that its file would have. */
export interface TopologyObject
  extends Omit<z.input<typeof headerSchema>, 'nodes' | 'routers' | 'links' | 'timeline'> {
  readonly nodes: Readonly<Record<string, NodeObject>>
  readonly routers?: Readonly<Record<string, z.input<typeof routerSchema>>>
  readonly links?: readonly z.input<typeof linkSchema>[]
  readonly timeline?: readonly (TimedFault | TimedExpectation)[]
}

export type NodeObject = {
  [K in keyof typeof nodeKinds]: { readonly kind: K } & z.input<typeof nodeSchema> &
    z.input<(typeof nodeKinds)[K]['params']>
}[keyof typeof nodeKinds]

type WrittenFaultKeys = z.input<typeof faultSchema>
type WrittenExpectationKeys = z.input<typeof expectationSchema>

/** The parameters of a kind. `between` may stand for those that its `pair` names. */
type Written<D extends { readonly params: z.ZodObject; readonly pair?: PairKeys }> =
  | z.input<D['params']>
  | WithBetween<z.input<D['params']>, NonNullable<D['pair']>>

type WithBetween<I, P extends PairKeys> = [P] extends [never]
  ? never
  : Omit<I, P[number]> & { readonly between: readonly [I[P[0] & keyof I], I[P[1] & keyof I]] }

export type TimedFault = {
  [K in keyof typeof faults]: { readonly fault: K } & WrittenFaultKeys & Written<(typeof faults)[K]>
}[keyof typeof faults]

export type TimedExpectation = {
  [K in keyof typeof expectations]: { readonly expect: K } & WrittenExpectationKeys &
    Written<(typeof expectations)[K]>
}[keyof typeof expectations]

type WithoutTime<T> = T extends unknown ? Omit<T, 'at' | 'after'> : never

/** A fault that happens now. */
export type FaultNow = WithoutTime<TimedFault>

/** An expectation that begins now. */
export type ExpectationNow = WithoutTime<TimedExpectation>
