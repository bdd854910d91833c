export const peerIdPattern = /^(?:12D3KooW|16Uiu2HA|Qm)[1-9A-HJ-NP-Za-km-z]{40,50}$/

/** Peer ids in any text: of Ed25519, secp256k1 and other keys. */
export const peerIdInText = /\b(?:12D3KooW\w{44}|16Uiu2HA\w{45}|Qm\w{44})\b/g
