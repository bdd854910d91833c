/** The node under measurement: a relay, a client that listens through it, or a third peer that is connected to it. */
import '../../src/nodes/sandbox/index.ts'
import { writeFileSync } from 'node:fs'
import { topoControl } from '../../src/nodes/sandbox/control.ts'
import { createNode, type Role } from './libp2p-node.ts'

const control = topoControl()
if (control === undefined) throw new Error('this program runs inside the sandbox')
const send = (message: object) => control.send(message)
const { BENCH_CPU: cpuFile } = process.env
process.on('exit', () => {
  if (cpuFile !== undefined) writeFileSync(cpuFile, JSON.stringify(process.resourceUsage()))
})

control.onMessage(async (message) => {
  const { type, role, listen, relay } = message as {
    type: string
    role: Role
    listen: string
    relay?: string
  }
  if (type === 'exit') process.exit(0)
  if (type !== 'start') return
  try {
    const node = await createNode(role, listen, relay, (event) =>
      send({ type: 'event', at: Date.now(), event }),
    )
    send({ type: 'started', addresses: node.getMultiaddrs().map(String), id: node.peerId.toString() })
  } catch (error) {
    send({ type: 'failed', error: String(error) })
  }
})
