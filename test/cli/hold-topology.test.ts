import { readdirSync } from 'node:fs'
import { expect } from 'vitest'
import { holdTopology } from '../../src/cli/hold-topology.ts'
import { TextOutput } from '../fixtures/report.ts'
import { test } from '../support/temporary-folder.ts'

test('--hold leaves no folder of a socket when its reporters cannot open', async ({ folder }) => {
  const context = {
    stdin: process.stdin,
    get stdout(): never {
      throw new Error('no output')
    },
    stderr: new TextOutput() as unknown as NodeJS.WriteStream,
    env: { XDG_RUNTIME_DIR: folder },
    on: () => {},
    off: () => {},
    done: () => {},
  }
  const flags = { repeat: 1, results: folder }
  await expect(holdTopology(['topologies/hello.yaml'], flags, context)).rejects.toThrow('no output')
  expect(readdirSync(folder)).toEqual([])
})
