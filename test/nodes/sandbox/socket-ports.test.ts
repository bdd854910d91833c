import { expect, it } from 'vitest'
import { Addresses } from '../../../src/nodes/sandbox/network/addresses.ts'
import { SocketTable } from '../../../src/nodes/sandbox/network/socket-table.ts'
import { Turns } from '../../../src/nodes/sandbox/network/turns.ts'

const loopback = '127.0.0.1'

function socketTable() {
  const turns = new Turns(() => {})
  const sink = { frame: () => {}, data: () => {} }
  const table = new SocketTable(sink, new Addresses(['5.5.5.5']), turns, () => {})
  const settle = () => {
    while (turns.isWaiting) {
      turns.begin()
      while (turns.runOne());
    }
  }
  return { table, settle }
}

it('a node with a server on each port of the system’s choice can start no other one', () => {
  const { table } = socketTable()
  const listen = () => table.listen(table.newHandle(), { address: loopback, port: 0 })
  for (let port = 49_152; port <= 65_535; port += 1) expect(listen()).toMatchObject({ port })
  expect(listen()).toBe('EADDRINUSE')
})

it('connections of a node to itself use ports again, and never one that is in use', () => {
  const { table, settle } = socketTable()
  const server = table.newHandle()
  table.listen(server, { address: loopback, port: 4001 })
  const ports = new Set<number>()
  server.onconnection = (_, client) => {
    const seen: { port?: number } = {}
    client.getpeername(seen)
    ports.add(seen.port ?? 0)
  }
  const connect = () => {
    const handle = table.newHandle()
    return { handle, error: handle.connect({}, loopback, 4001) }
  }
  const all = 65_535 - 40_001 + 1
  const open = Array.from({ length: all }, connect)
  settle()
  expect(open.every(({ error }) => error === 0)).toBe(true)
  expect([ports.size, Math.max(...ports)]).toEqual([all, 65_535])
  expect(connect().error).toBeLessThan(0)
  open[5]?.handle.reset(() => {})
  settle()
  expect([connect().error, connect().error < 0]).toEqual([0, true])
})
