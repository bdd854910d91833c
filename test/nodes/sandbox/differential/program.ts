/** Runs scripts: all of them in a process of its own (`plain`), or inside a node, one by one. */
import '../../../../src/nodes/sandbox/index.ts'
import { topoControl } from '../../../../src/nodes/sandbox/control.ts'
import { actScript, runScript, type Served, serveScript } from './run-script.ts'
import { scripts } from './scripts.ts'
import { type Recording, Tape } from './tape.ts'

/** A part of a script to run in a node. */
export type Order =
  | { readonly part: 'both' | 'serve'; readonly name: string; readonly host: string }
  | { readonly part: 'act'; readonly name: string; readonly host: string; readonly port: number }
  | { readonly part: 'finish' }

const atOnce = 8
const control = topoControl()
if (control === undefined) {
  // Objects that look alike are recorded by name, so scripts may run at the same time.
  const names = Object.keys(scripts)
  const recordings: Record<string, Recording> = {}
  const worker = async () => {
    for (let name = names.shift(); name !== undefined; name = names.shift())
      recordings[name] = await runScript(scriptOf(name), '127.0.0.1')
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
  process.stdout.write(JSON.stringify(recordings), () => process.exit())
} else {
  let served: Served | undefined
  control.onMessage(async (message) => {
    const { call, code } = message as { call: number; code: string }
    try {
      control.send({ call, value: (await obey(JSON.parse(code) as Order)) ?? null })
    } catch (error) {
      control.send({ call, error: String(error), code: null })
    }
  })

  const obey = async (order: Order): Promise<unknown> => {
    if (order.part === 'finish') return served?.finish()
    const script = scriptOf(order.name)
    if (order.part === 'both') return runScript(script, order.host)
    if (order.part === 'act') return actScript(script, new Tape(order.host, order.port))
    served = await serveScript(script, order.host)
    return served.tape.port
  }
}

function scriptOf(name: string) {
  const script = scripts[name]
  if (script === undefined) throw new Error(`no script is called ${name}`)
  return script
}
