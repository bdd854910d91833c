/** An exported name has one meaning in the sources: a reader never has to look from which file it comes. */
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { sharedNames } from '../../scripts/shared-names.ts'
import { root } from '../support/run-topology.ts'

/** Each file there mirrors the interface of a package, for one of its versions. */
const adapters = 'src/nodes/adapters'

const sources = readdirSync(path.join(root, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.tsx?$/.test(file))
  .map((file) => `src/${file.replaceAll(path.sep, '/')}`)
  .map((file) => ({ path: file, text: readFileSync(path.join(root, file), 'utf8') }))

describe('an exported name', () => {
  it('has one meaning in the sources', () => {
    expect(sharedNames(sources, adapters)).toEqual([])
  })

  it.each([
    ['two exported types', 'export interface Path {}', 'export type Path = string'],
    ['two exported values', 'export const path = 1', 'export function path() {}'],
    ['an exported type and one that its file keeps', 'export class Path {}', 'interface Path {}'],
  ])('has two meanings: %s', (_title, a, b) => {
    const files = [
      { path: 'src/a.ts', text: a },
      { path: 'src/b.ts', text: b },
    ]
    expect(sharedNames(files, adapters)).toHaveLength(1)
  })

  it.each([
    ['a re-export', 'export interface Path {}', "export type { Path } from './a.ts'"],
    ['a type and a value of one file', 'export type Path = 1\nexport const Path = 1', ''],
    ['types that their files keep', 'interface Path {}', 'type Path = string'],
    ['an exported value and a variable of another file', 'export const path = 1', 'const path = 2'],
  ])('has one meaning: %s', (_title, a, b) => {
    const files = [
      { path: 'src/a.ts', text: a },
      { path: 'src/b.ts', text: b },
    ]
    expect(sharedNames(files, adapters)).toEqual([])
  })

  it('may be shared by adapters, which mirror one interface', () => {
    const files = ['v1', 'v2'].map((version) => ({
      path: `${adapters}/${version}.ts`,
      text: 'export const createLibp2p = 1',
    }))
    expect(sharedNames(files, adapters)).toEqual([])
  })
})
