/** How a program for Node is made of topo's sources. */
export const bundleSettings = {
  platform: 'node',
  format: 'esm',
  target: 'node22',
  // Half the bytes to parse; identifiers stay readable in stack traces.
  minifyWhitespace: true,
  minifySyntax: true,
  legalComments: 'none',
  banner: {
    // Some dependencies are CommonJS and require() node's own modules.
    js: "import { createRequire as topoCreateRequire } from 'node:module'; const require = topoCreateRequire(import.meta.url);",
  },
} as const
