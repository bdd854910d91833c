/** Placeholders such as `${port}` in the arguments, the environment and the multiaddr of a command. `$${` means `${`. */
export const simplePlaceholders = {
  name: 'the node’s name',
  ip: 'the node’s IPv4 address: 127.0.0.1 on fabric host',
  port: 'a TCP port that is free at the first start of the node, and the same at later starts',
  seed: 'the seed of the topology',
  identity: 'the seed of the node’s Ed25519 key: 32 bytes in hex, from which its peer id follows',
  keyFile:
    'a file with the same key as libp2p’s private key protobuf, 68 bytes, which only its owner may read; new for each start',
  peerId: 'the node’s peer id',
} as const

export type Placeholder =
  | { readonly name: keyof typeof simplePlaceholders }
  /** The multiaddr of another node, including its peer id. */
  | { readonly name: 'relay'; readonly node: string }

/** Returns the texts between `${` and `}`, in their order. */
export function placeholdersIn(template: string): readonly string[] {
  return [...template.matchAll(pattern)].flatMap(([, escaped, inner]) =>
    escaped === undefined && inner !== undefined ? [inner] : [],
  )
}

/** Parses a placeholder. Returns null if it does not exist. */
export function placeholderOf(text: string): Placeholder | null {
  if (Object.hasOwn(simplePlaceholders, text)) return { name: text as keyof typeof simplePlaceholders }
  const node = /^relay\.(.+)$/.exec(text)?.[1]
  return node === undefined ? null : { name: 'relay', node }
}

/** Replaces the placeholders of a template. */
export async function fill(
  template: string,
  meaningOf: (placeholder: Placeholder) => Promise<string>,
): Promise<string> {
  const values = new Map<string, string>()
  for (const text of placeholdersIn(template)) {
    const placeholder = placeholderOf(text)
    if (placeholder === null) throw new Error(`there is no placeholder "\${${text}}"`)
    values.set(text, await meaningOf(placeholder))
  }
  return template.replace(pattern, (_, escaped: string | undefined, inner: string) =>
    escaped === undefined ? (values.get(inner) ?? '') : escaped.slice(1),
  )
}

const pattern = /(\$\$\{)|\$\{([^}]*)\}/g
