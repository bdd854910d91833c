/** `1 node`, `1,200 nodes`; `many` where an s is not all. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : many}`
}
