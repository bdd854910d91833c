import { formatClock } from '../../language/values/format-clock.ts'
import { holdingKey, nameOfHolding } from './holding-name.ts'
import type { Holding, Spell } from './run-summary.ts'

/** A difference between the sides in what a node holds, for readers who do not know the topology. */
export interface Statement {
  /** `3.3.4 loses alice’s relayed address at 55m 1s, 3.3.11 keeps it`. */
  readonly text: string
  /** Other things with the same course on every side at about the same time. */
  readonly also: readonly string[]
  /** Start of the difference, in milliseconds of the run's clock. */
  readonly at: number
}

/** Course of a thing on one side; `from` is its first moment. */
type ThingFate =
  | { readonly kind: 'never' }
  | { readonly kind: 'lost'; readonly from: number; readonly at: number }
  | {
      readonly kind: 'regained'
      readonly from: number
      /** The first loss, and the last recovery. */
      readonly at: number
      readonly back: number
      readonly times: number
      readonly longest: number
    }
  | { readonly kind: 'kept'; readonly from: number }
  /** The run ended before the other sides show a difference. */
  | { readonly kind: 'ended'; readonly at: number }

/** Most important first. */
const fateOrder = [
  'lost',
  'never',
  'regained',
  'kept',
  'ended',
] as const satisfies readonly ThingFate['kind'][]
const kindOrder = ['address', 'reservation', 'connection'] as const satisfies readonly Holding['kind'][]

/** Milliseconds within which differences count as one. */
const togetherWithin = 5000

export interface StatedSide {
  readonly label: string
  readonly holdings: readonly Holding[]
  /** Duration of its run in milliseconds; its later course is unknown. */
  readonly duration: number
}

interface ThingDifference {
  readonly thing: string
  readonly rank: number
  readonly fates: readonly ThingFate[]
  readonly at: number
}

/** Returns the differences, most important first. Times within the tolerance count as equal. */
export function statementsOf(sides: readonly StatedSide[], tolerance: number): readonly Statement[] {
  const things = new Map(
    sides.flatMap(({ holdings }) => holdings.map((one) => [holdingKey(one), one] as const)),
  )
  const relays = new Set([...things.values()].flatMap(({ relay }) => relay ?? []))
  const differences = [...things.entries()].flatMap(([key, thing]): readonly ThingDifference[] => {
    const told = sides.map(({ holdings }) =>
      fateOf(holdings.find((one) => holdingKey(one) === key)?.spells ?? []),
    )
    if (areAllAlike(told, tolerance)) return []
    const fates = told.map((fate, index) => withinRun(fate, told, sides[index]?.duration ?? 0))
    const seen = fates.filter(({ kind }) => kind !== 'ended')
    const isOnlyLater = seen.length < fates.length && areAllAlike(seen, tolerance)
    const rank = rankOf(thing) + (isOnlyLater ? later : 0)
    return [{ thing: nameOfHolding(thing, relays.size > 1), rank, fates, at: beginningOf(fates) }]
  })
  const sorted = differences.sort((a, b) => a.rank - b.rank || a.at - b.at)
  const groups: ThingDifference[][] = []
  for (const one of sorted) {
    const group = groups.find(([first]) => first !== undefined && goTogether(first, one))
    if (group === undefined) groups.push([one])
    else group.push(one)
  }
  return groups.flatMap(([first, ...rest]) =>
    first === undefined
      ? []
      : [{ text: phrase(first, sides, tolerance), also: rest.map(({ thing }) => thing), at: first.at }],
  )
}

/** Rank of differences after the end of a side, which may be no differences: last. */
const later = kindOrder.length + 1

/** Ranks a direct address last: most nodes behind a NAT never have one. */
function rankOf({ kind, relay }: Holding): number {
  return relay === null ? kindOrder.length : kindOrder.indexOf(kind)
}

function fateOf(spells: readonly Spell[]): ThingFate {
  const [first] = spells
  const last = spells.at(-1)
  if (first === undefined || last === undefined) return { kind: 'never' }
  const { from } = first
  if (last.to !== null) return { kind: 'lost', from, at: last.to }
  if (first.to === null) return { kind: 'kept', from }
  const gaps = spells.slice(1).map(({ from }, index) => from - (spells[index]?.to ?? from))
  return {
    kind: 'regained',
    from,
    at: first.to,
    back: last.from,
    times: gaps.length,
    longest: Math.max(...gaps),
  }
}

