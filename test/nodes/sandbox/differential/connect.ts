import net from 'node:net'
import type { Scripts } from './script.ts'
import type { Tape } from './tape.ts'

const echo = (tape: Tape) => net.createServer((socket) => tape.follow('accepted', socket).pipe(socket))
const quiet = (tape: Tape) => net.createServer((socket) => tape.follow('accepted', socket))

/** A port of this machine that nobody listens on: of a server that has closed. */
async function freePort(tape: Tape): Promise<number> {
  const server = net.createServer().listen(0, tape.host)
  await tape.once(server, 'listening')
  const { port } = server.address() as net.AddressInfo
  server.close()
  await tape.closed(server)
  return port
}

export const connect: Scripts = {
  'a connection tells connect, ready, data, end, finish and close': {
    serve: echo,
    act: async (tape) => {
      const socket = tape.follow(
        'client',
        net.connect(tape.to, () => tape.note('client', 'callback')),
      )
      tape.state('client', socket)
      socket.end('hello')
      await tape.closed(socket)
    },
  },
  'the state of a socket from before connect to after close': {
    serve: quiet,
    act: async (tape) => {
      const socket = new net.Socket()
      tape.state('client', socket)
      socket.connect(tape.to)
      tape.state('client', socket)
      await tape.once(socket, 'connect')
      tape.state('client', socket)
      socket.end('bye')
      tape.state('client', socket)
      await tape.once(socket, 'finish')
      tape.state('client', socket)
      socket.resume()
      await tape.closed(socket)
      tape.state('client', socket)
    },
  },
  'addresses of a socket that has been destroyed': {
    serve: quiet,
    act: async (tape) => {
      const socket = tape.watch('client', net.connect(tape.to))
      await tape.once(socket, 'connect')
      tape.note('client', socket.address())
      socket.destroy()
      tape.state('client', socket)
      tape.note('client', socket.address())
      await tape.closed(socket)
      tape.state('client', socket)
    },
  },
  'a server sees the addresses of its client': {
    serve: (tape) =>
      net.createServer((socket) => {
        tape.state('accepted', socket)
        tape.note('accepted', socket.address())
        socket.end()
      }),
    act: async (tape) => {
      const socket = net.connect(tape.to).resume()
      await tape.closed(socket)
    },
  },
  'nobody listens': {
    act: async (tape) => {
      const port = await freePort(tape)
      const socket = tape.watch('client', net.connect(port, tape.host))
      tape.watch('client', socket, ['connectionAttempt', 'connectionAttemptFailed'])
      await tape.closed(socket)
      tape.state('client', socket)
    },
    together: true,
  },
  'nobody listens, and the error is not listened to by close': {
    act: async (tape) => {
      const socket = net.connect(await freePort(tape), tape.host)
      socket.on('error', (error) => tape.note('client', socket.connecting, socket.destroyed, error))
      await tape.closed(socket)
    },
    together: true,
  },
  'port 0': {
    act: async (tape) => {
      const socket = tape.watch('client', net.connect(0, '127.0.0.1'))
      await tape.closed(socket)
    },
  },
  'ports that are none': {
    act: (tape) => {
      for (const port of [-1, 65536, 1.5, Number.NaN, '', 'x', ' ', null, true, {}, undefined]) {
        tape.attempt('client', () =>
          net.connect({ port, host: tape.host } as net.TcpNetConnectOpts).on('error', () => {}),
        )
      }
    },
    together: true,
  },
  'a port as a string': {
    serve: echo,
    act: async (tape) => {
      const socket = tape.follow(
        'client',
        net.connect({ port: String(tape.port) as unknown as number, host: tape.host }),
      )
      socket.end('x')
      await tape.closed(socket)
    },
  },
  'hosts that are none': {
    act: (tape) => {
      for (const host of [1, {}, 'a\0b']) {
        tape.attempt('client', () =>
          net.connect({ port: 1, host } as net.TcpNetConnectOpts).on('error', () => {}),
        )
      }
    },
    together: true,
  },
  'neither port nor path': {
    act: (tape) => {
      tape.attempt('client', () => new net.Socket().connect({} as net.TcpNetConnectOpts))
      tape.attempt('client', () => net.connect({ host: '127.0.0.1' } as net.TcpNetConnectOpts))
    },
    together: true,
  },
  'a second connect while connecting': {
    serve: quiet,
    act: async (tape) => {
      const socket = tape.watch('client', net.connect(tape.to))
      socket.connect(tape.to)
      await tape.closed(socket)
    },
    together: true,
  },
  'a second connect when connected': {
    serve: quiet,
    act: async (tape) => {
      const socket = tape.watch('client', net.connect(tape.to))
      await tape.once(socket, 'connect')
      socket.connect(tape.to)
      await tape.pause()
      socket.connect(tape.to)
      await tape.pause()
      tape.state('client', socket)
      socket.destroy()
      await tape.pause()
    },
  },
  'connecting again after close': {
    serve: echo,
    act: async (tape) => {
      const socket = tape.follow('client', net.connect(tape.to))
      socket.end('first')
      await tape.closed(socket)
      socket.connect(tape.to)
      tape.state('client', socket)
      socket.end('second')
      await tape.closed(socket)
      tape.state('client', socket, 'bytesRead', 'bytesWritten')
    },
  },
  'connecting again after destroy, before close': {
    serve: echo,
    act: async (tape) => {
      const socket = tape.follow('client', net.connect(tape.to))
      await tape.once(socket, 'connect')
      socket.destroy()
      socket.connect(tape.to)
      await tape.pause()
      tape.state('client', socket, 'connecting', 'destroyed', 'readyState')
      socket.destroy()
      await tape.pause()
    },
  },
  'connecting again after a refusal': {
    serve: echo,
    act: async (tape) => {
      const socket = tape.follow('client', net.connect(0, '127.0.0.1'))
      await tape.closed(socket)
      socket.connect(tape.to)
      socket.end('again')
      await tape.closed(socket)
    },
  },
  'destroy before connect': {
    serve: quiet,
    act: async (tape) => {
      const socket = tape.watch('client', net.connect(tape.to))
      socket.destroy()
      tape.state('client', socket)
      await tape.closed(socket)
    },
  },
  'destroy with an error before connect': {
    serve: quiet,
    act: async (tape) => {
      const socket = tape.watch('client', net.connect(tape.to))
      socket.destroy(new Error('mine'))
      await tape.closed(socket)
    },
  },
  'destroy of a socket that never connected': {
    act: async (tape) => {
      const socket = tape.watch('client', new net.Socket())
      socket.destroy()
      await tape.closed(socket)
      tape.state('client', socket)
    },
  },
  'end before connect': {
    serve: quiet,
    act: async (tape) => {
      const socket = tape.follow('client', net.connect(tape.to))
      socket.end()
      await tape.closed(socket)
    },
  },
  'writes before connect': {
    serve: echo,
    act: async (tape) => {
      const socket = tape.follow('client', net.connect(tape.to))
      tape.note(
        'client',
        socket.write('one ', () => tape.note('client', 'written')),
      )
      socket.write('two')
      tape.state('client', socket, 'bytesWritten', 'writableLength')
      await tape.once(socket, 'connect')
      tape.state('client', socket, 'bytesWritten', 'writableLength')
      socket.end()
      await tape.closed(socket)
    },
  },
  'a write before connect, and destroy': {
    serve: quiet,
    act: async (tape) => {
      const socket = tape.watch('client', net.connect(tape.to))
      socket.write('x', (error) => tape.note('client', 'written', error))
      socket.destroy()
      await tape.closed(socket)
    },
  },
  'a write before connect to nobody': {
    act: async (tape) => {
      const socket = tape.watch('client', net.connect(0, '127.0.0.1'))
      socket.write('x', (error) => tape.note('client', 'written', error))
      socket.end(() => tape.note('client', 'ended'))
      await tape.closed(socket)
    },
  },
  'a write to a socket that never connects': {
    act: async (tape) => {
      const socket = tape.watch('client', new net.Socket())
      socket.write('x', (error) => tape.note('client', 'written', error))
      await tape.closed(socket)
    },
  },
  'an aborted signal while connecting': {
    serve: quiet,
    act: async (tape) => {
      const controller = new AbortController()
      const socket = tape.watch('client', net.connect({ ...tape.to, signal: controller.signal }))
      controller.abort()
      await tape.closed(socket)
    },
  },
  'a signal aborted beforehand': {
    serve: quiet,
    act: async (tape) => {
      const socket = tape.watch(
        'client',
        net.connect({ ...tape.to, signal: AbortSignal.abort(new Error('why')) }),
      )
      await tape.closed(socket)
      await tape.pause()
    },
  },
  'a signal aborted when connected': {
    serve: quiet,
    act: async (tape) => {
      const controller = new AbortController()
      const socket = tape.watch('client', net.connect({ ...tape.to, signal: controller.signal }))
      await tape.once(socket, 'connect')
      controller.abort()
      await tape.closed(socket)
    },
  },
  'a local address and port of its own': {
    serve: (tape) =>
      net.createServer((socket) => {
        tape.note('accepted', socket.remotePort === 17_654)
        socket.end()
      }),
    act: async (tape) => {
      const socket = tape.watch('client', net.connect({ ...tape.to, localPort: 17_654 })).resume()
      await tape.once(socket, 'connect')
      tape.note('client', socket.localPort === 17_654)
      await tape.closed(socket)
    },
  },
  'a local address that is not the machine’s': {
    serve: quiet,
    act: async (tape) => {
      const socket = tape.watch('client', net.connect({ ...tape.to, localAddress: '192.0.2.1' }))
      await tape.closed(socket)
    },
  },
  'a local address of the other family': {
    serve: quiet,
    act: async (tape) => {
      const socket = tape.watch('client', net.connect({ ...tape.to, localAddress: '::1' }))
      await tape.closed(socket)
    },
  },
  'local addresses and ports that are none': {
    act: (tape) => {
      const options = [{ localAddress: 'x' }, { localPort: 'x' }, { localPort: {} }]
      for (const each of options) {
        tape.attempt('client', () =>
          net.connect({ port: 1, host: '127.0.0.1', ...each } as net.TcpNetConnectOpts).on('error', () => {}),
        )
      }
    },
    together: true,
  },
  'a local port on which somebody listens': {
    serve: quiet,
    act: async (tape) => {
      const socket = tape.watch('client', net.connect({ ...tape.to, localPort: tape.port }))
      await tape.closed(socket)
    },
    together: true,
  },
  'to the unspecified address': {
    serve: quiet,
    act: async (tape) => {
      const socket = tape.watch('client', net.connect(tape.port, '0.0.0.0'))
      await tape.once(socket, 'connect')
      tape.state('client', socket)
      socket.destroy()
      await tape.closed(socket)
    },
    together: true,
  },
  'to an IPv4 address in its IPv6 form': {
    ipv6: true,
    serve: quiet,
    act: async (tape) => {
      const socket = tape.watch('client', net.connect(tape.port, `::ffff:${tape.host}`))
      await tape.once(socket, 'connect')
      tape.note('client', socket.remoteFamily, socket.localFamily, socket.remoteAddress, socket.localAddress)
      socket.destroy()
      await tape.closed(socket)
    },
  },
  'net.connect with a port and a callback goes to localhost': {
    serve: echo,
    act: async (tape) => {
      const socket = tape.follow(
        'client',
        net.connect({ port: tape.port }, () => tape.note('client', 'callback')),
      )
      socket.end('x')
      await tape.closed(socket)
    },
    together: true,
  },
  'a path of a Unix socket': {
    differs: 'Unix sockets',
    act: async (tape) => {
      const socket = tape.watch('client', net.connect('/nowhere/at.sock'))
      await tape.closed(socket)
    },
  },
  'the local port while connecting': {
    differs: 'local ports',
    serve: quiet,
    act: async (tape) => {
      const socket = net.connect(tape.to)
      await new Promise((resolve) => process.nextTick(resolve))
      tape.state('client', socket, 'localPort', 'localAddress')
      socket.destroy()
    },
    apart: true,
  },
  'diagnostics channels tell of sockets': {
    serve: quiet,
    act: async (tape) => {
      const { subscribe, unsubscribe } = process.getBuiltinModule('node:diagnostics_channel')
      let mine: net.Socket | undefined
      const told = (message: unknown) => {
        mine ??= (message as { socket: net.Socket }).socket
      }
      subscribe('net.client.socket', told)
      const socket = tape.watch('client', net.connect(tape.to))
      unsubscribe('net.client.socket', told)
      tape.note('client', 'told of it', mine === socket)
      socket.destroy()
      await tape.closed(socket)
    },
  },
}
