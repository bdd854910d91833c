/** Errors as Node's net and dns make them, and errors for features that the virtual network lacks. */
import { constants } from 'node:os'

/** An error such as `read ECONNRESET` or `connect ECONNREFUSED 203.0.113.7:4001`. */
export function connectionError(code: string, syscall: string, address?: string, port?: number): Error {
  const where = address === undefined ? '' : ` ${address}${port === undefined ? '' : `:${port}`}`
  const numbers: Readonly<Record<string, number>> = constants.errno
  const errno = -(numbers[code] ?? 0)
  const error = new Error(`${syscall} ${code}${where}`)
  return Object.assign(error, { errno, code, syscall, ...(address !== undefined && { address, port }) })
}

/** The program uses something that the virtual network cannot offer. */
export class SandboxError extends Error {
  override readonly name = 'SandboxError'
  readonly code = 'ERR_TOPO_SANDBOX'
}
