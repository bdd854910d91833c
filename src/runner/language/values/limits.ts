/** The largest topology that topo accepts. The limits bound the cost of a hostile or mistaken file. */
export const limits = {
  /** Size of the file, in bytes. */
  fileSize: 2 ** 20,
  /** YAML tokens. A timeline entry of ten keys has about 50. */
  tokens: 100_000,
  /** Depth of nested mappings and lists. A topology needs 5. */
  depth: 32,
  /** YAML nodes behind aliases, counted for each use. */
  aliased: 10_000,
  /** Nodes of the plan. */
  nodes: 2000,
  entries: 2500,
  /** Routers of the file, and the longest chain of routers behind each other. */
  routers: 1000,
  routerDepth: 8,
  /** Machines directly behind one NAT. Its inside is a /24 network. */
  behind: 253,
  /** Names and cells that all selectors and tables of the timeline select together. */
  selected: 200_000,
  /** Latest time of a run, in milliseconds: 30 days. */
  time: 30 * 86_400_000,
  /** Diagnostics that are kept for one file. */
  diagnostics: 200,
} as const
