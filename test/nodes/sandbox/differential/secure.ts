import { readFileSync } from 'node:fs'
import https from 'node:https'
import net from 'node:net'
import path from 'node:path'
import tls from 'node:tls'
import type { Scripts } from './script.ts'
import type { Tape } from './tape.ts'

const file = (name: string) => readFileSync(path.join(import.meta.dirname, name), 'utf8')
const cert = file('certificate.pem')
const key = file('key.pem')

type Treat = (socket: tls.TLSSocket, tape: Tape) => unknown

const secure =
  (treat: Treat, options: tls.TlsOptions = {}) =>
  (tape: Tape): net.Server => {
    const server = tls.createServer({ cert, key, ...options }, (socket) =>
      treat(tape.follow('accepted', socket), tape),
    )
    return tape.watch('server', server, ['tlsClientError', 'secureConnection'])
  }

const trusting = { ca: cert, servername: 'localhost' }

function dial(tape: Tape, options: tls.ConnectionOptions = {}): tls.TLSSocket {
  return tape.follow(
    'client',
    tls.connect({ ...tape.to, ...trusting, ...options }, () => tape.note('client', 'callback')),
  )
}

export const secured: Scripts = {
  'tls: a handshake, data and the end': {
    serve: secure((socket) => socket.pipe(socket)),
    act: async (tape) => {
      const socket = dial(tape)
      tape.note('client', socket.connecting, socket.authorized)
      socket.end('hello')
      await tape.closed(socket)
      tape.note('client', socket.authorized, socket.getProtocol())
    },
  },
  'tls: the state of a socket': {
    serve: secure((socket) => socket.resume()),
    act: async (tape) => {
      const socket = dial(tape)
      await tape.once(socket, 'secureConnect')
      tape.state('client', socket, 'readyState', 'pending', 'remoteAddress', 'remotePort', 'localPort')
      tape.note(
        'client',
        socket.encrypted,
        socket.authorized,
        socket.getProtocol(),
        socket.getCipher().version,
      )
      socket.destroy()
      tape.state('client', socket, 'readyState', 'destroyed', 'remotePort', 'localPort')
      await tape.closed(socket)
    },
  },
  'tls: end of the server': {
    serve: secure((socket) => socket.end('bye')),
    act: async (tape) => tape.closed(dial(tape)),
  },
  'tls: a certificate that nobody trusts': {
    serve: secure(() => {}),
    act: async (tape) =>
      tape.closed(tape.follow('client', tls.connect({ ...tape.to, servername: 'localhost' }))),
  },
  'tls: a certificate that nobody has to trust': {
    serve: secure((socket) => socket.end('bye')),
    act: async (tape) => {
      const socket = tape.follow(
        'client',
        tls.connect({ ...tape.to, rejectUnauthorized: false, servername: 'localhost' }),
      )
      await tape.once(socket, 'secureConnect')
      tape.note('client', socket.authorized, String(socket.authorizationError))
      await tape.closed(socket)
    },
  },
  'tls: another name in the certificate': {
    serve: secure(() => {}),
    act: async (tape) => tape.closed(dial(tape, { servername: 'example.org' })),
  },
  'tls: ALPN chooses a protocol': {
    serve: secure(
      (socket, tape) => {
        tape.note('accepted', socket.alpnProtocol)
        socket.end()
      },
      { ALPNProtocols: ['two', 'one'] },
    ),
    act: async (tape) => {
      const socket = dial(tape, { ALPNProtocols: ['one', 'three'] })
      await tape.once(socket, 'secureConnect')
      tape.note('client', socket.alpnProtocol)
      await tape.closed(socket)
    },
  },
  'tls: ALPN without a common protocol': {
    serve: secure(() => {}, { ALPNProtocols: ['two'] }),
    act: async (tape) => tape.closed(dial(tape, { ALPNProtocols: ['one'] })),
  },
  'tls: no common version': {
    serve: secure(() => {}, { minVersion: 'TLSv1.3' }),
    act: async (tape) => tape.closed(dial(tape, { maxVersion: 'TLSv1.2' })),
  },
  'tls: TLS 1.2': {
    serve: secure((socket) => socket.end('old')),
    act: async (tape) => {
      const socket = dial(tape, { maxVersion: 'TLSv1.2' })
      await tape.once(socket, 'secureConnect')
      tape.note('client', socket.getProtocol())
      await tape.closed(socket)
    },
  },
  'tls: a session is used again': {
    serve: secure((socket) => socket.end('hello')),
    act: async (tape) => {
      const first = tape.watch('first', tls.connect({ ...tape.to, ...trusting })).resume()
      const session = (await tape.once(first, 'session')) as Buffer
      await tape.closed(first)
      const second = tape.watch('second', tls.connect({ ...tape.to, ...trusting, session })).resume()
      await tape.once(second, 'secureConnect')
      tape.note('second', second.isSessionReused())
      await tape.closed(second)
    },
  },
  'tls: a client certificate': {
    serve: secure(
      (socket, tape) => {
        tape.note('accepted', socket.authorized, socket.getPeerCertificate().subject?.CN)
        socket.end()
      },
      { requestCert: true, rejectUnauthorized: true, ca: cert },
    ),
    act: async (tape) => tape.closed(dial(tape, { cert, key })),
  },
  'tls: a client certificate is missing': {
    serve: secure(() => {}, { requestCert: true, rejectUnauthorized: true, ca: cert }),
    act: async (tape) => {
      const socket = tls.connect({ ...tape.to, ...trusting }).resume()
      socket.on('error', (error: NodeJS.ErrnoException) => tape.note('client', error.code))
      await tape.closed(socket)
    },
  },
  'tls: the server name reaches SNICallback': {
    serve: (tape) => {
      const context = tls.createSecureContext({ cert, key })
      return tls.createServer(
        {
          SNICallback: (name, done) => {
            tape.note('server', name)
            done(null, context)
          },
        },
        (socket) => socket.end('hello'),
      )
    },
    act: async (tape) => tape.closed(dial(tape)),
  },
  'tls: plain bytes to a TLS server': {
    serve: secure(() => {}),
    act: async (tape) => {
      const socket = tape.watch('client', net.connect(tape.to), ['connect', 'close']).resume()
      socket.on('error', () => {})
      socket.write('plain bytes, no handshake\r\n\r\n')
      await tape.closed(socket)
    },
  },
  'tls: a TLS client at a plain server': {
    serve: (tape) =>
      net.createServer((socket) =>
        tape
          .watch('accepted', socket.resume(), ['close'])
          .on('error', () => {})
          .write('plain bytes'),
      ),
    act: async (tape) => tape.closed(dial(tape)),
  },
  'tls: the server hangs up within the handshake': {
    serve: () => net.createServer((socket) => socket.once('data', () => socket.destroy())),
    act: async (tape) => tape.closed(dial(tape)),
  },
  'tls: the server resets within the handshake': {
    serve: () => net.createServer((socket) => socket.once('data', () => socket.resetAndDestroy())),
    act: async (tape) => tape.closed(dial(tape)),
  },
  'tls: the client leaves within the handshake': {
    serve: secure(() => {}),
    act: async (tape) => {
      const socket = dial(tape)
      await tape.once(socket, 'connect')
      socket.destroy()
      await tape.closed(socket)
    },
  },
  'tls: handshakeTimeout': {
    serve: secure(() => {}, { handshakeTimeout: 50 }),
    act: async (tape) => {
      const socket = tape.watch('client', net.connect(tape.to), ['connect', 'end', 'close']).resume()
      await tape.pause(200)
      socket.destroy()
      await tape.pause()
    },
  },
  'tls: nobody listens': {
    act: async (tape) =>
      tape.closed(tape.watch('client', tls.connect({ host: '127.0.0.1', port: 9, ...trusting }))),
  },
  'tls: over a socket that is connected': {
    serve: secure((socket) => socket.pipe(socket)),
    act: async (tape) => {
      const plain = tape.watch('plain', net.connect(tape.to))
      await tape.once(plain, 'connect')
      const socket = tape.follow('client', tls.connect({ socket: plain, ...trusting }))
      socket.end('hello')
      await tape.closed(socket)
    },
  },
  'tls: over a socket that is connecting': {
    serve: secure((socket) => socket.pipe(socket)),
    act: async (tape) => {
      const plain = tape.watch('plain', net.connect(tape.to))
      const socket = tape.follow('client', tls.connect({ socket: plain, ...trusting }))
      socket.end('hello')
      await tape.closed(socket)
    },
  },
  'tls: over a stream that is no socket': {
    serve: secure((socket) => socket.pipe(socket)),
    act: async (tape) => {
      const { Duplex } = process.getBuiltinModule('node:stream')
      const plain = net.connect(tape.to)
      const stream = Duplex.from({ readable: plain, writable: plain })
      const socket = tape.follow('client', tls.connect({ socket: stream, ...trusting }))
      await tape.once(socket, 'secureConnect')
      socket.write('hello')
      await tape.once(socket, 'data')
      socket.end()
      await tape.closed(socket)
    },
  },
  'tls: a reset after the handshake': {
    serve: (tape) => {
      const server = tls.createServer({ cert, key })
      const plains: net.Socket[] = []
      server.on('connection', (plain: net.Socket) => plains.push(plain))
      server.on('secureConnection', (socket) => {
        tape.watch('accepted', socket, ['error', 'close'])
        socket.on('data', () => plains[0]?.resetAndDestroy())
      })
      return server
    },
    act: async (tape) => {
      const socket = dial(tape)
      socket.write('x')
      await tape.closed(socket)
    },
  },
  'tls: a large body': {
    serve: secure((socket) => socket.end(Buffer.alloc(3_000_000))),
    act: async (tape) => tape.closed(dial(tape)),
  },
  'tls: setTimeout': {
    serve: secure((socket) => socket.resume()),
    act: async (tape) => {
      const socket = dial(tape)
      await tape.once(socket, 'secureConnect')
      socket.setTimeout(30)
      await tape.once(socket, 'timeout')
      socket.end()
      await tape.closed(socket)
    },
  },
  'https: a request': {
    serve: () => https.createServer({ cert, key }, (_request, response) => response.end('hello')),
    act: async (tape) => {
      const request = tape.watch('client', https.get({ ...tape.to, ...trusting }), ['error', 'close'])
      request.on('response', async (response) => {
        let text = ''
        for await (const chunk of response) text += chunk
        tape.note('client', response.statusCode, text)
      })
      await tape.closed(request)
    },
  },
  'https: a certificate that nobody trusts': {
    serve: () => https.createServer({ cert, key }),
    act: async (tape) =>
      tape.closed(
        tape.watch('client', https.get({ ...tape.to, servername: 'localhost' }), ['error', 'close']),
      ),
  },
}
