/**
 * Builds the foreign programs of examples/: `node scripts/build-foreign.ts`. It names and skips programs that it cannot
 * build, because Go, Rust and their registries are optional for work on topo.
 */
import { renameSync, rmSync } from 'node:fs'
import path from 'node:path'
import { execa } from 'execa'

interface ForeignExample {
  /** Its folder in examples/. */
  readonly name: string
  readonly toolchain: string
  readonly build: readonly string[]
  /** The program that the build makes. It gets its name when it is complete. */
  readonly made: string
  readonly program: string
}

export const foreignExamples = {
  go: withGo('go-peer', ['build']),
  rust: withCargo('rust-relay'),
} as const

/** Tests that drive a topology through its socket: docs/control.md. */
export const controlExamples = {
  go: withGo('control-go', ['test', '-c']),
  rust: withCargo('control-rust'),
} as const

function withGo(name: string, command: readonly string[]): ForeignExample {
  const made = `${name}.partial`
  return { name, toolchain: 'go', build: [...command, '-o', made, '.'], made, program: name }
}

/** Cargo names the program at the end of the build. */
function withCargo(name: string): ForeignExample {
  const program = `target/release/${name}`
  return { name, toolchain: 'cargo', build: ['build', '--release', '--locked'], made: program, program }
}

export interface BuildOptions {
  /** The folder of the examples. */
  readonly folder: string
  readonly env: NodeJS.ProcessEnv
  readonly signal: AbortSignal
}

/** Builds a program. Returns null, or the reason for a failure in a sentence. Rejects if it is interrupted. */
export async function buildForeign(
  { name, toolchain, build, made, program }: ForeignExample,
  { folder, env, signal }: BuildOptions,
): Promise<string | null> {
  const cwd = path.join(folder, name)
  const { failed, code, exitCode, all } = await execa(toolchain, build, {
    cwd,
    env,
    extendEnv: false,
    cancelSignal: signal,
    all: true,
    reject: false,
    stdin: 'ignore',
  })
  if (!failed) {
    renameSync(path.join(cwd, made), path.join(cwd, program))
    return null
  }
  if (made !== program) rmSync(path.join(cwd, made), { force: true })
  signal.throwIfAborted()
  if (code === 'ENOENT') return `${toolchain} is not installed`
  // The program of an earlier build may not match the sources.
  rmSync(path.join(cwd, program), { force: true })
  const last = all.trim().split('\n').slice(-5).join('\n')
  return `\`${[toolchain, ...build].join(' ')}\` failed (${exitCode ?? code}):\n${last}`
}

if (import.meta.main) {
  const interrupted = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => interrupted.abort())
  const folder = path.join(import.meta.dirname, '../examples')
  const options = { folder, env: process.env, signal: interrupted.signal }
  const examples = [...Object.values(controlExamples), ...Object.values(foreignExamples)]
  const builds = examples.map(async (example) => {
    const problem = await buildForeign(example, options)
    process.stdout.write(
      problem === null
        ? `built    examples/${example.name}\n`
        : `SKIPPED  examples/${example.name}: ${problem}\n`,
    )
  })
  await Promise.all(builds).catch((error: unknown) => {
    if (!interrupted.signal.aborted) throw error
    process.exitCode = 130
  })
}
