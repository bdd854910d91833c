/** fast-check arbitraries of drawn timelines, made from the choices that the language gives each fault. */
import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { faultOf } from '../language/faults/registry.ts'
import type { SearchPlan } from '../language/plan/load-search.ts'
import type { Choice, DrawableFault } from '../language/topology/drawable-faults.ts'
import { rolesOf } from '../language/values/parameters.ts'
import { type DrawnRange, isScale, writeValue } from '../language/values/range.ts'
import { type Drawn, type DrawnFault, endOf, inOrderOfStart } from './drawn.ts'
import type { Moments } from './moments.ts'

/** The place of a fault in time, before the other faults are known. */
type Place =
  | { readonly kind: 'anywhere'; readonly at: number }
  /** Beside the fault that was placed before it: at its start, or at its end. */
  | { readonly kind: 'beside'; readonly edge: 'start' | 'end'; readonly by: number }

interface Unplaced extends Omit<DrawnFault, 'at'> {
  readonly place: Place
}

export interface DrawOptions {
  readonly search: SearchPlan
  readonly moments: Moments
  /** False: all times and lengths are equally likely, and every run draws from all faults. */
  readonly isBiased: boolean
}

/** Timelines with a random part of the faults each (swarm testing): faults that are rare together meet more often. */
export function drawnTimelines(options: DrawOptions): fc.Arbitrary<Drawn> {
  const { of, count } = options.search
  const parts = options.isBiased ? fc.subarray([...of], { minLength: 1 }) : fc.constant([...of])
  return parts
    .chain((part) =>
      fc
        .integer({ min: count.min, max: count.max })
        .chain((length) => fc.array(unplacedFault(part, options), { minLength: length, maxLength: length })),
    )
    .map((faults) => placed(faults, options.search.span))
}

/** One more fault for a timeline that exists. */
export function oneMoreFault(options: DrawOptions, others: Drawn): fc.Arbitrary<DrawnFault> {
  return fc
    .tuple(unplacedFault(options.search.of, options), fc.nat())
    .map(([fault, number]) => placeFault(fault, others[number % others.length], options.search.span))
}

/** Another time for a fault of a timeline. */
export function otherTime(options: DrawOptions, others: Drawn): fc.Arbitrary<number> {
  return fc
    .tuple(places(options), fc.nat())
    .map(([place, number]) => timeOf(place, others[number % others.length], options.search.span))
}

/** Other keys for a fault. */
export function otherKeys(options: DrawOptions, kind: DrawnFault['fault']): fc.Arbitrary<DrawnFault['keys']> {
  const items = options.search.of.filter(({ fault }) => fault === kind)
  return fc.oneof(...items.map((item) => keysOf(item, options)))
}

function unplacedFault(of: readonly DrawableFault[], options: DrawOptions): fc.Arbitrary<Unplaced> {
  return fc.oneof(
    ...of.map((item) =>
      fc.record({
        fault: fc.constant(item.fault),
        keys: keysOf(item, options),
        place: places(options),
        down: fc.integer({ min: 1, max: 300 }).map((seconds) => seconds * 1000),
      }),
    ),
  )
}

function placed(faults: readonly Unplaced[], span: number): Drawn {
  const done: DrawnFault[] = []
  for (const fault of faults) done.push(placeFault(fault, done.at(-1), span))
  return inOrderOfStart(done)
}

function placeFault({ place, ...fault }: Unplaced, other: DrawnFault | undefined, span: number): DrawnFault {
  return { ...fault, at: timeOf(place, other, span) }
}

function timeOf(place: Place, other: DrawnFault | undefined, span: number): number {
  const within = (time: number) => Math.min(Math.max(0, time), span)
  if (place.kind === 'anywhere') return within(place.at)
  if (other === undefined) return within(Math.abs(place.by))
  return within((place.edge === 'start' ? other.at : endOf(other)) + place.by)
}

