/**
 * The registry, through npm's own client, so that the user's settings for npm (another registry, a proxy, credentials)
 * apply here too. Each answer is kept for the life of the process.
 */
import { execa } from 'execa'
import { HarnessError } from '../../base/errors.ts'
import { isRecord } from '../../events/shape.ts'
import { Guardian } from '../processes/guardian.ts'
import type { Published } from './rule.ts'

/** npm's own error code and message. */
export class NpmError extends HarnessError {
  readonly code: string

  constructor(code: string, message: string) {
    super(message)
    this.code = code
  }
}

export interface Npm {
  /** All versions of a package and its tags. */
  index(name: string): Promise<PackageIndex>
  /** The versions in a range, with their dependencies. */
  published(name: string, range: string): Promise<readonly Published[]>
  /** Installs the dependencies of the package.json in `folder`, and writes the lock file. Runs no scripts of packages. */
  install(folder: string): Promise<void>
}

export interface PackageIndex {
  readonly versions: readonly string[]
  readonly tags: Readonly<Record<string, string>>
}

/** Two attempts within seconds: a user who is offline soon learns it. */
const network = ['--fetch-retries=1', '--fetch-retry-mintimeout=500', '--fetch-retry-maxtimeout=2000']

export function createNpm(env: NodeJS.ProcessEnv = process.env): Npm {
  const asked = new Map<string, Promise<unknown>>()
  const view = (spec: string, fields: readonly string[]) => {
    const key = [spec, ...fields].join(' ')
    const answer = asked.get(key) ?? answerOf(start(['view', spec, ...fields, '--json', ...network], { env }))
    asked.set(key, answer)
    return answer
  }
  return {
    index: async (name) => indexIn(await view(name, ['versions', 'dist-tags'])),
    published: async (name, range) => {
      const found = await view(`${name}@${range}`, ['version', 'dependencies'])
      return (Array.isArray(found) ? found : [found]).flatMap(publishedIn)
    },
    install: async (folder) => {
      const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--no-progress', '--json']
      // npm ends with topo, however topo ends: it never writes into a folder that the next install removes.
      using guardian = new Guardian()
      const npm = guardian.start(() =>
        start(['install', ...flags, ...network], { env, cwd: folder, detached: true }),
      )
      await answerOf(npm)
    },
  }
}

function start(
  args: readonly string[],
  options: { readonly env: NodeJS.ProcessEnv; readonly cwd?: string; readonly detached?: boolean },
) {
  return execa('npm', args, { ...options, extendEnv: false, stdin: 'ignore', reject: false })
}

async function answerOf(npm: ReturnType<typeof start>): Promise<unknown> {
  const { stdout, stderr, failed, originalMessage } = await npm
  const answer = parse(stdout)
  if (!failed) return answer
  const error = isRecord(answer) && isRecord(answer['error']) ? answer['error'] : {}
  const code = typeof error['code'] === 'string' ? error['code'] : 'unknown'
  const summary = typeof error['summary'] === 'string' ? error['summary'] : ''
  throw new NpmError(code, summary || lastLine(stderr) || originalMessage || 'npm failed')
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? ''
}

function indexIn(answer: unknown): PackageIndex {
  if (!isRecord(answer)) return { versions: [], tags: {} }
  const { versions } = answer
  // npm gives a list with one member as that member.
  const list = Array.isArray(versions) ? versions : [versions]
  const tags = isRecord(answer['dist-tags']) ? answer['dist-tags'] : {}
  return {
    versions: list.filter((one): one is string => typeof one === 'string'),
    tags: Object.fromEntries(
      Object.entries(tags).filter((one): one is [string, string] => typeof one[1] === 'string'),
    ),
  }
}

/** npm leaves out empty fields: a version without dependencies is a plain string. */
function publishedIn(answer: unknown): readonly Published[] {
  if (typeof answer === 'string') return [{ version: answer, dependencies: {} }]
  if (!isRecord(answer) || typeof answer['version'] !== 'string') return []
  const dependencies = isRecord(answer['dependencies']) ? answer['dependencies'] : {}
  return [{ version: answer['version'], dependencies: dependencies as Published['dependencies'] }]
}
