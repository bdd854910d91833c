/** Milliseconds; a timer of Node that is to last longer fires at once. */
export const longestTimer = 2 ** 31 - 1
