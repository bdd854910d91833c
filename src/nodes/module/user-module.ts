/** Stands where the user's module is: a bundle for a module node has that file in the place of this one. */
export {}
