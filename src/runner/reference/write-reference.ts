/** A script that writes all generated files of the project: `node src/runner/reference/write-reference.ts`. */
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { expectationsTable, faultsTable, insertBetween } from './docs.ts'
import { referenceFiles } from './reference.ts'

const root = join(import.meta.dirname, '../../..')

for (const [path, text] of Object.entries(referenceFiles())) {
  await mkdir(dirname(join(root, path)), { recursive: true })
  await writeFile(join(root, path), text)
}

const page = join(root, 'docs/topology.md')
const text = await readFile(page, 'utf8').catch(() => null)
if (text !== null) {
  const withFaults = insertBetween(text, 'faults', faultsTable())
  await writeFile(page, insertBetween(withFaults, 'expectations', expectationsTable()))
}
