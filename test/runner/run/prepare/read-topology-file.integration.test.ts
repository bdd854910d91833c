import { spawnSync } from 'node:child_process'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { readSource } from '../../../../src/runner/run/prepare/read-source.ts'
import { readTopologyFile } from '../../../../src/runner/run/prepare/read-topology-file.ts'
import { temporaryFolder } from '../../../support/temporary-folder.ts'

const folder = temporaryFolder()

it.each([
  ['a file that is not there', null, 'there is no such file or folder'],
  ['a file of 5 MB', 'x'.repeat(5e6), 'the file has 4.8 MiB; a topology has at most 1 MiB'],
  ['a file that is no text', Buffer.from([0x6e, 0xff, 0xfe]), 'the file is not UTF-8 text'],
])('%s is refused with a reason', async (_, content, message) => {
  const file = join(folder, 'x.yaml')
  await rm(file, { force: true })
  if (content !== null) await writeFile(file, content)
  const read = await readTopologyFile(file)
  expect(read).toMatchObject({ ok: false, file: { file, diagnostics: [{ message, span: null }] } })
})

it('a folder is refused with a reason', async () => {
  expect(await readTopologyFile(folder)).toMatchObject({
    ok: false,
    file: { diagnostics: [{ message: 'this is a folder' }] },
  })
})

it('a pipe or a device is no topology file, and is not read', async () => {
  const pipe = join(folder, 'pipe')
  spawnSync('bash', ['-c', 'mkfifo "$1"', 'bash', pipe])
  for (const file of [pipe, '/dev/zero']) {
    expect(await readTopologyFile(file)).toMatchObject({
      ok: false,
      file: { diagnostics: [{ message: 'this is a pipe or a device, not a file' }] },
    })
  }
})

it('a text without end is read no further than a topology may be long', async () => {
  expect(await readSource('/dev/zero')).toMatchObject({
    ok: false,
    file: { diagnostics: [{ code: 'file-too-large' }] },
  })
})

it('a file is read as it is', async () => {
  const file = join(folder, 'y.yaml')
  await writeFile(file, '\ufeffname: é\r\n')
  expect(await readTopologyFile(file)).toEqual({ ok: true, source: { file, text: '\ufeffname: é\r\n' } })
})
