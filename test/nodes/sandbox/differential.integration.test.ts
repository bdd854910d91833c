/** Sockets behave as Node's on Linux: the same scripts on the machine's loopback and in the sandbox. */
import { execFile } from 'node:child_process'
import os from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type TestNode, World } from '../../support/world.ts'
import type { Order } from './differential/program.ts'
import { scripts } from './differential/scripts.ts'
import type { Recording } from './differential/tape.ts'

const program = path.join(import.meta.dirname, 'differential', 'program.ts')
const flags = ['--no-warnings']
const addresses = Object.values(os.networkInterfaces()).flatMap((each) => each ?? [])
const machineHasIPv6 = addresses.some(({ address }) => address === '::1')

const world = new World({ nodes: ['a', 'b'], latency: 10 })
let real: Readonly<Record<string, Recording>>
let client: TestNode
let server: TestNode

beforeAll(async () => {
  const plain = promisify(execFile)(process.execPath, [...flags, program], { maxBuffer: 64 * 1024 * 1024 })
  client = await world.node('a', { argv: [...flags, program] })
  server = await world.node('b', { argv: [...flags, program] })
  real = JSON.parse((await plain).stdout) as typeof real
})
afterAll(() => world[Symbol.asyncDispose]())

const obey = (node: TestNode, order: Order) => node.run(JSON.stringify(order))

async function inOneNode(name: string): Promise<Recording> {
  return (await obey(client, { part: 'both', name, host: '127.0.0.1' })) as Recording
}

/** Server and client in two nodes. Each records objects of its own, by other names. */
async function inTwoNodes(name: string): Promise<Recording> {
  const host = '8.0.0.2'
  const port = (await obey(server, { part: 'serve', name, host })) as number
  const acted = (await obey(client, { part: 'act', name, host, port })) as Recording
  const served = (await obey(server, { part: 'finish' })) as Recording
  return { ...served, ...acted }
}

describe.each(Object.entries(scripts))('%s', (name, { together, apart, ipv6, differs }) => {
  const skip = ipv6 === true && !machineHasIPv6
  const outcome = differs === undefined ? 'as on the loopback of the machine' : 'not as on the loopback'
  const compare = (recording: Recording) => {
    expect(Object.keys(real[name] ?? {})).not.toEqual([])
    expect(JSON.stringify(real[name])).not.toContain('is stuck')
    if (differs === undefined) expect(recording).toEqual(real[name])
    else expect(recording).not.toEqual(real[name])
  }

  test.skipIf(skip || apart)(`inside one node: ${outcome}`, async () => compare(await inOneNode(name)))
  test.skipIf(skip || together)(`between two nodes: ${outcome}`, async () => compare(await inTwoNodes(name)))
})
