import http from 'node:http'
import type net from 'node:net'
import type { Scripts } from './script.ts'
import type { Tape } from './tape.ts'

type Handler = (request: http.IncomingMessage, response: http.ServerResponse, tape: Tape) => unknown

const answers =
  (handler: Handler, options: http.ServerOptions = {}) =>
  (tape: Tape): net.Server => {
    const server = http.createServer(options, (request, response) => {
      tape.note('server', request.method, request.url)
      handler(request, response, tape)
    })
    return tape.watch('server', server, ['clientError', 'close'])
  }

const hello: Handler = (_request, response) => response.end('hello')
const requestEvents = ['response', 'finish', 'error', 'close', 'abort', 'timeout', 'information', 'continue']

/** Makes a request and records it. Resolves at its end. */
async function request(tape: Tape, options: http.RequestOptions = {}, body?: string): Promise<string> {
  const sent = http.request({ ...tape.to, ...options })
  tape.watch('client', sent, requestEvents)
  let text = ''
  sent.on('response', (response) => {
    tape.note('client', response.statusCode, response.headers.connection ?? null)
    tape.watch('client', response, ['end', 'aborted', 'error', 'close'])
    response.on('data', (data) => {
      text += data
    })
  })
  sent.end(body)
  await tape.closed(sent)
  tape.note('client', text)
  return text
}

