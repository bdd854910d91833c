/** A page of a program, fetched by a process on the program's own machine: the runner is in no network namespace. */
import { execa } from 'execa'
import { environment, type Launch } from '../node-program.ts'

const patience = 10_000
const mostBytes = 16 * 1024 * 1024

/** It ends by itself: the runner may be killed. */
const script = `
setTimeout(() => process.exit(1), ${patience}).unref()
require('node:http').get(process.argv[1], { agent: false }, (response) => {
  if (response.statusCode === 200) return response.pipe(process.stdout)
  console.error(process.argv[1] + ' answers with ' + response.statusCode)
  process.exit(1)
}).on('error', ({ message }) => {
  console.error(message)
  process.exit(1)
})`

/** `place` makes a launch start its program on that machine. Rejects with the reason in words. */
export async function fetchPage(url: string, place: (launch: Launch) => Launch): Promise<string> {
  const { file, args, env } = place({
    file: process.execPath,
    args: ['-e', script, url],
    env: environment(),
    cwd: '/',
    folder: null,
  })
  const { failed, timedOut, stdout, stderr } = await execa(file, [...args], {
    env,
    extendEnv: false,
    stdin: 'ignore',
    timeout: patience,
    killSignal: 'SIGKILL',
    maxBuffer: mostBytes,
    reject: false,
  })
  if (!failed) return stdout
  if (timedOut) throw new Error(`${url} has not answered for ${patience / 1000} s`)
  throw new Error(stderr.trim().split('\n').at(-1) || `${url} cannot be read`)
}
