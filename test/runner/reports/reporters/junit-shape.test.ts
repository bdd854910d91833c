import { XMLParser, XMLValidator } from 'fast-xml-parser'
import { expect, test } from 'vitest'
import { reportLive } from '../../../fixtures/report.ts'
import { runNames, runs } from '../../../fixtures/runs.ts'

/** The elements that Jenkins' junit-10.xsd and Surefire's schema share, and `file` and `line`, which GitLab reads. */
const shapes: Readonly<Record<string, { needed: string[]; allowed: string[]; children: string[] }>> = {
  testsuites: {
    needed: [],
    allowed: ['name', 'time', 'tests', 'failures', 'errors', 'skipped'],
    children: ['testsuite'],
  },
  testsuite: {
    needed: ['name', 'tests', 'failures', 'errors', 'skipped', 'time', 'timestamp'],
    allowed: ['file'],
    children: ['properties', 'testcase', 'system-out', 'system-err'],
  },
  properties: { needed: [], allowed: [], children: ['property'] },
  property: { needed: ['name', 'value'], allowed: [], children: [] },
  testcase: {
    needed: ['name', 'classname', 'time'],
    allowed: ['file', 'line'],
    children: ['skipped', 'error', 'failure', 'system-out', 'system-err'],
  },
  failure: { needed: ['message', 'type'], allowed: [], children: ['#text'] },
  error: { needed: ['message', 'type'], allowed: [], children: ['#text'] },
  skipped: { needed: ['message'], allowed: [], children: ['#text'] },
  'system-out': { needed: [], allowed: [], children: ['#text'] },
}

interface Element {
  readonly tag: string
  readonly attributes: Readonly<Record<string, string>>
  readonly children: readonly Element[]
}

function elementOf(node: Readonly<Record<string, unknown>>): Element {
  const [tag = ''] = Object.keys(node).filter((key) => key !== ':@')
  const inner = node[tag]
  return {
    tag,
    attributes: (node[':@'] ?? {}) as Record<string, string>,
    children: Array.isArray(inner) ? inner.map((one: Record<string, unknown>) => elementOf(one)) : [],
  }
}

function parse(xml: string): Element {
  expect(XMLValidator.validate(xml)).toBe(true)
  const parser = new XMLParser({ preserveOrder: true, ignoreAttributes: false, attributeNamePrefix: '' })
  const found = (parser.parse(xml) as Record<string, unknown>[])
    .map(elementOf)
    .find(({ tag }) => tag === 'testsuites')
  if (found === undefined) throw new Error('there is no testsuites')
  return found
}

function check(element: Element): void {
  const { tag, attributes, children } = element
  if (tag === '#text') return
  const shape = shapes[tag]
  if (shape === undefined) throw new Error(`${tag} is no element of JUnit`)
  const names = Object.keys(attributes)
  expect(names).toEqual(expect.arrayContaining(shape.needed))
  expect([...shape.needed, ...shape.allowed]).toEqual(expect.arrayContaining(names))
  const order = children.map((child) => shape.children.indexOf(child.tag))
  expect(order).toEqual(order.toSorted((one, other) => one - other))
  expect(order).not.toContain(-1)
  if ('time' in attributes) expect(attributes['time']).toMatch(/^\d+\.\d{3}$/)
  if ('timestamp' in attributes) expect(attributes['timestamp']).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/)
  for (const child of children) check(child)
}

test.each(runNames)(
  'the JUnit report of a %s run has the elements, attributes and order that viewers know',
  async (name) => {
    check(parse(await reportLive('junit', runs[name])))
  },
)

test('the counts of a suite are those of its cases, and no case has the name of another', async () => {
  const root = parse(await reportLive('junit', ...runNames.map((name) => runs[name])))
  for (const { attributes, children } of root.children) {
    const cases = children.filter(({ tag }) => tag === 'testcase')
    const count = (tag: string) =>
      String(cases.filter((one) => one.children.some((child) => child.tag === tag)).length)
    expect(attributes).toMatchObject({
      tests: String(cases.length),
      failures: count('failure'),
      errors: count('error'),
      skipped: count('skipped'),
    })
    expect(new Set(cases.map((one) => one.attributes['name'])).size).toBe(cases.length)
  }
})
