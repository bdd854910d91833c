/** Sockets behave as Node's on Linux: the same scripts on the machine's loopback and in the sandbox. */
import { execFile } from 'node:child_process'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type TestNode, World } from '../../support/world.ts'
import type { Order } from './differential/program.ts'
import { scripts } from './differential/scripts.ts'
import type { Recording } from './differential/tape.ts'

const program = path.join(import.meta.dirname, 'differential', 'program.ts')
const flags = ['--no-warnings']

let real: Readonly<Record<string, Recording>>
const world = new World({ nodes: ['a', 'b'], latency: 10 })
let client: TestNode
let server: TestNode

beforeAll(async () => {
  const options = { maxBuffer: 64 * 1024 * 1024 }
  const plain = promisify(execFile)(process.execPath, [...flags, program], options)
  client = await world.node('a', { argv: [...flags, program] })
  server = await world.node('b', { argv: [...flags, program] })
  real = JSON.parse((await plain).stdout) as typeof real
})
afterAll(() => world[Symbol.asyncDispose]())

const obey = (node: TestNode, order: Order) => node.run(JSON.stringify(order))

/** Server and client in two nodes. Each has its own objects, so no name is in both recordings. */
async function apart(name: string): Promise<Recording> {
  const host = '8.0.0.2'
  const port = (await obey(server, { part: 'serve', name, host })) as number
  const acted = (await obey(client, { part: 'act', name, host, port })) as Recording
  const served = (await obey(server, { part: 'finish' })) as Recording
  return { ...served, ...acted }
}

describe.each(Object.entries(scripts))('%s', (name, { together, differs }) => {
  const same = (recording: Recording) => {
    if (differs === undefined) expect(recording).toEqual(real[name])
    else expect(recording).not.toEqual(real[name])
  }

  test('records something', () => {
    expect(real[name]).not.toEqual({})
    expect(JSON.stringify(real[name])).not.toContain('is stuck')
  })

  test(differs ?? 'the same inside one node', async () => {
    same((await obey(client, { part: 'both', name, host: '127.0.0.1' })) as Recording)
  })

  test.skipIf(together)(differs ?? 'the same between two nodes', async () => same(await apart(name)))
})
