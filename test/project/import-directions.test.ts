/** Imports go one way: see docs/how-it-works.md. Probes show that each rule refuses a wrong import. */
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { importCircles } from '../../scripts/import-circles.ts'
import { misplacedImports, roomOf } from '../../scripts/misplaced-imports.ts'
import { rooms } from '../../scripts/rooms.ts'
import { root } from '../support/run-topology.ts'

const files = readdirSync(path.join(root, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.tsx?$/.test(file))
  .map((file) => `src/${file.replaceAll(path.sep, '/')}`)
const sources = files.map((file) => ({ path: file, text: readFileSync(path.join(root, file), 'utf8') }))
const names = Object.keys(rooms)
const probe = (room: string) => `${room}/probe.ts`

describe('an import in the wrong direction', () => {
  it('is nowhere in the sources', () => {
    expect(misplacedImports(sources, rooms)).toEqual([])
  })

  it.each(names.filter((name) => name !== 'src'))('is refused in %s, of values and of types', (from) => {
    const others = names.filter((name) => name !== from && name !== 'src')
    const allowed = (to: string) => (rooms[from] ?? []).some((room) => `${to}/`.startsWith(`${room}/`))
    for (const to of others) {
      const relative = path.posix.relative(from, probe(to))
      const specifier = relative.startsWith('.') ? relative : `./${relative}`
      for (const text of [
        `import { x } from '${specifier}'`,
        `import type { X } from '${specifier}'`,
        `export { x } from '${specifier}'`,
        `const x = await import('${specifier}')`,
      ]) {
        const found = misplacedImports([{ path: probe(from), text }], rooms)
        expect(found.length, `${from} -> ${to}: ${text}`).toBe(allowed(to) ? 0 : 1)
      }
    }
  })
})

it('every folder of the sources is in a room, and every room has a folder', () => {
  const used = new Set(files.map((file) => roomOf(file, rooms)))
  expect([...used].sort()).toEqual([...names].sort())
})

it('no two rooms use each other', () => {
  const uses = (from: string, to: string) =>
    (rooms[from] ?? []).some((room) => `${to}/`.startsWith(`${room}/`)) && !to.startsWith(`${from}/`)
  const mutual = names.flatMap((a) =>
    names.filter((b) => a < b && a !== 'src' && b !== 'src' && uses(a, b) && uses(b, a)).map((b) => [a, b]),
  )
  expect(mutual).toEqual([])
})

describe('a circle of imports', () => {
  it('is nowhere in the sources', () => {
    expect(importCircles(sources)).toEqual([])
  })

  it('is found when a type import closes it', () => {
    const circle = [
      { path: 'a.ts', text: "import { b } from './b.ts'" },
      { path: 'b.ts', text: "import { c } from './c.ts'" },
      { path: 'c.ts', text: "import type { B } from './b.ts'" },
    ]
    expect(importCircles(circle)).toEqual([['b.ts', 'c.ts', 'b.ts']])
  })
})
