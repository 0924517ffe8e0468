import { describe, it } from '@jest/globals'
import { describeStore } from '@llm-limit/testing'
import { memoryStore } from './memory-store.js'

describeStore({ describe, it }, { name: 'the memory store', create: (clock) => memoryStore({ clock }) })
