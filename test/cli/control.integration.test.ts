import { once } from 'node:events'
import net from 'node:net'
import path from 'node:path'
import { expect } from 'vitest'
import { addControl } from '../../src/cli/control.ts'
import { CommandHere } from '../support/command.ts'
import { test } from '../support/temporary-folder.ts'

/** A server that answers each request with the text. */
async function answering(at: string, text: string): Promise<Disposable> {
  const sockets: net.Socket[] = []
  const server = net.createServer((socket) => {
    sockets.push(socket.on('data', () => socket.write(text)))
  })
  await once(server.listen(at), 'listening')
  return {
    [Symbol.dispose]: () => {
      for (const socket of sockets) socket.destroy()
      server.close()
    },
  }
}

test('the socket of another program is told as such', async ({ folder }) => {
  const at = path.join(folder, 's.sock')
  using _server = await answering(at, 'HTTP/1.1 400 Bad Request\r\n\r\n')
  await expect(new CommandHere(addControl).run('control', at, 'state')).rejects.toThrow(
    'this is no socket of `topo run --hold`: it answers with "HTTP/1.1 400 Bad Request"',
  )
})

test.for([
  ['before the last answer', 'state', '', 130],
  ['while events follow', '{"command":"events","input":{"follow":true}}', '{"output":{}}\n', 0],
] as const)('SIGTERM %s', async ([, request, answer, expected], { folder }) => {
  const at = path.join(folder, 's.sock')
  using _server = await answering(at, answer)
  const command = new CommandHere(addControl)
  const done = command.run('control', at, request)
  if (answer === '') await new Promise((resolve) => setImmediate(resolve))
  else await expect.poll(() => command.stdout).toBe(answer)
  command.signal('SIGTERM')
  expect((await done).code).toBe(expected)
})
