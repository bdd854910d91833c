import { formatClock } from '../values/format-clock.ts'
import { holdingKey, nameOfHolding } from './holding-name.ts'
import type { Holding, Spell } from './run-summary.ts'

/** How the sides differ in what a node holds, for readers who know nothing of the topology. */
export interface Statement {
  /** `3.3.4 loses alice’s relayed address at 55m 1s, 3.3.11 keeps it`. */
  readonly text: string
  /** Other things that went the same way on every side at about the same time. */
  readonly also: readonly string[]
  /** When it began, in milliseconds of the run's clock. */
  readonly at: number
}

/** What one side has of the thing. */
type Fate =
  | { readonly kind: 'never' }
  | { readonly kind: 'lost'; readonly at: number }
  | { readonly kind: 'regained'; readonly at: number; readonly times: number; readonly longest: number }
  | { readonly kind: 'kept'; readonly from: number }

/** From what matters most to what matters least. */
const fateOrder = ['lost', 'never', 'regained', 'kept'] as const satisfies readonly Fate['kind'][]
const kindOrder = ['address', 'reservation', 'connection'] as const satisfies readonly Holding['kind'][]

/** What follows from one thing happens within a few seconds of it. */
const togetherWithin = 5000

interface Difference {
  readonly thing: string
  readonly rank: number
  readonly fates: readonly Fate[]
  readonly at: number
}

/**
 * `sides` have a label and what was held in them. Times that differ by no more than the tolerance are the same. What
 * matters most comes first.
 */
export function statementsOf(
  sides: readonly { readonly label: string; readonly holdings: readonly Holding[] }[],
  tolerance: number,
): readonly Statement[] {
  const things = new Map(
    sides.flatMap(({ holdings }) => holdings.map((one) => [holdingKey(one), one] as const)),
  )
  const relays = new Set([...things.values()].flatMap(({ relay }) => relay ?? []))
  const differences = [...things.entries()].flatMap(([key, thing]): readonly Difference[] => {
    const fates = sides.map(({ holdings }) =>
      fateOf(holdings.find((one) => holdingKey(one) === key)?.spells ?? []),
    )
    if (fates.every((fate) => areAlike(fate, fates[0], tolerance))) return []
    return [
      { thing: nameOfHolding(thing, relays.size > 1), rank: rankOf(thing), fates, at: beginningOf(fates) },
    ]
  })
  const sorted = differences.sort((a, b) => a.rank - b.rank || a.at - b.at)
  const groups: Difference[][] = []
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

/** A direct address comes last: most nodes behind a NAT never have one. */
function rankOf({ kind, relay }: Holding): number {
  return relay === null ? kindOrder.length : kindOrder.indexOf(kind)
}

function fateOf(spells: readonly Spell[]): Fate {
  const [first] = spells
  const last = spells.at(-1)
  if (first === undefined || last === undefined) return { kind: 'never' }
  if (last.to !== null) return { kind: 'lost', at: last.to }
  if (first.to === null) return { kind: 'kept', from: first.from }
  const gaps = spells.slice(1).map(({ from }, index) => from - (spells[index]?.to ?? from))
  return { kind: 'regained', at: first.to, times: gaps.length, longest: Math.max(...gaps) }
}

function areAlike(a: Fate, b: Fate | undefined, tolerance: number): boolean {
  const near = (x: number, y: number) => Math.abs(x - y) <= tolerance
  if (a.kind === 'lost' && b?.kind === 'lost') return near(a.at, b.at)
  if (a.kind === 'kept' && b?.kind === 'kept') return near(a.from, b.from)
  if (a.kind === 'regained' && b?.kind === 'regained') {
    return a.times === b.times && near(a.at, b.at) && near(a.longest, b.longest)
  }
  return a.kind === b?.kind
}

function goTogether(a: Difference, b: Difference): boolean {
  return a.fates.every((fate, index) => areAlike(fate, b.fates[index], togetherWithin))
}

/** When the first side does something that another one does not. */
function beginningOf(fates: readonly Fate[]): number {
  const times = fates.flatMap((fate) => (fate.kind === 'lost' || fate.kind === 'regained' ? [fate.at] : []))
  const starts = fates.flatMap((fate) => (fate.kind === 'kept' ? [fate.from] : []))
  return Math.min(...(times.length > 0 ? times : starts))
}

/** Sides with the same fate are told together, the worst first. */
function phrase(
  { thing, fates }: Difference,
  sides: readonly { readonly label: string }[],
  tolerance: number,
): string {
  const groups: { readonly fate: Fate; readonly labels: string[] }[] = []
  fates.forEach((fate, index) => {
    const label = sides[index]?.label ?? ''
    const group = groups.find((one) => areAlike(one.fate, fate, tolerance))
    if (group === undefined) groups.push({ fate, labels: [label] })
    else group.labels.push(label)
  })
  const wasLost = fates.some(({ kind }) => kind === 'lost' || kind === 'regained')
  return groups
    .sort((a, b) => fateOrder.indexOf(a.fate.kind) - fateOrder.indexOf(b.fate.kind))
    .map(({ fate, labels }, index) => {
      const verb = wording(fate, labels.length > 1, wasLost)
      return `${labels.join(' and ')} ${verb.replace('…', index === 0 ? thing : 'it')}`
    })
    .join(', ')
}

function wording(fate: Fate, isPlural: boolean, wasLost: boolean): string {
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
  }
}
