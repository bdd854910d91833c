/**
 * As a server js-libp2p's v1 (until 3.0.28 at least) dials back over the connection on which it was asked, so it
 * confirms nothing, and then closes that connection. v2 dials afresh; production speaks v2.
 */
export type AutoNatVersion = 'off' | 'v1' | 'v2'
