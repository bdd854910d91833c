/** Advice for the errors of a machine that has too little of something. Each follows from the error's code. */
import { messageOf } from './errors.ts'

const noPort =
  'this machine has no free port: end other programs, or widen the range net.ipv4.ip_local_port_range'

const advice: readonly (readonly [sign: RegExp, advice: string])[] = [
  [/\bENOSPC\b.*watch/, 'raise the limit of watched files, fs.inotify.max_user_watches'],
  [/\bENOSPC\b/, 'the disk is full: free some space, or choose a folder on another disk'],
  [/\bEDQUOT\b/, 'your quota is used up: free some space, or choose a folder on another disk'],
  [/\bEROFS\b/, 'this file system is read-only: choose another folder'],
  [/\bEACCES\b/, 'check the permissions there, or choose another folder'],
  [/\bEMFILE\b/, 'this process may open too few files: raise the limit with "ulimit -n 1024"'],
  [/\bENFILE\b/, 'too many files are open on this machine: end other programs'],
  [/\bEAGAIN\b/, 'this user may start too few processes: end others, or raise the limit with "ulimit -u"'],
  [/\blisten EADDRINUSE\b[^:]*: [^:]* 127\.0\.0\.1$/, noPort],
  [/\bEADDRNOTAVAIL\b/, noPort],
  [/\bENOMEM\b/, 'the memory is used up: end other programs, or run fewer nodes'],
  [/\bENOENT\b.*uv_cwd/, 'the working directory is gone: change to a folder that exists'],
]

/** Adds advice to the message of an error of the machine. */
export function withAdvice(message: string): string {
  const found = advice.find(([sign]) => sign.test(message))
  return found === undefined ? message : `${message}; ${found[1]}`
}

/** The message of an error of the machine, with advice; null for any other error. */
export function explainMachine(error: unknown): string | null {
  // The name of an abstract socket begins with a NUL.
  const message = messageOf(error).replaceAll('\0', '')
  const explained = withAdvice(message)
  const isOfMachine = error instanceof Error && 'code' in error && explained !== message
  return isOfMachine ? explained : null
}
