import { describe, expect, test } from 'vitest'
import { type GroupedNode, groupNodes, shownUnits } from '../../../../src/runner/reports/page/node-groups.ts'

function many(
  count: number,
  name: (index: number) => string,
  rest: Partial<GroupedNode> = {},
): GroupedNode[] {
  return Array.from({ length: count }, (_, index) => ({
    name: name(index + 1),
    kind: 'peer',
    router: null,
    ...rest,
  }))
}

function titles(nodes: readonly GroupedNode[]): readonly string[] {
  return groupNodes(nodes).map(({ name, isGroup, nodes: own }) => (isGroup ? `${name} ×${own.length}` : name))
}

const relays = many(3, (index) => `relay-${index}`, { kind: 'boot-node' })

describe('nodes', () => {
  test('are shown singly up to thirty', () => {
    expect(titles(many(30, (index) => `bob-${index}`))).toHaveLength(30)
  })

  test('of a count are grouped, relays are not', () => {
    const nodes = [
      ...relays,
      ...many(20, (index) => `bob-${index}`),
      ...many(20, (index) => `nat-1-${index}`),
    ]
    expect(titles(nodes)).toEqual(['relay-1', 'relay-2', 'relay-3', 'bob ×20', 'nat-1 ×20'])
  })

  test('behind one router are grouped where names tell nothing', () => {
    const letters = (prefix: string) => (index: number) => `${prefix}${String.fromCharCode(96 + index)}`
    const nodes = [
      ...many(3, letters('x')),
      ...many(20, letters('y'), { router: 'home' }),
      ...many(20, letters('z'), { router: 'cafe' }),
    ]
    expect(titles(nodes)).toEqual(['xa', 'xb', 'xc', 'home ×20', 'cafe ×20'])
  })

  test('of many counts are grouped by the beginning of their names, and at last by their kind', () => {
    const counts = Array.from({ length: 40 }, (_, index) => many(5, (own) => `nat-${index}-${own}`)).flat()
    expect(titles([...relays, ...counts])).toEqual(['relay-1', 'relay-2', 'relay-3', 'nat ×200'])
    const strangers = many(300, (index) => `x${index}`)
    expect(titles([...relays, ...strangers])).toEqual(['relay-1', 'relay-2', 'relay-3', 'peers ×300'])
  })
})

test('an open group is followed by its nodes', () => {
  const units = groupNodes([...relays, ...many(40, (index) => `bob-${index}`)])
  const shown = shownUnits(units, new Set(['bob']))
  expect(shown.slice(0, 5).map(({ name }) => name)).toEqual(['relay-1', 'relay-2', 'relay-3', 'bob', 'bob-1'])
  expect(shown).toHaveLength(44)
})
