export { FsDatastore } from 'datastore-fs'
