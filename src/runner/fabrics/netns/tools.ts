/** The programs that a lab needs, and advice where one is missing. */
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

/** The reason why this machine can have no lab, and the remedy. */
export interface MissingTools {
  readonly reason: string
  readonly remedy: string
}

/** Returns the paths of the programs. Throws {@link HarnessError} that names the missing ones. */
export function findTools(folders: readonly string[] = usualFolders()): Readonly<Record<Tool, string>> {
  const missing = missingTools(folders)
  if (missing !== null) throw new HarnessError(`${missing.reason}. ${missing.remedy}`)
  return Object.fromEntries(located(folders)) as Readonly<Record<Tool, string>>
}

/** Returns null where all programs are there. */
export function missingTools(
  folders: readonly string[] = usualFolders(),
  platform: string = process.platform,
): MissingTools | null {
  if (platform !== 'linux') {
    return {
      reason: `fabric netns needs the network namespaces of Linux, and this is ${platform}`,
      remedy: 'Run it in a Linux container or virtual machine, or with `fabric: virtual`',
    }
  }
  const missing = located(folders).flatMap(([tool, file]) => (file === null ? [tool] : []))
  if (missing.length === 0) return null
  const packages = [...new Set(missing.map((tool) => tools[tool]))].join(' ')
  return {
    reason: `fabric netns needs ${missing.map((tool) => `\`${tool}\``).join(', ')}, which this machine does not have`,
    remedy: `On Debian or Ubuntu: apt install ${packages}`,
  }
}

function located(folders: readonly string[]): readonly (readonly [Tool, string | null])[] {
  return (Object.keys(tools) as Tool[]).map((tool) => [tool, locate(tool, folders)])
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
