/** What both sides of the rendezvous protocol have to agree on, or expect of each other. */
export const rendezvousProtocol = '/rendezvous/1.0.0'

/** Bytes of the longest request and answer that are read. */
export const longestRequest = 64 * 1024
export const longestAnswer = 1024 * 1024

/** Milliseconds within which a request is sent, and answered. */
export const requestTimeout = 10_000
