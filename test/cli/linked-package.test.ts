import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { linkedPackage } from '../../src/cli/linked-package.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

it('a package of pnpm is named by the link to it, which an update of the package keeps', () => {
  const project = temporaryFolder()
  const stored = path.join(project, 'node_modules/.pnpm/some-topo@0.1.0/node_modules/some-topo')
  mkdirSync(stored, { recursive: true })
  symlinkSync(stored, path.join(project, 'node_modules/some-topo'))
  const topologies = path.join(project, 'a/topologies')
  expect(linkedPackage('some-topo', stored, topologies)).toBe(path.join(project, 'node_modules/some-topo'))
})

it('a package that no node_modules has is named by its folder, also where another one has its name', () => {
  const clone = temporaryFolder()
  const project = temporaryFolder()
  mkdirSync(path.join(project, 'node_modules/some-topo'), { recursive: true })
  expect(linkedPackage('some-topo', clone, project)).toBe(clone)
})

it('a package that npm has only for one command is named as if the project had it', () => {
  const [home, project] = [temporaryFolder(), temporaryFolder()]
  const stored = path.join(home, '_npx/1f2e/node_modules/some-topo')
  mkdirSync(stored, { recursive: true })
  writeFileSync(path.join(project, 'package.json'), '{}')
  const wanted = path.join(project, 'node_modules/some-topo')
  expect(linkedPackage('some-topo', stored, path.join(project, 'topologies'))).toBe(wanted)
})
