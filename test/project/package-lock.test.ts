/**
 * npm ci refuses a lock file without the packages of another platform. npm install silently leaves out packages that
 * its registry lacks.
 */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { root } from '../support/run-topology.ts'

interface Locked {
  readonly resolved?: string
  readonly integrity?: string
  readonly dependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
}

const { packages } = JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8')) as {
  readonly packages: Readonly<Record<string, Locked>>
}
const locked = Object.entries(packages).filter(([folder]) => folder !== '')

describe('package-lock.json', () => {
  it('names no registry', () => {
    expect(locked.filter(([, { resolved }]) => resolved !== undefined)).toEqual([])
  })

  it('has a checksum for every package', () => {
    expect(locked.filter(([, { integrity }]) => integrity === undefined)).toEqual([])
  })

  it('has every package that another one needs, on each platform', () => {
    const missing = Object.entries(packages).flatMap(([folder, { dependencies, optionalDependencies }]) =>
      Object.keys({ ...dependencies, ...optionalDependencies })
        .filter((name) => !placesOf(folder, name).some((place) => place in packages))
        .map((name) => `${name}, for ${folder}`),
    )
    expect(missing).toEqual([])
  })
})

/** Paths at which Node looks for `name` from `folder`: its node_modules folder and those above. */
function placesOf(folder: string, name: string): readonly string[] {
  const parts = folder === '' ? [] : folder.split('/node_modules/')
  const above = parts.map((_, index) => parts.slice(0, parts.length - index).join('/node_modules/'))
  return [...above.map((place) => `${place}/node_modules/${name}`), `node_modules/${name}`]
}
