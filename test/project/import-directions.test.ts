/** Imports go one way: see docs/how-it-works.md. A rule that never bites would look the same as one that is kept. */
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { execa } from 'execa'
import { beforeAll, describe, expect, it } from 'vitest'
import { root, temporaryFolder } from '../support/run-topology.ts'

interface Override {
  readonly includes: readonly string[]
  readonly linter: {
    readonly rules: {
      readonly style?: {
        readonly noRestrictedImports?: {
          readonly options: { readonly patterns: readonly { readonly group: readonly string[] }[] }
        }
      }
    }
  }
}

/** A file that the override is for, and what it says that the file must not import. */
interface Probe {
  readonly file: string
  readonly forbidden: readonly string[]
  readonly allowed: readonly string[]
}

const config = JSON.parse(readFileSync(path.join(root, 'biome.json'), 'utf8')) as {
  readonly overrides: readonly Override[]
}

const probes = config.overrides.flatMap(({ includes, linter }): readonly Probe[] => {
  const groups = linter.rules.style?.noRestrictedImports?.options.patterns.flatMap(({ group }) => group) ?? []
  const forbidden = groups.filter((glob) => !glob.startsWith('!')).map(specifierFor)
  const allowed = groups.filter((glob) => glob.startsWith('!')).map((glob) => specifierFor(glob.slice(1)))
  return includes
    .filter((glob) => !glob.startsWith('!'))
    .map((glob) => ({
      file: glob.replace(/\*\*$|\*(?=\.ts$)/, (star) => (star === '*' ? 'probe' : 'probe.ts')),
      forbidden,
      allowed,
    }))
})

/** The glob for all that is in `cli` -> `../cli/probe.ts`. */
function specifierFor(glob: string): string {
  return glob.replace(/^\*\*/, '..').replace(/\*\*$/, 'probe.ts')
}

describe('an import in the wrong direction', () => {
  const refused = new Map<string, readonly number[]>()

  beforeAll(async () => {
    const folder = temporaryFolder()
    cpSync(path.join(root, 'biome.json'), path.join(folder, 'biome.json'))
    for (const { file, forbidden, allowed } of probes) {
      const lines = [...forbidden, ...allowed].map((from, index) => `export { x${index} } from '${from}'\n`)
      mkdirSync(path.dirname(path.join(folder, file)), { recursive: true })
      writeFileSync(path.join(folder, file), lines.join(''))
    }
    const { stdout } = await execa(
      'biome',
      ['lint', '--only=style/noRestrictedImports', '--reporter=json', '--max-diagnostics=none'],
      { cwd: folder, preferLocal: true, localDir: root, reject: false },
    )
    const { diagnostics } = JSON.parse(stdout) as {
      readonly diagnostics: readonly { location: { path: string; start: { line: number } } }[]
    }
    for (const { location } of diagnostics) {
      refused.set(location.path, [...(refused.get(location.path) ?? []), location.start.line])
    }
  })

  it('is a rule for every part of the sources', () => {
    expect(probes.length).toBeGreaterThan(10)
  })

  it.each(probes)('is refused in $file', ({ file, forbidden }) => {
    expect(forbidden).not.toEqual([])
    const lines = [...(refused.get(file) ?? [])].sort((a, b) => a - b)
    expect(lines.map((line) => forbidden[line - 1])).toEqual(forbidden)
  })
})
