import path from 'node:path'

/** Returns a datastore in the home folder of the node, which stays the same over restarts. */
export async function keptDatastore() {
  const { FsDatastore } = await import('../rare/datastore.ts')
  const datastore = new FsDatastore(path.join(process.env['HOME'] ?? '.', 'datastore'))
  await datastore.open()
  return datastore
}
