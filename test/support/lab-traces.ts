/** Traces of labs on this machine: processes, namespaces, mounts, and the machine's own interfaces and routes. */
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'

/** The processes whose environment or arguments name the folder, but not the caller. */
export function processesOf(folder: string): readonly string[] {
  return processes().filter(
    (pid) =>
      Number(pid) !== process.pid &&
      ['environ', 'cmdline'].some((file) => contentOf(`/proc/${pid}/${file}`).includes(folder)),
  )
}

/** The network namespaces that processes are in or have mounted, such as `net:[4026532281]`, but not the machine's own. */
export function namespacesOf(pids: readonly string[]): ReadonlySet<string> {
  const found = pids.flatMap((pid) => [
    linkOf(`/proc/${pid}/ns/net`),
    ...(contentOf(`/proc/${pid}/mountinfo`).match(/net:\[\d+\]/g) ?? []),
  ])
  return new Set(found.filter((one) => one !== '' && one !== linkOf('/proc/self/ns/net')))
}

/**
 * Those of the namespaces that still exist in any process but those of other tests, whose temporary directory has another
 * folder: the kernel gives the number of a namespace that is gone to the next lab.
 */
export function stillThere(namespaces: ReadonlySet<string>, folder: string): readonly string[] {
  const ours = processes().filter((pid) => {
    const environment = contentOf(`/proc/${pid}/environ`)
    return environment.includes(folder) || !environment.includes(tmpdir())
  })
  return [...namespacesOf(ours)].filter((one) => namespaces.has(one))
}

/** Interfaces, addresses and routes of the machine itself. */
export function ownNetwork(): string {
  return [
    ['-o', 'link'],
    ['route', 'show', 'table', 'all'],
    ['-6', 'route', 'show', 'table', 'all'],
  ]
    .map((args) => execFileSync('ip', args, { encoding: 'utf8' }))
    .join('')
}

function processes(): readonly string[] {
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name))
}

function contentOf(file: string): string {
  try {
    return readFileSync(file, 'latin1')
  } catch {
    return ''
  }
}

function linkOf(file: string): string {
  try {
    return readlinkSync(file)
  } catch {
    return ''
  }
}
