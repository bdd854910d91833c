import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect } from 'vitest'
import { addServe } from '../../src/cli/serve.ts'
import { CommandHere } from '../support/command.ts'
import { test } from '../support/temporary-folder.ts'

/** Ended as soon as it serves. */
async function serve(results: string) {
  const command = new CommandHere(addServe)
  const done = command.run('serve', '--port', '0', '--results', results)
  command.signal('SIGINT')
  return done
}

test('a folder that is not there yet is waited for, and topo says so', async ({ folder }) => {
  const results = path.join(folder, 'none')
  const { code, stdout, stderr } = await serve(results)
  expect(stderr).toBe(
    `topo: there is no folder ${results} yet: the page shows runs as soon as there are some\n`,
  )
  expect(stdout).toMatch(/^http:/)
  expect(code).toBe(130)
  expect((await serve(folder)).stderr).toBe('')
})

test('a file is no folder of results', async ({ folder }) => {
  const file = path.join(folder, 'file')
  writeFileSync(file, '')
  await expect(serve(file)).rejects.toThrow(
    `${file} is no folder: --results names the one that holds all results`,
  )
})
