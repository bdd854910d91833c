import { mkdirSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect } from 'vitest'
import { fileFinder } from '../../../src/nodes/module/loading/find-file.ts'
import { test } from '../../support/temporary-folder.ts'

test('a relative import of a file leads to it without Node', ({ folder }) => {
  const { importer, root } = packageIn(folder)
  const find = fileFinder()
  expect(find('./inner/file.js', importer)).toBe(path.join(root, 'inner/file.js'))
  expect(find('../package/inner/file.js', importer)).toBe(path.join(root, 'inner/file.js'))
})

test.for([
  ['a file that is not there', './inner/none.js'],
  ['a folder', './inner'],
  ['a folder with the name of a file', './folder.js'],
  ['a symbolic link', './link.js'],
  ['a file below a symbolic link', './linked/file.js'],
  ['a query', './inner/file.js?v=1'],
  ['a fragment', './inner/file.js#x'],
  ['an encoded character', './inner/%66ile.js'],
  ['an import without extension', './inner/file'],
  ['a file that is no JavaScript', './package.json'],
  ['a package', 'inner/file.js'],
] as const)('Node looks for %s', ([, specifier], { folder }) => {
  expect(fileFinder()(specifier, packageIn(folder).importer)).toBeNull()
})

function packageIn(folder: string): { readonly root: string; readonly importer: string } {
  const root = path.join(realpathSync(folder), 'package')
  mkdirSync(path.join(root, 'inner'), { recursive: true })
  mkdirSync(path.join(root, 'folder.js'))
  for (const file of ['index.js', 'inner/file.js', 'package.json']) writeFileSync(path.join(root, file), '')
  symlinkSync('inner/file.js', path.join(root, 'link.js'))
  symlinkSync('inner', path.join(root, 'linked'))
  return { root, importer: path.join(root, 'index.js') }
}
