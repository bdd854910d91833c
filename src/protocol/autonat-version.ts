/**
 * js-libp2p's v1 server (until 3.0.28 at least) dials back over the connection of the request, so it confirms nothing,
 * and then closes that connection. v2 opens a new connection; production speaks v2.
 */
export type AutoNatVersion = 'off' | 'v1' | 'v2'