/** Cuts a fate at the end of its run: a run that ended before another side's loss or gain shows neither. */
function withinRun(fate: ThingFate, all: readonly ThingFate[], duration: number): ThingFate {
  const first = Math.min(...all.flatMap((other) => (fate.kind === 'kept' ? lossOf(other) : beginOf(other))))
  const isOver = (fate.kind === 'kept' || fate.kind === 'never') && duration < first
  return isOver && Number.isFinite(first) ? { kind: 'ended', at: duration } : fate
}

function lossOf(fate: ThingFate): readonly number[] {
  return fate.kind === 'lost' || fate.kind === 'regained' ? [fate.at] : []
}

function beginOf(fate: ThingFate): readonly number[] {
  return 'from' in fate ? [fate.from] : []
}

/** Returns true when a longer run could have reached the other fate. After a final loss it could not. */
function mayCatchUp(fate: ThingFate, other: ThingFate): boolean {
  return fate.kind !== 'lost' || other.kind !== 'lost'
}

/** The last moment in the text about a fate. */
function lastTold(fate: ThingFate): number {
  switch (fate.kind) {
    case 'lost':
      return fate.at
    case 'regained':
      return fate.back
    case 'kept':
      return fate.from
    case 'never':
    case 'ended':
      return 0
  }
}

function areAllAlike(fates: readonly ThingFate[], tolerance: number): boolean {
  return fates.every((fate) => areAlike(fate, fates[0], tolerance))
}

function areAlike(a: ThingFate, b: ThingFate | undefined, tolerance: number): boolean {
  const near = (x: number, y: number) => Math.abs(x - y) <= tolerance
  if (a.kind === 'lost' && b?.kind === 'lost') return near(a.at, b.at)
  if (a.kind === 'kept' && b?.kind === 'kept') return near(a.from, b.from)
  if (a.kind === 'regained' && b?.kind === 'regained') {
    return a.times === b.times && near(a.at, b.at) && near(a.longest, b.longest)
  }
  if (a.kind === 'ended' && b?.kind === 'ended') return near(a.at, b.at)
  return a.kind === b?.kind
}

function goTogether(a: ThingDifference, b: ThingDifference): boolean {
  return a.fates.every((fate, index) => areAlike(fate, b.fates[index], togetherWithin))
}

/** Start of the difference. */
function beginningOf(fates: readonly ThingFate[]): number {
  const times = fates.flatMap(lossOf)
  return Math.min(...(times.length > 0 ? times : fates.flatMap(beginOf)))
}

/** Writes sides with the same fate together, the worst first. */
function phrase({ thing, fates }: ThingDifference, sides: readonly StatedSide[], tolerance: number): string {
  const groups: { readonly fate: ThingFate; readonly end: number | null; readonly labels: string[] }[] = []
  fates.forEach((fate, index) => {
    const { label = '', duration = 0 } = sides[index] ?? {}
    const others = fates.filter((other) => mayCatchUp(fate, other) && !areAlike(other, fate, tolerance))
    const last = Math.max(0, ...others.map(lastTold))
    // A run that ended before the others' last change could still have changed.
    const end = fate.kind !== 'ended' && duration <= last + tolerance ? duration : null
    const group = groups.find((one) => one.end === end && areAlike(one.fate, fate, tolerance))
    if (group === undefined) groups.push({ fate, end, labels: [label] })
    else group.labels.push(label)
  })
  const wasLost = fates.some((fate) => lossOf(fate).length > 0)
  return groups
    .sort((a, b) => fateOrder.indexOf(a.fate.kind) - fateOrder.indexOf(b.fate.kind))
    .map(({ fate, end, labels }, index) => {
      const verb = wording(fate, labels.length > 1, wasLost)
      const over = end === null ? '' : ` and ended at ${formatClock(end)}`
      return `${labels.join(' and ')} ${verb.replace('…', index === 0 ? thing : 'it')}${over}`
    })
    .join(', ')
}

function wording(fate: ThingFate, isPlural: boolean, wasLost: boolean): string {
  const verb = (singular: string, plural: string) => (isPlural ? plural : singular)
  switch (fate.kind) {
    case 'never':
      return `never ${verb('has', 'have')} …`
    case 'lost':
      return `${verb('loses', 'lose')} … at ${formatClock(fate.at)}`
    case 'regained':
      return fate.times === 1
        ? `${verb('is', 'are')} without … for ${formatClock(fate.longest)} from ${formatClock(fate.at)} on`
        : `${verb('loses', 'lose')} … ${fate.times} times, for ${formatClock(fate.longest)} at the longest`
    case 'kept':
      return wasLost
        ? `${verb('keeps', 'keep')} …`
        : `${verb('has', 'have')} … from ${formatClock(fate.from)} on`
    case 'ended':
      return `ended at ${formatClock(fate.at)}, before that`
  }
}
