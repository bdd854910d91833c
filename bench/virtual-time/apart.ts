/**
 * libp2p alone, in three processes: relay, client and third peer over real loopback sockets. Prints the CPU seconds for
 * the given number of keepalive pings. The processes sleep between pings.
 *
 *     apart.mjs <pings>
 */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { keepalive } from './keepalive.ts'
import { createNode, type Role } from './libp2p-node.ts'

const [first = '', role, relay] = process.argv.slice(2)
/** Both connections are pinged from both ends. */
const ends = 4
const between = 20

async function lead(pings: number): Promise<void> {
  const start = async (name: Role, address = '') => {
    const child = fork(fileURLToPath(import.meta.url), [String(pings / ends), name, address])
    return { child, address: await messageOf(child) }
  }
  const boot = await start('relay')
  const children = [boot, await start('client', boot.address), await start('third', boot.address)]
  const finished = children.map(({ child }) => messageOf(child))
  for (const { child } of children) child.send('begin')
  await Promise.all(finished)
  let cpu = 0
  for (const { child } of children) {
    child.send('end')
    cpu += Number(await messageOf(child))
  }
  console.log(cpu)
}

async function messageOf(child: ChildProcess): Promise<string> {
  const [message] = await once(child, 'message')
  return String(message)
}

async function follow(name: Role, address: string, rounds: number): Promise<void> {
  const node = await createNode(
    name,
    '/ip4/127.0.0.1/tcp/0',
    address === '' ? undefined : address,
    () => {},
    0,
  )
  process.send?.(String(node.getMultiaddrs()[0]))
  await once(process, 'message')
  const before = process.cpuUsage()
  for (let round = 0; round < rounds; round++) {
    for (const connection of node.getConnections()) await keepalive(connection)
    await new Promise((resolve) => setTimeout(resolve, between))
  }
  process.send?.('finished')
  // Until then, answer the pings of the others.
  await once(process, 'message')
  const { user, system } = process.cpuUsage(before)
  process.send?.((user + system) / 1e6)
  process.disconnect?.()
  process.exit(0)
}

await (role === undefined ? lead(Number(first)) : follow(role as Role, relay ?? '', Number(first)))
