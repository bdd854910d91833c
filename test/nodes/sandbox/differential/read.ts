import net from 'node:net'
import type { Scripts } from './script.ts'
import type { Tape } from './tape.ts'

const says = (text: string | Buffer) => (tape: Tape) =>
  net.createServer(
    (socket) => tape.watch('accepted', socket.resume(), ['error', 'close']) && socket.end(text),
  )

export const read: Scripts = {
  'pause and resume': {
    serve: says('hello'),
    act: async (tape) => {
      const socket = tape.follow('client', net.connect(tape.to)).pause()
      await tape.once(socket, 'connect')
      await tape.pause()
      tape.note('client', socket.isPaused(), socket.bytesRead, socket.readableLength)
      socket.resume()
      await tape.closed(socket)
    },
  },
  'read by readable': {
    serve: says('hello'),
    act: async (tape) => {
      const socket = tape.watch('client', net.connect(tape.to))
      let text = ''
      socket.on('readable', () => {
        for (let chunk = socket.read(2); chunk !== null; chunk = socket.read(2)) text += `${chunk}|`
        for (let chunk = socket.read(); chunk !== null; chunk = socket.read()) text += `${chunk}|`
      })
      await tape.closed(socket)
      tape.note('client', text)
    },
  },
  setEncoding: {
    serve: says(Buffer.from('häß€')),
    act: async (tape) => {
      const socket = net.connect(tape.to).setEncoding('utf8')
      let text = ''
      for await (const chunk of socket) text += chunk
      tape.note('client', text)
    },
  },
  'for await reads to the end': {
    serve: says('hello'),
    act: async (tape) => {
      const socket = tape.watch('client', net.connect(tape.to))
      const closed = tape.closed(socket)
      let text = ''
      for await (const chunk of socket) text += chunk
      tape.note('client', text)
      await closed
    },
  },
  'for await that breaks destroys': {
    serve: (tape) => net.createServer((socket) => tape.watch('accepted', socket.resume()).write('hello')),
    act: async (tape) => {
      const socket = tape.watch('client', net.connect(tape.to))
      const closed = tape.closed(socket)
      for await (const chunk of socket) {
        tape.note('client', String(chunk))
        break
      }
      tape.state('client', socket, 'destroyed')
      await closed
    },
  },
  'for await throws the reset': {
    serve: (tape) =>
      net.createServer((socket) =>
        tape.watch('accepted', socket).once('data', () => socket.resetAndDestroy()),
      ),
    act: async (tape) => {
      const socket = tape.watch('client', net.connect(tape.to))
      socket.write('x')
      try {
        for await (const chunk of socket) tape.note('client', String(chunk))
      } catch (error) {
        tape.note('client', 'thrown', error)
      }
      await tape.pause()
    },
  },
  'onread gives all bytes': {
    serve: says('hello, who is there?'),
    act: async (tape) => {
      let text = ''
      const socket = tape.watch(
        'client',
        net.connect({
          ...tape.to,
          onread: {
            buffer: Buffer.alloc(8),
            callback: (count, buffer) => {
              text += Buffer.from(buffer.subarray(0, count))
              return true
            },
          },
        }),
      )
      await tape.closed(socket)
      tape.note('client', text, socket.bytesRead)
    },
  },
  'onread that returns false stops reading': {
    serve: says('hello, who is there?'),
    act: async (tape) => {
      const seen: string[] = []
      const socket = tape.watch(
        'client',
        net.connect({
          ...tape.to,
          onread: {
            buffer: Buffer.alloc(8),
            callback: (count, buffer) => {
              seen.push(String(Buffer.from(buffer.subarray(0, count))))
              return false
            },
          },
        }),
      )
      await tape.once(socket, 'connect')
      for (let round = 0; round < 4; round++) {
        await tape.pause()
        tape.note('client', [...seen], socket.bytesRead)
        socket.resume()
      }
      await tape.pause()
      socket.destroy()
    },
  },
  'onread with a buffer for each read': {
    serve: says('hello, who is there?'),
    act: async (tape) => {
      let size = 1
      const sizes: number[] = []
      const socket = tape.watch(
        'client',
        net.connect({
          ...tape.to,
          onread: {
            buffer: () => Buffer.alloc(++size),
            callback: (count) => {
              sizes.push(count)
              return true
            },
          },
        }),
      )
      await tape.closed(socket)
      tape.note('client', sizes)
    },
  },
  'bytesRead after destroy': {
    serve: (tape) => net.createServer((socket) => tape.watch('accepted', socket).write('hello')),
    act: async (tape) => {
      const socket = net.connect(tape.to)
      await tape.once(socket, 'data')
      socket.destroy()
      tape.note('client', socket.bytesRead)
      await tape.closed(socket)
      tape.note('client', socket.bytesRead)
    },
  },
  'small writes to a paused reader come as one': {
    serve: (tape) =>
      net.createServer(async (socket) => {
        tape.watch('accepted', socket, ['close'])
        for (const text of ['a', 'b', 'c']) socket.write(text)
        socket.end()
      }),
    act: async (tape) => {
      const socket = tape.watch('client', net.connect(tape.to)).pause()
      await tape.once(socket, 'connect')
      await tape.pause()
      tape.note('client', socket.readableLength)
      tape.note('client', String(socket.read()))
      socket.resume()
      await tape.closed(socket)
    },
  },
  'a stream pipeline from a socket': {
    serve: says('hello'),
    act: async (tape) => {
      const { pipeline } = process.getBuiltinModule('node:stream/promises')
      const socket = tape.watch('client', net.connect(tape.to))
      await pipeline(socket, async (source) => {
        for await (const chunk of source) tape.note('client', String(chunk))
      })
      tape.note('client', 'pipeline is over')
      await tape.pause()
    },
  },
  'a stream pipeline into a socket': {
    serve: (tape) => net.createServer((socket) => tape.follow('accepted', socket)),
    act: async (tape) => {
      const { pipeline } = process.getBuiltinModule('node:stream/promises')
      const { Readable } = process.getBuiltinModule('node:stream')
      const socket = tape.watch('client', net.connect(tape.to)).resume()
      await pipeline(Readable.from(['one ', 'two']), socket)
      tape.note('client', 'pipeline is over')
      await tape.pause()
    },
  },
  'a stream pipeline with a reset rejects': {
    serve: (tape) =>
      net.createServer((socket) =>
        tape.watch('accepted', socket).once('data', () => socket.resetAndDestroy()),
      ),
    act: async (tape) => {
      const { pipeline } = process.getBuiltinModule('node:stream/promises')
      const { PassThrough } = process.getBuiltinModule('node:stream')
      const socket = net.connect(tape.to)
      socket.write('x')
      await pipeline(socket, new PassThrough().resume()).catch((error) => tape.note('client', error))
    },
  },
  'a proxy of two sockets': {
    serve: (tape) => net.createServer((socket) => tape.follow('accepted', socket).pipe(socket)),
    act: async (tape) => {
      const { port, host } = tape
      const proxy = net.createServer((socket) => {
        const onward = net.connect(port, host)
        socket.pipe(onward).pipe(socket)
      })
      proxy.listen(0, '127.0.0.1')
      await tape.once(proxy, 'listening')
      const socket = tape.follow(
        'client',
        net.connect((proxy.address() as net.AddressInfo).port, '127.0.0.1'),
      )
      socket.end('through the proxy')
      await tape.closed(socket)
      proxy.close()
      await tape.closed(proxy)
    },
  },
  'web streams of a socket': {
    serve: says('hello'),
    act: async (tape) => {
      const { Duplex } = process.getBuiltinModule('node:stream')
      const socket = net.connect(tape.to)
      const { readable, writable } = Duplex.toWeb(socket)
      let text = ''
      for await (const chunk of readable) text += Buffer.from(chunk as Uint8Array)
      tape.note('client', text)
      await writable.close().catch((error) => tape.note('client', 'closing', error?.code))
    },
  },
}
