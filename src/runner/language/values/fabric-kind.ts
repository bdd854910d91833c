/** The media that carry bytes between nodes: the virtual network, Linux network namespaces, 127.0.0.1 of this machine. */
export const fabricKinds = ['virtual', 'netns', 'host'] as const

export type FabricKind = (typeof fabricKinds)[number]
