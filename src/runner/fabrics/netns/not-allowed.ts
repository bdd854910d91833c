/** Advice where a system does not let topo make a lab. */
import { existsSync, readFileSync } from 'node:fs'
import { HarnessError } from '../../../base/errors.ts'

/** The settings of a system that decide. */
export interface System {
  /** The text of a file; null: there is none. */
  readonly read: (file: string) => string | null
  readonly env: Readonly<Record<string, string | undefined>>
  readonly isRoot: boolean
}

const appArmor = 'kernel.apparmor_restrict_unprivileged_userns'
const docker =
  '`--cap-add SYS_ADMIN --security-opt seccomp=unconfined --security-opt apparmor=unconfined --device /dev/net/tun`'

/** Explains why the kernel or a container does not let topo make namespaces, and how to allow it. */
export function notAllowed(output: string, system: System = thisSystem()): HarnessError {
  const reason = output.trim() || 'no reason was given'
  return new HarnessError(`fabric netns could not make network namespaces: ${reason}. ${remedy(system)}`)
}

/** Explains that the wires have no devices. Null: the reason is another one. */
export function withoutTun(output: string): HarnessError | null {
  if (!output.includes('/dev/net/tun')) return null
  return new HarnessError(
    `fabric netns needs the device /dev/net/tun: ${output.trim()}. Load it with \`modprobe tun\`; a Docker container gets it with \`--device /dev/net/tun\``,
  )
}

function remedy({ read, env, isRoot }: System): string {
  if (!isRoot && numberIn(read(`/proc/sys/${appArmor.replaceAll('.', '/')}`)) === 1) {
    return env['GITHUB_ACTIONS'] === 'true'
      ? `AppArmor forbids it on GitHub's runners. Allow it in a step before: \`sudo sysctl ${appArmor}=0\``
      : `AppArmor forbids it to users, as on Ubuntu. Allow it with \`sysctl ${appArmor}=0\`, or run topo as root`
  }
  const limit = ['max_user_namespaces', 'max_net_namespaces'].find(
    (name) => numberIn(read(`/proc/sys/user/${name}`)) === 0,
  )
  if (limit !== undefined) return `\`user.${limit}\` is 0 here. Allow it with \`sysctl user.${limit}=10000\``
  if (numberIn(read('/proc/sys/kernel/unprivileged_userns_clone')) === 0 && !isRoot)
    return 'Allow it with `sysctl kernel.unprivileged_userns_clone=1`, or run topo as root'
  if (read('/.dockerenv') !== null || /^Seccomp:\s*2$/m.test(read('/proc/self/status') ?? ''))
    return `The container forbids it. Docker allows it with ${docker}`
  return `In a Docker container, allow it with ${docker}. Elsewhere look at \`sysctl user.max_user_namespaces\`, or run topo as root`
}

function numberIn(text: string | null): number | null {
  return text === null ? null : Number(text)
}

function thisSystem(): System {
  return {
    read: (file) => {
      if (!existsSync(file)) return null
      try {
        return readFileSync(file, 'utf8')
      } catch {
        return ''
      }
    },
    env: process.env,
    isRoot: process.getuid?.() === 0,
  }
}
