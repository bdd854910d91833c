/** What a topology may at most be, so that a hostile or mistaken file costs little. */
export const limits = {
  /** Bytes of the file. */
  fileSize: 2 ** 20,
  /** Tokens of YAML. A timeline entry of ten keys has about 50. */
  tokens: 100_000,
  /** Mappings and lists inside each other. A topology needs 5. */
  depth: 32,
  /** Nodes of YAML that aliases stand for, counted as often as they are used. */
  aliased: 10_000,
  /** Nodes of the plan. */
  nodes: 1000,
  entries: 2500,
  /** Routers of the file, and how many of them may be behind each other. */
  routers: 1000,
  routerDepth: 8,
  /** Machines directly behind one NAT: its inside is a /24. */
  behind: 253,
  /** Names and cells that all selectors and tables of the timeline stand for. */
  selected: 200_000,
  /** How far into the run anything may lie, in milliseconds: 30 days. */
  time: 30 * 86_400_000,
  /** Diagnostics kept for one file. */
  diagnostics: 200,
} as const
