/** The programs that a lab needs, and advice where one is missing or not allowed. */
import { accessSync, constants } from 'node:fs'
import path from 'node:path'
import { HarnessError } from '../../../base/errors.ts'

/** Program -> the Debian package that has it. */
const tools = {
  unshare: 'util-linux',
  nsenter: 'util-linux',
  ip: 'iproute2',
  ss: 'iproute2',
  nft: 'nftables',
  conntrack: 'conntrack',
  python3: 'python3',
} as const

export type Tool = keyof typeof tools

/** Returns the paths of the programs. Throws {@link HarnessError} that names the missing ones. */
export function findTools(folders: readonly string[] = usualFolders()): Readonly<Record<Tool, string>> {
  if (process.platform !== 'linux') {
    throw new HarnessError(
      `fabric netns needs the network namespaces of Linux, and this is ${process.platform}. Run it in a Linux container or virtual machine, or with \`fabric: virtual\``,
    )
  }
  const found = Object.keys(tools).map((tool) => [tool, locate(tool, folders)] as const)
  const missing = found.flatMap(([tool, file]) => (file === null ? [tool as Tool] : []))
  if (missing.length > 0) {
    const packages = [...new Set(missing.map((tool) => tools[tool]))].join(' ')
    throw new HarnessError(
      `fabric netns needs ${missing.map((tool) => `\`${tool}\``).join(', ')}, which this machine does not have. On Debian or Ubuntu: apt install ${packages}`,
    )
  }
  return Object.fromEntries(found) as Readonly<Record<Tool, string>>
}

/** Administrators' programs are not on everybody's path. */
function usualFolders(): readonly string[] {
  return [...(process.env['PATH'] ?? '').split(':'), '/usr/sbin', '/sbin', '/usr/bin', '/bin']
}

function locate(tool: string, folders: readonly string[]): string | null {
  for (const folder of folders) {
    const file = path.join(folder, tool)
    try {
      accessSync(file, constants.X_OK)
      return file
    } catch {
      // The next folder may have it.
    }
  }
  return null
}

/** Explains why the kernel or a container does not let topo make namespaces, and how to allow it. */
export function notAllowed(output: string): HarnessError {
  return new HarnessError(
    `fabric netns could not make network namespaces: ${output.trim() || 'no reason was given'}. ` +
      'On Ubuntu, allow them with `sysctl kernel.apparmor_restrict_unprivileged_userns=0`. ' +
      'In a Docker container: `--cap-add SYS_ADMIN --security-opt seccomp=unconfined --security-opt apparmor=unconfined --device /dev/net/tun`. ' +
      'Elsewhere look at `sysctl user.max_user_namespaces`, or run topo as root',
  )
}