/** Small differences, of either sign: at one instant, a moment before, within some seconds. */
const nearby = fc.oneof(
  { weight: 2, arbitrary: fc.constant(0) },
  { weight: 2, arbitrary: fc.integer({ min: -1000, max: 1000 }).map((time) => Math.round(time / 100) * 100) },
  { weight: 4, arbitrary: fc.integer({ min: -10, max: 10 }).map((seconds) => seconds * 1000) },
  { weight: 2, arbitrary: fc.integer({ min: -120, max: 120 }).map((seconds) => seconds * 1000) },
)

function places({ search, moments, isBiased }: DrawOptions): fc.Arbitrary<Place> {
  const anywhere = fc
    .integer({ min: 0, max: Math.floor(search.span / 1000) })
    .map((seconds): Place => ({ kind: 'anywhere', at: seconds * 1000 }))
  if (!isBiased) return anywhere
  const beside = fc.record({
    kind: fc.constant('beside' as const),
    edge: fc.constantFrom('start' as const, 'end' as const),
    by: nearby,
  })
  const { starts, renewals } = moments
  const instants = [
    fc.constantFrom(0, ...starts),
    ...(renewals.length > 0 ? [fc.constantFrom(...renewals)] : []),
  ]
  const near = fc
    .tuple(fc.oneof(...instants), nearby)
    .map(([instant, by]): Place => ({ kind: 'anywhere', at: instant + by }))
  return fc.oneof(
    { weight: 4, arbitrary: anywhere },
    { weight: 4, arbitrary: beside },
    { weight: 3, arbitrary: near },
  )
}

function keysOf({ fault, choices }: DrawableFault, options: DrawOptions): fc.Arbitrary<DrawnFault['keys']> {
  const model = [...choices].map(([key, some]) => [
    key,
    fc.oneof(...some.map((one) => valueFrom(one, options))),
  ])
  const roles = rolesOf(faultOf(fault).params)
  const isSelf = (keys: DrawnFault['keys']) =>
    roles.some(
      (one) =>
        one.role === 'selector' &&
        one.meta.against !== null &&
        keys[one.key] !== undefined &&
        isDeepStrictEqual([keys[one.key]].flat(), [keys[one.meta.against]].flat()),
    )
  // No node forms a pair with itself.
  return fc.record(Object.fromEntries(model)).filter((keys: DrawnFault['keys']) => !isSelf(keys))
}

function valueFrom(choice: Choice, options: DrawOptions): fc.Arbitrary<unknown> {
  switch (choice.kind) {
    case 'one-of':
      return fc.constantFrom(...choice.values)
    case 'range':
      return numberIn(choice.range, options).map((value) => writeValue(choice.range.of, value))
    case 'groups':
      return twoGroups(choice.names)
  }
}

/** Two groups of names that have none in common. */
function twoGroups(names: readonly string[]): fc.Arbitrary<unknown> {
  if (names.length < 2) return fc.constant([[...names], ['*']])
  return fc.tuple(fc.shuffledSubarray([...names], { minLength: 2 }), fc.nat()).map(([some, number]) => {
    const at = 1 + (number % (some.length - 1))
    return [some.slice(0, at), some.slice(at)].map((group) => (group.length === 1 ? group[0] : group))
  })
}

function numberIn(range: DrawnRange, { moments, isBiased }: DrawOptions): fc.Arbitrary<number> {
  const { of, min, max } = range
  const uniform = fc.integer({ min, max })
  const rounded = (value: number) =>
    of === 'duration' && value >= 2000 ? Math.round(value / 1000) * 1000 : value
  const clamp = (value: number) => Math.min(Math.max(rounded(value), min), max)
  if (!isBiased) return uniform.map(clamp)
  const low = Math.log(Math.max(min, 1))
  const high = Math.log(Math.max(max, 1))
  const scaled = fc.nat(1000).map((share) => clamp(Math.round(Math.exp(low + ((high - low) * share) / 1000))))
  const lengths = of === 'duration' ? moments.lengths.filter((one) => one >= min && one <= max) : []
  const near = fc.tuple(fc.constantFrom(min, max, ...lengths), nearby).map(([value, by]) => clamp(value + by))
  return fc.oneof(
    { weight: 3, arbitrary: isScale(range) ? scaled : uniform },
    { weight: of === 'duration' ? 2 : 0, arbitrary: near },
    { weight: 1, arbitrary: fc.constantFrom(min, max) },
  )
}
