/** Replaces packages of ../rare in releases that lack them. topo refuses topologies that need them before any node starts. */
function lacking(what: string): () => never {
  return () => {
    throw new Error(`this libp2p has no ${what}`)
  }
}

export const webSockets = lacking('WebSockets')
export const tls = lacking('TLS')
export const preSharedKey = lacking('private networks')
