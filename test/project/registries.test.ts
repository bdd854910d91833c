import { readdirSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, it } from 'vitest'
import { expectations } from '../../src/runner/language/expectations/registry.ts'
import { faults } from '../../src/runner/language/faults/registry.ts'
import { nodeKinds } from '../../src/runner/language/node-kinds/registry.ts'
import { reporters } from '../../src/runner/reports/reporters/registry.ts'
import { root } from '../support/run-topology.ts'

interface Row {
  readonly folder: string
  readonly registry: Readonly<Record<string, unknown>>
}

const rows: readonly Row[] = [
  { folder: 'language/faults', registry: faults },
  { folder: 'language/expectations', registry: expectations },
  { folder: 'reports/reporters', registry: reporters },
  { folder: 'language/node-kinds', registry: nodeKinds },
]

it.each(rows)('$folder/ has one file for every entry of its registry, of the same name', async (row) => {
  const defined = await definitionsIn(path.join(root, 'src/runner', row.folder))
  expect(defined.map(({ name }) => name).sort()).toEqual(Object.keys(row.registry).sort())
  for (const { name, definition } of defined) expect(row.registry[name]).toBe(definition)
})

/** Definitions that the files of the folder export: all exports with a `summary`. */
async function definitionsIn(folder: string) {
  const files = readdirSync(folder).filter((file) => file.endsWith('.ts') && file !== 'registry.ts')
  const found = await Promise.all(
    files.map(async (file) => {
      const exported: object = await import(pathToFileURL(path.join(folder, file)).href)
      return Object.values(exported)
        .filter((value: unknown) => typeof value === 'object' && value !== null && 'summary' in value)
        .map((definition: unknown) => ({ name: path.basename(file, '.ts'), definition }))
    }),
  )
  return found.flat()
}
