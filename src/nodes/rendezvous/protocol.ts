/** The constants that both sides of the rendezvous protocol share. */
export const rendezvousProtocol = '/rendezvous/1.0.0'

/** Most bytes of a request and of an answer. */
export const longestRequest = 64 * 1024
export const longestAnswer = 1024 * 1024

/** Timeout of a request with its answer, in milliseconds. */
export const requestTimeout = 10_000
