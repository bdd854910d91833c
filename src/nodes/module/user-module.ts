/** Placeholder for the user's module: the bundle for a module node replaces this file. */
export {}