export const web: Scripts = {
  'http: a request': {
    serve: answers(hello),
    act: (tape) => request(tape),
  },
  'http: a body each way': {
    serve: answers((incoming, response) => incoming.pipe(response)),
    act: (tape) => request(tape, { method: 'POST' }, 'a body'),
  },
  'http: a keep-alive agent uses one connection': {
    serve: answers((incoming, response, tape) => {
      const socket = incoming.socket as net.Socket & { known?: number }
      socket.known = (socket.known ?? 0) + 1
      tape.note('server', 'request of its socket', socket.known)
      response.end('hello')
    }),
    act: async (tape) => {
      const agent = new http.Agent({ keepAlive: true })
      for (let round = 0; round < 3; round++) {
        const sent = http.get({ ...tape.to, agent })
        const response = (await tape.once(sent, 'response')) as http.IncomingMessage
        tape.note('client', sent.reusedSocket)
        response.resume()
        await tape.closed(sent)
        await tape.pause()
      }
      tape.note('client', Object.values(agent.freeSockets).flat().length)
      agent.destroy()
      await tape.pause()
    },
  },
  'http: an agent without keep-alive closes': {
    serve: answers(hello),
    act: async (tape) => {
      const agent = new http.Agent({ keepAlive: false })
      await request(tape, { agent })
      await request(tape, { agent })
      tape.note('client', Object.keys(agent.sockets).length, Object.keys(agent.freeSockets).length)
    },
  },
  'http: maxSockets queues requests': {
    serve: answers((_request, response) => setTimeout(() => response.end('hello'), 10)),
    act: async (tape) => {
      const agent = new http.Agent({ keepAlive: true, maxSockets: 1 })
      const all = ['/1', '/2', '/3'].map((path) => {
        const sent = http.get({ ...tape.to, agent, path })
        sent.on('response', (response) => {
          tape.note('client', path)
          response.resume()
        })
        return tape.closed(sent)
      })
      tape.note('client', Object.values(agent.requests).flat().length)
      await Promise.all(all)
      agent.destroy()
    },
  },
  'http: the server closes an idle connection': {
    serve: answers(hello, { keepAliveTimeout: 100, keepAliveTimeoutBuffer: 0 } as http.ServerOptions),
    act: async (tape) => {
      const agent = new http.Agent({ keepAlive: true })
      const sent = http.get({ ...tape.to, agent })
      const response = (await tape.once(sent, 'response')) as http.IncomingMessage
      const { socket } = response
      tape.note('client', response.headers['keep-alive'] ?? null)
      response.resume()
      await tape.closed(sent)
      tape.watch('socket', socket, ['end', 'close', 'error'])
      await tape.closed(socket)
      tape.note('client', Object.values(agent.freeSockets).flat().length)
    },
  },
  'http: closeIdleConnections and closeAllConnections': {
    serve: (tape) => {
      const server = http.createServer((incoming, response) => {
        if (incoming.url === '/idle') response.end('hello')
        else {
          response.write('some')
          setTimeout(() => {
            server.closeIdleConnections()
            tape.note('server', 'idle ones closed')
            setTimeout(() => {
              server.closeAllConnections()
              tape.note('server', 'all closed')
            }, 60)
          }, 60)
        }
      })
      return server
    },
    act: async (tape) => {
      const agent = new http.Agent({ keepAlive: true })
      const idle = http.get({ ...tape.to, agent, path: '/idle' })
      const answer = (await tape.once(idle, 'response')) as http.IncomingMessage
      tape.watch('idle', answer.socket, ['end', 'close', 'error'])
      answer.resume()
      const active = tape.watch(
        'active',
        http.get({ ...tape.to, agent: new http.Agent(), path: '/active' }),
        requestEvents,
      )
      const response = (await tape.once(active, 'response')) as http.IncomingMessage
      tape.watch('active', response.resume(), ['end', 'aborted', 'error', 'close'])
      await tape.closed(active)
      agent.destroy()
    },
  },
  'http: close ends idle connections and waits for others': {
    serve: (tape) => {
      const server = http.createServer((_request, response) => {
        server.close(() => tape.note('server', 'closed'))
        setTimeout(() => response.end('late'), 30)
      })
      return server
    },
    act: (tape) => request(tape),
  },
  'http: a request that is destroyed': {
    serve: answers((incoming, response, tape) => {
      tape.watch('incoming', incoming, ['aborted', 'error', 'close'])
      tape.watch('response', response, ['close'])
    }),
    act: async (tape) => {
      const sent = tape.watch('client', http.get(tape.to), requestEvents)
      await tape.once(sent, 'finish')
      await tape.pause()
      sent.destroy()
      tape.note('client', sent.destroyed)
      await tape.closed(sent)
    },
  },
  'http: an aborted signal': {
    serve: answers(() => {}),
    act: async (tape) => {
      const controller = new AbortController()
      const sent = tape.watch('client', http.get({ ...tape.to, signal: controller.signal }), requestEvents)
      await tape.once(sent, 'finish')
      controller.abort()
      await tape.closed(sent)
    },
  },
  'http: nobody listens': {
    act: async (tape) => {
      const sent = tape.watch('client', http.get({ host: '127.0.0.1', port: 1 }), requestEvents)
      await tape.closed(sent)
    },
  },
  'http: the server hangs up before the response': {
    serve: answers((incoming) => incoming.socket.destroy()),
    act: async (tape) => {
      const sent = tape.watch('client', http.get(tape.to), requestEvents)
      await tape.closed(sent)
    },
  },
  'http: the server resets before the response': {
    serve: answers((incoming) => incoming.socket.resetAndDestroy()),
    act: async (tape) => {
      const sent = tape.watch('client', http.get(tape.to), requestEvents)
      await tape.closed(sent)
    },
  },
  'http: the server hangs up within the response': {
    serve: answers((incoming, response) => {
      response.writeHead(200, { 'content-length': '10' })
      response.write('half', () => setTimeout(() => incoming.socket.destroy(), 20))
    }),
    act: async (tape) => {
      const sent = tape.watch('client', http.get(tape.to), requestEvents)
      const response = (await tape.once(sent, 'response')) as http.IncomingMessage
      tape.watch('response', response, ['end', 'aborted', 'error', 'close'])
      response.resume()
      await tape.closed(sent)
      tape.note('client', response.complete)
    },
  },
  'http: the timeout of a request': {
    serve: answers(() => {}),
    act: async (tape) => {
      const sent = tape.watch('client', http.get({ ...tape.to, timeout: 1000 }), requestEvents)
      sent.once('timeout', () => sent.destroy(new Error('too late')))
      await tape.closed(sent)
    },
  },
  'http: nonsense from a client': {
    serve: (tape) => {
      const server = http.createServer()
      server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
        tape.note('server', error.code)
        socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')
      })
      return server
    },
    act: async (tape) => {
      const { connect } = process.getBuiltinModule('node:net')
      const socket = tape.follow('client', connect(tape.to))
      socket.write('nonsense\r\n\r\n')
      await tape.closed(socket)
    },
  },
  'http: nonsense, and nobody who takes the error': {
    serve: () => http.createServer(),
    act: async (tape) => {
      const { connect } = process.getBuiltinModule('node:net')
      const socket = tape.follow('client', connect(tape.to))
      socket.write('nonsense\r\n\r\n')
      await tape.closed(socket)
    },
  },
  'http: upgrade': {
    serve: (tape) => {
      const server = http.createServer()
      server.on('upgrade', (_request, socket: net.Socket, head) => {
        tape.note('server', String(head))
        socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: echo\r\nConnection: Upgrade\r\n\r\n')
        tape.follow('upgraded', socket).pipe(socket)
      })
      return server
    },
    act: async (tape) => {
      const sent = http.get({ ...tape.to, headers: { connection: 'Upgrade', upgrade: 'echo' } })
      tape.watch('request', sent, requestEvents)
      const socket = await new Promise<net.Socket>((resolve) =>
        sent.on('upgrade', (_response, one) => resolve(one)),
      )
      tape.follow('client', socket)
      socket.end('upgraded')
      await tape.closed(socket)
    },
  },
  'http: CONNECT': {
    serve: (tape) => {
      const server = http.createServer()
      server.on('connect', (incoming, socket: net.Socket) => {
        tape.note('server', incoming.url)
        socket.end('HTTP/1.1 200 OK\r\n\r\ntunnel')
      })
      return server
    },
    act: async (tape) => {
      const sent = http.request({ ...tape.to, method: 'CONNECT', path: 'example.org:80' })
      sent.on('connect', (response, socket, head) => {
        tape.note('client', response.statusCode)
        tape.follow('client', socket as net.Socket)
        if (head.length > 0) socket.unshift(head)
      })
      sent.end()
      const socket = (await tape.once(sent, 'socket')) as net.Socket
      await tape.closed(socket)
    },
  },
  'http: 100-continue and early hints': {
    serve: answers((incoming, response) => {
      response.writeEarlyHints({ link: '</style.css>; rel=preload' })
      incoming.pipe(response)
    }),
    act: (tape) => request(tape, { method: 'POST', headers: { expect: '100-continue' } }, 'body'),
  },
  'http: pipelined requests': {
    serve: answers((incoming, response) => response.end(incoming.url)),
    act: async (tape) => {
      const { connect } = process.getBuiltinModule('node:net')
      const socket = connect(tape.to)
      let text = ''
      socket.on('data', (data) => {
        text += data
      })
      socket.write(
        'GET /1 HTTP/1.1\r\nHost: x\r\n\r\nGET /2 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
      )
      await tape.closed(socket)
      tape.note('client', text.match(/^\/\d/gm), text.match(/\/\d$/gm))
    },
  },
  'http: a response to a slow reader': {
    serve: answers((_request, response, tape) => {
      response.on('drain', () => tape.note('drains', 'drain'))
      response.write(Buffer.alloc(9_000_000))
      response.end()
      response.on('finish', () => tape.note('response', 'finish'))
    }),
    act: async (tape) => {
      const sent = http.get(tape.to)
      const response = (await tape.once(sent, 'response')) as http.IncomingMessage
      await tape.pause(100)
      let bytes = 0
      response.on('data', (data) => {
        bytes += data.length
      })
      await tape.closed(sent)
      tape.note('client', bytes, response.complete)
    },
  },
  'http: a request whose headers take too long': {
    differs: 'timeouts of HTTP servers',
    serve: () =>
      http.createServer({ headersTimeout: 100, requestTimeout: 100, connectionsCheckingInterval: 50 }),
    act: async (tape) => {
      const { connect } = process.getBuiltinModule('node:net')
      const socket = tape.follow('client', connect(tape.to))
      socket.write('GET / HTTP/1.1\r\n')
      await Promise.race([tape.closed(socket), tape.pause(1000)])
    },
  },
  'http: maxRequestsPerSocket': {
    serve: (tape) => {
      const server = answers(hello)(tape) as http.Server
      server.maxRequestsPerSocket = 1
      return server
    },
    act: async (tape) => {
      const agent = new http.Agent({ keepAlive: true })
      await request(tape, { agent })
      await request(tape, { agent })
      agent.destroy()
    },
  },
  'http: the server’s setTimeout destroys silent connections': {
    serve: (tape) => {
      const server = http.createServer()
      server.setTimeout(40)
      server.on('timeout', (socket) => {
        tape.note('server', 'timeout')
        socket.destroy()
      })
      return server
    },
    act: async (tape) => {
      const { connect } = process.getBuiltinModule('node:net')
      const socket = tape.follow('client', connect(tape.to))
      await tape.closed(socket)
    },
  },
  'http2 without TLS': {
    serve: (tape) => {
      const http2 = process.getBuiltinModule('node:http2')
      const server = http2.createServer()
      server.on('stream', (stream, headers) => {
        tape.note('server', headers[':path'])
        stream.respond({ ':status': 200 })
        stream.end('hello')
      })
      return server as unknown as net.Server
    },
    act: async (tape) => {
      const http2 = process.getBuiltinModule('node:http2')
      const session = tape.watch('session', http2.connect(`http://${tape.host}:${tape.port}`), [
        'error',
        'close',
      ])
      const stream = session.request({ ':path': '/two' })
      let text = ''
      stream.on('response', (headers) => tape.note('client', headers[':status']))
      for await (const chunk of stream) text += chunk
      tape.note('client', text)
      session.close()
      await tape.closed(session)
    },
  },
}

