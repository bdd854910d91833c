import { existsSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect } from 'vitest'
import { makeFolder } from '../../src/base/make-folder.ts'
import { test } from '../support/temporary-folder.ts'

test('a folder is made with all above it, and may be there already', ({ folder }) => {
  const wanted = path.join(folder, 'a/b/c')
  makeFolder(wanted)
  makeFolder(wanted)
  makeFolder(path.join(wanted, 'd'))
  expect(existsSync(path.join(wanted, 'd'))).toBe(true)
})

test.for([
  ['the system has no place for it', '/proc/none/a/b'],
  ['there is a file above it', 'file/a/b'],
  ['there is a link to nowhere', 'link'],
] as const)('a folder cannot be made where %s', ([, name], { folder }) => {
  writeFileSync(path.join(folder, 'file'), '')
  symlinkSync(path.join(folder, 'nowhere'), path.join(folder, 'link'))
  expect(() => makeFolder(path.resolve(folder, name))).toThrow(/^E[A-Z]+: .* mkdir/)
})
