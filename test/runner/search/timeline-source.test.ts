import { describe, expect, it } from 'vitest'
import { faults } from '../../../src/runner/language/faults/registry.ts'
import { loadTopology } from '../../../src/runner/language/plan/load.ts'
import { loadSearch } from '../../../src/runner/language/plan/load-search.ts'
import { candidateOf, Template } from '../../../src/runner/search/candidate.ts'
import { type Drawn, endOf, lengthOf } from '../../../src/runner/search/drawn.ts'
import { momentsOf } from '../../../src/runner/search/moments.ts'
import { TimelineSource } from '../../../src/runner/search/timeline-source.ts'

/** Every fault is possible here: it has relays, NATs, names and UPnP. */
const text = `
name: everything
routers:
  home: { nat: port-restricted-cone, upnp: true }
nodes:
  boot: { kind: boot-node }
  relay: { kind: boot-node }
  alice: { kind: peer, behind: home, relays: boot }
  bob: { kind: peer, nat: symmetric, relays: [boot], count: 2 }
dns:
  boot.example: { nodes: boot }
search:
  for: 2h
  faults: 1-6
  always: [{ expect: reservation, peer: alice, relay: boot }]
  eventually: [{ expect: reachable, from: "bob-*", to: alice }]
`

function read(source: string, isBiased = true) {
  const loaded = loadSearch({ file: 'x.yaml', text: source })
  if (!loaded.ok) throw new Error(loaded.file.diagnostics.map(({ message }) => message).join('; '))
  const { search } = loaded
  const template = new Template(source, search)
  const load = (faults: Drawn) => loadTopology({ file: 'x.yaml', text: template.textOf(candidateOf(faults)) })
  // Takes everything: that it is valid is the point of these tests.
  const generator = new TimelineSource({ search, isValid: () => true, isBiased })
  return { search, load, generator }
}

function mistakesOf(loaded: ReturnType<typeof loadTopology>): readonly string[] {
  const { diagnostics } = loaded.ok ? loaded.warnings : loaded.file
  return diagnostics.flatMap(({ severity, message }) => (severity === 'error' ? [message] : []))
}

const numbers = Array.from({ length: 60 }, (_, index) => index)

describe('a drawn timeline', () => {
  const { search, load, generator } = read(text)
  const drawn = numbers.map((number) => generator.draw(number))

  it('loads without a mistake, whatever is drawn', () => {
    expect(drawn.flatMap((faults) => mistakesOf(load(faults)))).toEqual([])
  })

  it('loads without a mistake when it is a changed copy of another', () => {
    const mutants = numbers.map((number) =>
      generator.mutate(number, drawn[number] ?? [], drawn[(number + 7) % drawn.length] ?? []),
    )
    expect(mutants.flatMap((faults) => mistakesOf(load(faults)))).toEqual([])
    expect(mutants.filter((faults) => faults.length > search.count.max)).toEqual([])
  })

  it('is the same for the same number, and another one for another', () => {
    expect(generator.draw(3)).toEqual(generator.draw(3))
    expect(new Set(drawn.map((faults) => JSON.stringify(faults))).size).toBeGreaterThan(50)
  })

  it('has as many faults as the file says, each within the span, and all of its kinds are drawn', () => {
    expect(new Set(drawn.map(({ length }) => length))).toEqual(new Set([1, 2, 3, 4, 5, 6]))
    expect(drawn.flat().filter(({ at }) => at < 0 || at > search.span)).toEqual([])
    const many = Array.from({ length: 400 }, (_, number) => generator.draw(number)).flat()
    const kinds = Object.entries(faults).flatMap(([kind, { draws }]) => (draws.unasked ? [kind] : []))
    expect(new Set(many.map(({ fault }) => fault))).toEqual(new Set(kinds))
  })

  it('undoes every fault that can be undone', () => {
    const reversible = drawn.flat().filter(({ fault }) => faults[fault].reversible !== false)
    expect(reversible.filter((fault) => lengthOf(fault) === null)).toEqual([])
  })
})

describe('moments that matter are likely', () => {
  const share = (isBiased: boolean, matches: (faults: Drawn) => boolean) => {
    const { generator } = read(text, isBiased)
    return numbers.filter((number) => matches(generator.draw(number))).length / numbers.length
  }
  const { search } = read(text)
  const isAt = (time: number, wanted: readonly number[], by: number) =>
    wanted.some((one) => Math.abs(time - one) <= by)

  it.each<[string, (faults: Drawn) => boolean]>([
    ['two faults at one instant', (all) => new Set(all.map(({ at }) => at)).size < all.length],
    [
      'two faults within five seconds',
      (all) => all.some((one, index) => index > 0 && one.at - (all[index - 1]?.at ?? 0) <= 5000),
    ],
    [
      'overlapping faults',
      (all) => all.some((one, index) => index > 0 && one.at < endOf(all[index - 1] ?? one)),
    ],
    ['a fault while nodes start', (all) => all.some(({ at }) => at < 5000)],
    ['a fault at a renewal', (all) => all.some(({ at }) => isAt(at, momentsOf(search).renewals, 10_000))],
    [
      'a fault as long as a keepalive or a NAT needs',
      (all) => all.some((one) => isAt(lengthOf(one) ?? 0, momentsOf(search).lengths, 5000)),
    ],
  ])('%s', (name, matches) => {
    expect(share(true, matches)).toBeGreaterThan(0.15)
    if (name !== 'overlapping faults')
      expect(share(true, matches)).toBeGreaterThan(1.3 * share(false, matches))
  })

  it('renewals come from the limits of the relays', () => {
    expect(momentsOf(search).renewals.slice(0, 2)).toEqual([6_900_000, 7_200_000])
    const short = read(
      text.replace(
        'boot: { kind: boot-node }',
        'boot: { kind: boot-node, relay: { reservationDuration: 20m } }',
      ),
    )
    expect(momentsOf(short.search).renewals.slice(0, 2)).toEqual([900_000, 1_200_000])
  })
})

it('a node that a fault ends for good is started again', () => {
  const { load, generator } = read(
    text.replace('  always:', '  of: [{ fault: kill, node: boot }]\n  always:'),
  )
  const loaded = load(generator.draw(1))
  expect(mistakesOf(loaded)).toEqual([])
  const kinds = loaded.ok
    ? loaded.plan.timeline.flatMap((entry) => (entry.type === 'fault' ? [entry.fault.kind] : []))
    : []
  expect(kinds.filter((kind) => kind === 'start').length).toBe(kinds.filter((kind) => kind === 'kill').length)
})
