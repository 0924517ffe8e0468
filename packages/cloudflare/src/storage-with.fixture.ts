import type { ObjectStorage } from './platform.js'

/** The storage of an object with something about it changed. */
export function storageWith(storage: ObjectStorage, changed: Partial<ObjectStorage>): ObjectStorage {
  return {
    kv: storage.kv,
    transactionSync: (work) => storage.transactionSync(work),
    getAlarm: () => storage.getAlarm(),
    setAlarm: (at) => storage.setAlarm(at),
    deleteAll: () => storage.deleteAll(),
    ...changed,
  }
}