export const fetches: Scripts = {
  'fetch: text, status and headers': {
    serve: answers((_request, response) => {
      response.setHeader('x-mine', 'yes')
      response.end('hello')
    }),
    act: async (tape) => {
      const response = await fetch(`http://${tape.host}:${tape.port}/path`)
      tape.note('client', response.status, response.headers.get('x-mine'), await response.text())
    },
  },
  'fetch: a body that streams both ways': {
    serve: answers((incoming, response) => incoming.pipe(response)),
    act: async (tape) => {
      const body = new ReadableStream({
        start(controller) {
          controller.enqueue(new TextEncoder().encode('one '))
          controller.enqueue(new TextEncoder().encode('two'))
          controller.close()
        },
      })
      const init = { method: 'POST', body, duplex: 'half' } as RequestInit
      const response = await fetch(`http://${tape.host}:${tape.port}/`, init)
      tape.note('client', await response.text())
    },
  },
  'fetch: nobody listens': {
    act: async (tape) => {
      await fetch('http://127.0.0.1:9').catch((error) => tape.note('client', error))
    },
  },
  'fetch: aborted': {
    serve: answers((incoming, _response, tape) => {
      tape.watch('incoming', incoming, ['aborted', 'close'])
      incoming.on('error', () => {})
    }),
    act: async (tape) => {
      const controller = new AbortController()
      const answer = fetch(`http://${tape.host}:${tape.port}/`, { signal: controller.signal })
      await tape.pause()
      controller.abort()
      await answer.catch((error) => tape.note('client', error.name))
    },
  },
  'fetch: AbortSignal.timeout': {
    serve: answers(() => {}),
    act: async (tape) => {
      const answer = fetch(`http://${tape.host}:${tape.port}/`, { signal: AbortSignal.timeout(50) })
      await answer.catch((error) => tape.note('client', error.name, error.message))
    },
  },
  'fetch: aborted while the body arrives': {
    serve: answers((_request, response) => response.write('some')),
    act: async (tape) => {
      const controller = new AbortController()
      const response = await fetch(`http://${tape.host}:${tape.port}/`, { signal: controller.signal })
      const text = response.text().catch((error) => tape.note('client', error.name))
      await tape.pause()
      controller.abort()
      await text
    },
  },
  'fetch: the server hangs up': {
    serve: answers((incoming) => incoming.socket.destroy()),
    act: async (tape) => {
      await fetch(`http://${tape.host}:${tape.port}/`).catch((error) =>
        tape.note('client', error.message, error.cause?.code),
      )
    },
  },
  'fetch: the server resets': {
    serve: answers((incoming) => incoming.socket.resetAndDestroy()),
    act: async (tape) => {
      await fetch(`http://${tape.host}:${tape.port}/`).catch((error) =>
        tape.note('client', error.message, error.cause?.code),
      )
    },
  },
  'fetch: the server hangs up within the body': {
    serve: answers((incoming, response) => {
      response.writeHead(200, { 'content-length': '10' })
      response.write('half', () => setTimeout(() => incoming.socket.destroy(), 20))
    }),
    act: async (tape) => {
      const response = await fetch(`http://${tape.host}:${tape.port}/`)
      await response.text().catch((error) => tape.note('client', error.message, error.cause?.code))
    },
  },
  'fetch: redirects': {
    serve: answers((incoming, response) => {
      if (incoming.url === '/to') response.end('here')
      else response.writeHead(302, { location: '/to' }).end()
    }),
    act: async (tape) => {
      const response = await fetch(`http://${tape.host}:${tape.port}/from`)
      tape.note('client', response.redirected, await response.text())
    },
  },
  'EventSource-like streams end in order': {
    serve: answers((_request, response) => {
      response.write('one')
      setTimeout(() => response.end('two'), 20)
    }),
    act: async (tape) => {
      const response = await fetch(`http://${tape.host}:${tape.port}/`)
      let text = ''
      for await (const chunk of response.body ?? []) text += Buffer.from(chunk as Uint8Array)
      tape.note('client', text)
    },
  },
}
