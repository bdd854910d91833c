import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect } from 'vitest'
import { touchedFiles } from '../../../src/runner/releases/touched-files.ts'
import { test } from '../../support/temporary-folder.ts'

const release = { id: 'libp2p 3', from: {}, inside: [], others: {} }

test('a broken module has the files that were read, and those that a wrong import may mean', async ({
  folder,
}) => {
  const at = (name: string) => path.join(folder, name)
  mkdirSync(at('lib'))
  writeFileSync(at('module.ts'), "import './helper.js'\nimport './lib/other'\nimport 'libp2p'\n")
  writeFileSync(at('helper.ts'), "import './lib/word.ts'\n")
  writeFileSync(at('lib/word.ts'), 'const = 1\n')
  const touched = await touchedFiles(at('module.ts'), release)
  expect(touched).toEqual(
    expect.arrayContaining(['module.ts', 'helper.ts', 'lib/word.ts', 'lib/other.ts'].map(at)),
  )
  expect(touched.filter((file) => !file.startsWith(folder))).toEqual([])
})
