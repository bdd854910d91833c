import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, test } from 'vitest'
import { batchKind, op } from '../../../src/protocol/wire.ts'
import { NodeProcesses } from '../../support/node-processes.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { World } from '../../support/world.ts'

test.each([
  ['a throw in a timer', "setTimeout(() => { throw new TypeError('broken') }, 5)"],
  ['a rejection that nobody handles', "setTimeout(() => { Promise.reject(new TypeError('broken')) }, 5)"],
  ['a throw in a nextTick', "setTimeout(() => process.nextTick(() => { throw new TypeError('broken') }), 5)"],
  ['a throw in an immediate', "setTimeout(() => setImmediate(() => { throw new TypeError('broken') }), 5)"],
  [
    'a throw when data comes',
    "const s = net.createServer((c) => c.on('data', () => { throw new TypeError('broken') })).listen(1, '127.0.0.1'); net.connect(1, '127.0.0.1').write('x')",
  ],
])('%s is told to the runner, printed, and ends the process with code 1', async (_name, code) => {
  await using world = new World({ nodes: ['a'] })
  const node = await world.node('a')
  await node.run(code)
  expect(await node.process.exited).toBe(1)
  expect(world.log).toEqual([
    {
      time: expect.any(Number),
      node: 'a',
      message: {
        type: 'fatal',
        error: 'TypeError: broken',
        stack: expect.stringContaining('TypeError: broken'),
      },
    },
  ])
  expect(node.process.stderr()).toContain('TypeError: broken')
})

test('an error that the program handles itself goes on as in Node', async () => {
  await using world = new World({ nodes: ['a'] })
  const node = await world.node('a')
  const code = `const caught = events.once(process, 'uncaughtException'); setTimeout(() => { throw new Error('handled') }, 5)
    setTimeout(() => {}, 5); return (await caught)[0].message`
  expect(await node.run(code)).toBe('handled')
  expect(await node.run('await sleep(10); return 1')).toBe(1)
})

test('bytes written before process.exit arrive', async () => {
  await using world = new World({ nodes: ['a'] })
  const node = await world.node('a')
  node.ask("send({ type: 'last words' }); process.exit(7)")
  expect(await node.process.exited).toBe(7)
  await world.clock.sleepUntil(world.clock.now() + 1)
  expect(world.log.map(({ message }) => message)).toEqual([{ type: 'last words' }])
})

test('the process ends when the runner’s connection does', async () => {
  await using world = new World({ nodes: ['a'] })
  const node = await world.node('a')
  await node.run('setInterval(() => {}, 1000)')
  node.process.channel.close()
  expect(await node.process.exited).toBe(0)
})

test('the parameters are gone from the environment, and modules are evaluated with the time standing still', async () => {
  await using world = new World({ nodes: ['a'] })
  const node = await world.node('a', { time: 60_000 })
  expect(await node.run("return ['TOPO_NODE' in process.env, bootedAt, Date.now()]")).toEqual([
    false,
    Date.UTC(2026, 0, 1, 0, 1),
    Date.UTC(2026, 0, 1),
  ])
})

test('process ids follow from the seed and the name, and Node’s warnings with them', async () => {
  const ids = async (name: string, seed: string) => {
    await using world = new World()
    const node = await world.node(name, { seed })
    const [pid, parent, imported] = (await node.run(
      `process.emitWarning('look'); return [process.pid, process.ppid, (await import('node:process')).pid]`,
    )) as number[]
    await node.run('setImmediate(() => process.exit())')
    await node.process.exited
    expect(node.process.stderr()).toContain(`(node:${pid}) Warning: look`)
    expect(pid).not.toBe(node.process.child.pid)
    expect(imported).toBe(pid)
    return [pid, parent]
  }
  const first = await ids('a', '1')
  expect(await ids('a', '1')).toEqual(first)
  expect(await ids('b', '1')).not.toEqual(first)
  expect(await ids('a', '2')).not.toEqual(first)
})

test('a process finds itself and its parent by its process ids', async () => {
  await using world = new World({ nodes: ['a'] })
  const node = await world.node('a')
  expect(
    await node.run('return [process.kill(process.pid, 0), process.kill(process.ppid, 0), process.kill.name]'),
  ).toEqual([true, true, 'kill'])
  expect(
    await node.run(
      `const signal = events.once(process, 'SIGUSR2'); process.kill(process.pid, 'SIGUSR2'); return (await hold(signal))[0]`,
    ),
  ).toBe('SIGUSR2')
  node.ask(`process.kill(process.pid, 'SIGKILL')`)
  expect(await node.process.exited).toBe(null)
  expect(node.process.child.signalCode).toBe('SIGKILL')
})

test('without parameters the sandbox leaves everything as it is', async () => {
  const folder = temporaryFolder()
  const program = path.join(folder, 'plain.ts')
  const sandbox = new URL('../../../src/nodes/sandbox/index.ts', import.meta.url).href
  await writeFile(
    program,
    `const before = [Date, setTimeout, Math.random, performance.now]; await import(${JSON.stringify(sandbox)})
     const after = [Date, setTimeout, Math.random, performance.now]
     process.exit(before.every((value, index) => value === after[index]) ? 0 : 1)`,
  )
  const { execFile } = await import('node:child_process')
  const code = await new Promise((resolve) =>
    execFile(process.execPath, [program], (error) => resolve(error?.code ?? 0)),
  )
  expect(code).toBe(0)
})

test('with a real clock, frames go both ways as they come, and time is real', async () => {
  await using processes = new NodeProcesses()
  const program = new URL('../../support/programs/evaluate.ts', import.meta.url).pathname
  const node = await processes.start('a', { argv: [program], clock: 'real', addresses: ['8.0.0.1'] })
  const answered = new Promise<object>((resolve) => {
    node.onBatch((batch) => {
      expect(batch.kind).toBe(batchKind.frames)
      for (const frame of batch.frames)
        if (frame.op === op.control) resolve(JSON.parse(Buffer.from(frame.payload).toString()))
    })
  })
  const code = `const server = net.createServer((socket) => socket.pipe(socket)).listen(5, '127.0.0.1'); await events.once(server, 'listening')
    const socket = net.connect(5, '127.0.0.1'); socket.end('echo'); let text = ''; for await (const chunk of socket) text += chunk
    return [text, Date.now(), os.hostname()]`
  const payload = Buffer.from(JSON.stringify({ call: 1, code }))
  const before = Date.now()
  node.send({
    kind: batchKind.frames,
    time: 0,
    next: 0,
    frames: [{ op: op.control, node: 0, id: 0, time: 0, payload }],
  })
  const answer = await answered
  expect(answer).toEqual({ call: 1, value: ['echo', expect.any(Number), 'a'] })
  const { value } = answer as { readonly value: readonly [string, number, string] }
  expect(value[1]).toBeGreaterThanOrEqual(before)
  expect(value[1]).toBeLessThanOrEqual(Date.now())
})
