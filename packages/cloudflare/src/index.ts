export { BudgetObject } from './budget-object.js'
export { durableObjectStore } from './durable-object-store.js'
export type { KeyValues, ObjectAnswer, ObjectNamespace, ObjectState, ObjectStorage, ObjectStub } from './platform.js'
