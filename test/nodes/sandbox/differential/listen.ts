import net from 'node:net'
import type { Scripts } from './script.ts'
import type { Tape } from './tape.ts'

const events = ['listening', 'connection', 'close', 'error', 'drop']
const address = (server: net.Server) => server.address() as net.AddressInfo | null

async function listening(tape: Tape, server: net.Server): Promise<net.AddressInfo> {
  await tape.once(server, 'listening')
  return server.address() as net.AddressInfo
}

export const listen: Scripts = {
  'listen tells listening, and close tells close': {
    act: async (tape) => {
      const server = tape.watch('server', net.createServer(), events)
      tape.note('server', server.listening, address(server))
      server.listen(0, '127.0.0.1', () => tape.note('server', 'callback'))
      tape.note('server', server.listening, typeof address(server)?.port)
      await listening(tape, server)
      tape.note('server', server.listening, address(server)?.address, address(server)?.family)
      server.close((error) => tape.note('server', 'closed', error))
      tape.note('server', server.listening, address(server))
      await tape.closed(server)
    },
  },
  'listen without arguments takes every address': {
    ipv6: true,
    act: async (tape) => {
      const server = net.createServer().listen()
      const { address: host, family, port } = await listening(tape, server)
      tape.note('server', host, family, port > 0)
      server.close()
    },
  },
  'close of a server that does not listen': {
    act: async (tape) => {
      const server = tape.watch('server', net.createServer(), events)
      server.close((error) => tape.note('server', 'closed', error))
      await tape.pause()
      tape.attempt('server', () => server.close())
      await tape.pause()
    },
  },
  'close twice': {
    act: async (tape) => {
      const server = tape.watch('server', net.createServer(), events).listen(0, '127.0.0.1')
      await listening(tape, server)
      server.close((error) => tape.note('server', 'first', error))
      server.close((error) => tape.note('server', 'second', error))
      await tape.pause()
    },
  },
  'close before listening': {
    act: async (tape) => {
      const server = tape.watch('server', net.createServer(), events)
      server.listen(0, '127.0.0.1', () => tape.note('server', 'callback'))
      server.close()
      await tape.pause()
    },
  },
  'listen twice': {
    act: async (tape) => {
      const server = tape.watch('server', net.createServer(), events).listen(0, '127.0.0.1')
      tape.attempt('server', () => server.listen(0, '127.0.0.1'))
      await listening(tape, server)
      tape.attempt('server', () => server.listen(0, '127.0.0.1'))
      server.close()
      await tape.closed(server)
    },
  },
  'listen again after close': {
    serve: (tape) =>
      tape.watch(
        'server',
        net.createServer((socket) => socket.end('hi')),
        ['listening', 'close'],
      ),
    act: async (tape) => {
      const server = tape.watch(
        'other',
        net.createServer((socket) => socket.end('hi')),
        ['listening', 'close'],
      )
      server.listen(0, '127.0.0.1')
      await listening(tape, server)
      server.close()
      await tape.closed(server)
      server.listen(0, '127.0.0.1')
      const { port } = await listening(tape, server)
      const socket = tape.follow('client', net.connect(port, '127.0.0.1'))
      await tape.closed(socket)
      server.close()
      await tape.closed(server)
    },
  },
  'a port that is in use': {
    serve: () => net.createServer(),
    act: async (tape) => {
      const server = tape.watch('second', net.createServer(), events).listen(tape.port, '127.0.0.1')
      tape.note('second', server.listening)
      await tape.once(server, 'error')
      tape.note('second', server.listening, address(server))
      await tape.pause()
    },
    together: true,
  },
  'a port that is in use on every address': {
    ipv6: true,
    serve: () => net.createServer(),
    act: async (tape) => {
      const server = tape.watch('second', net.createServer(), events).listen(tape.port)
      await tape.once(server, 'error')
    },
    together: true,
  },
  'listen again after EADDRINUSE': {
    serve: () => net.createServer(),
    act: async (tape) => {
      const server = tape.watch('second', net.createServer(), events).listen(tape.port, '127.0.0.1')
      await tape.once(server, 'error')
      server.listen(0, '127.0.0.1')
      await listening(tape, server)
      server.close()
      await tape.closed(server)
    },
    together: true,
  },
  'an address that is not the machine’s': {
    act: async (tape) => {
      const server = tape.watch('server', net.createServer(), events).listen(0, '192.0.2.1')
      await tape.once(server, 'error')
    },
  },
  'ports that are none': {
    act: (tape) => {
      for (const port of [-1, 65_536, 1.5, Number.NaN, '', 'x y', true, {}]) {
        tape.attempt('server', () =>
          net
            .createServer()
            .on('error', () => {})
            .listen({ port, host: '127.0.0.1' } as net.ListenOptions)
            .close(),
        )
      }
    },
    together: true,
  },
  'options without port and path': {
    act: (tape) => tape.attempt('server', () => net.createServer().listen({})),
  },
  'port null and port undefined take any port': {
    act: async (tape) => {
      for (const port of [null, undefined]) {
        const server = net.createServer().listen({ port, host: '127.0.0.1' } as net.ListenOptions)
        tape.note('server', (await listening(tape, server)).port > 0)
        server.close()
      }
    },
  },
  'an aborted signal closes the server': {
    act: async (tape) => {
      const controller = new AbortController()
      const server = tape.watch('server', net.createServer(), events)
      server.listen({ port: 0, host: '127.0.0.1', signal: controller.signal })
      await listening(tape, server)
      controller.abort()
      await tape.closed(server)
    },
  },
  'a signal aborted beforehand closes the server': {
    act: async (tape) => {
      const server = tape.watch('server', net.createServer(), events)
      server.listen({ port: 0, host: '127.0.0.1', signal: AbortSignal.abort() })
      await tape.pause()
      tape.note('server', server.listening)
    },
  },
  'IPv6 only, and IPv4 beside it on one port': {
    ipv6: true,
    act: async (tape) => {
      const six = net.createServer().listen({ port: 0, host: '::', ipv6Only: true })
      const { port } = await listening(tape, six)
      const four = tape.watch('four', net.createServer(), events).listen(port, '0.0.0.0')
      await tape.pause()
      tape.note('four', four.listening, four.address() !== null)
      six.close()
      four.close()
    },
  },
  'a server on :: sees IPv4 clients in the IPv6 form': {
    ipv6: true,
    act: async (tape) => {
      const server = net.createServer((socket) => {
        tape.note(
          'accepted',
          socket.remoteAddress,
          socket.remoteFamily,
          socket.localAddress,
          socket.localFamily,
        )
        socket.end()
      })
      server.listen(0, '::')
      const { port } = await listening(tape, server)
      const socket = net.connect(port, '127.0.0.1').resume()
      await tape.closed(socket)
      server.close()
    },
  },
  'a server on :: has clients of IPv6': {
    ipv6: true,
    act: async (tape) => {
      const server = net.createServer((socket) => {
        tape.note('accepted', socket.remoteAddress, socket.remoteFamily)
        socket.end()
      })
      server.listen(0, '::')
      const { port } = await listening(tape, server)
      const socket = tape.watch('client', net.connect(port, '::1')).resume()
      await tape.closed(socket)
      server.close()
    },
  },
  'a server on ::1 is not reached by IPv4': {
    ipv6: true,
    act: async (tape) => {
      const server = net.createServer().listen(0, '::1')
      tape.port = (await listening(tape, server)).port
      const socket = tape.watch('client', net.connect(tape.port, '127.0.0.1'))
      await tape.closed(socket)
      server.close()
    },
  },
  'close waits for open connections': {
    serve: (tape) => {
      const server = tape.watch('server', net.createServer(), ['close'])
      server.on('connection', (socket) => {
        tape.follow('accepted', socket)
        server.close(() => tape.note('server', 'closed'))
        server.getConnections((error, count) => tape.note('server', 'connections', error, count))
      })
      return server
    },
    act: async (tape) => {
      const socket = tape.watch('client', net.connect(tape.to)).resume()
      await tape.once(socket, 'connect')
      await tape.pause()
      socket.end('bye')
      await tape.closed(socket)
    },
  },
  'a server that has closed refuses': {
    serve: (tape) => {
      const server = net.createServer((socket) => {
        server.close()
        socket.write('closed')
        tape.watch('accepted', socket.resume())
      })
      return server
    },
    act: async (tape) => {
      const first = net.connect(tape.to)
      await tape.once(first, 'data')
      await tape.pause()
      const second = tape.watch('second', net.connect(tape.to))
      await tape.closed(second)
      first.end()
      first.resume()
      await tape.closed(first)
    },
  },
  'maxConnections drops the rest in order': {
    serve: (tape) => {
      const server = tape.watch(
        'server',
        net.createServer((socket) => tape.watch('accepted', socket.resume())),
        ['drop'],
      )
      server.maxConnections = 1
      return server
    },
    act: async (tape) => {
      const first = tape.watch('first', net.connect(tape.to)).resume()
      await tape.once(first, 'connect')
      await tape.pause()
      const second = tape.watch('second', net.connect(tape.to)).resume()
      await tape.closed(second)
      first.end()
      await tape.closed(first)
    },
  },
  'maxConnections drops a client that has written with a reset': {
    serve: (tape) => {
      const server = tape.watch('server', net.createServer(), ['drop'])
      server.maxConnections = 0
      Reflect.set(server, 'dropMaxConnection', true)
      return server
    },
    act: async (tape) => {
      const socket = tape.watch('client', net.connect(tape.to), ['connect', 'close']).resume()
      socket.on('error', () => {})
      await tape.closed(socket)
    },
  },
  'a server accepts again after the last has left': {
    serve: (tape) => {
      const server = net.createServer((socket) => socket.end('hi'))
      tape.watch('server', server, ['drop'])
      server.maxConnections = 1
      return server
    },
    act: async (tape) => {
      for (const name of ['first', 'second']) {
        const socket = tape.follow(name, net.connect(tape.to))
        await tape.closed(socket)
        await tape.pause()
      }
    },
  },
  'a block list of the server ends connections': {
    serve: (tape) => {
      const blockList = new net.BlockList()
      blockList.addRange('127.0.0.1', '127.0.0.9')
      blockList.addRange('8.0.0.1', '8.0.0.9')
      return tape.watch('server', net.createServer({ blockList }), ['connection', 'drop'])
    },
    act: async (tape) => {
      const socket = tape.watch('client', net.connect(tape.to)).resume()
      await tape.closed(socket)
    },
  },
  'a block list of the client refuses to dial': {
    serve: (tape) => tape.watch('server', net.createServer(), ['connection']),
    act: async (tape) => {
      const blockList = new net.BlockList()
      blockList.addAddress(tape.host)
      const socket = tape.watch('client', net.connect({ ...tape.to, blockList } as net.TcpNetConnectOpts))
      await tape.closed(socket)
    },
  },
  'allowHalfOpen, pauseOnConnect and highWaterMark reach accepted sockets': {
    serve: (tape) =>
      net.createServer({ allowHalfOpen: true, pauseOnConnect: true, highWaterMark: 1000 }, (socket) => {
        tape.note('accepted', socket.allowHalfOpen, socket.isPaused(), socket.readableFlowing)
        tape.note('accepted', socket.readableHighWaterMark, socket.writableHighWaterMark)
        tape.follow('accepted', socket)
        socket.on('end', () => socket.end('late'))
        socket.resume()
      }),
    act: async (tape) => {
      const socket = tape.follow('client', net.connect(tape.to))
      socket.end('hi')
      await tape.closed(socket)
    },
  },
  'a paused connection waits': {
    serve: (tape) =>
      net.createServer({ pauseOnConnect: true }, async (socket) => {
        tape.watch('accepted', socket)
        await tape.pause()
        tape.note('accepted', socket.bytesRead, socket.readableLength)
        tape.follow('later', socket).resume()
      }),
    act: async (tape) => {
      const socket = tape.follow('client', net.connect(tape.to))
      socket.end('hi')
      await tape.closed(socket)
    },
  },
  'ref and unref return the server and the socket': {
    serve: () => net.createServer((socket) => socket.resume()),
    act: async (tape) => {
      const server = net.createServer()
      tape.note('server', server.unref() === server, server.ref() === server)
      const socket = net.connect(tape.to)
      tape.note('client', socket.unref() === socket, socket.ref() === socket)
      await tape.once(socket, 'connect')
      tape.note('client', socket.unref() === socket, socket.ref() === socket)
      socket.destroy()
      await tape.closed(socket)
    },
  },
  'Symbol.asyncDispose closes a server': {
    act: async (tape) => {
      const server = tape.watch('server', net.createServer(), events).listen(0, '127.0.0.1')
      await listening(tape, server)
      await server[Symbol.asyncDispose]()
      tape.note('server', server.listening)
    },
  },
  'a server of a server': {
    act: async (tape) => {
      const first = net.createServer().listen(0, '127.0.0.1')
      const { port } = await listening(tape, first)
      const second = net.createServer((socket) => socket.end('from the second')).listen(first)
      await listening(tape, second)
      const socket = tape.follow('client', net.connect(port, '127.0.0.1'))
      await tape.closed(socket)
      second.close()
    },
  },
  'a path of a Unix socket': {
    differs: 'Unix sockets',
    act: async (tape) => {
      const server = tape.watch('server', net.createServer(), events).listen('/nowhere/at.sock')
      await tape.once(server, 'error')
    },
  },
  'reusePort lets two servers share a port': {
    differs: 'shared ports',
    act: async (tape) => {
      const first = net.createServer().listen({ port: 0, host: '127.0.0.1', reusePort: true })
      const { port } = await listening(tape, first)
      const second = net.createServer().listen({ port, host: '127.0.0.1', reusePort: true })
      tape.watch('second', second, events)
      await tape.pause()
      first.close()
      second.close()
    },
  },
  'a listener that throws away a connection after close': {
    serve: (tape) =>
      tape.watch(
        'server',
        net.createServer((socket) => socket.destroy()),
        ['close'],
      ),
    act: async (tape) => {
      const socket = tape.follow('client', net.connect(tape.to))
      await tape.closed(socket)
    },
  },
}
