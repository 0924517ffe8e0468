import type { AdapterHarness, ContractTools } from './adapter-harness.js'
import { describeAdmittedFields } from './admitted-fields.js'
import { describeBodySize } from './body-size.js'
import { describeCallDoor } from './call-door.js'
import { describeHostileBodies } from './hostile-bodies.js'
import { describeLeavingAnswers } from './leaving-answers.js'
import { describeLeavingEarly } from './leaving-early.js'
import { describeManyAtOnce } from './many-at-once.js'
import { describeMeteredRequest } from './metered-request.js'
import { describeOwnClient } from './own-client.js'
import { describePassing } from './passing.js'
import { describePassingTime } from './passing-time.js'
import { describeRefusals } from './refusals.js'
import type { Contract } from './scene.js'
import { describeSettleOrders } from './settle-orders.js'
import { describeStreaming } from './streaming.js'
import { describeSubjects } from './subjects.js'
import { describeTerms } from './terms.js'
import { describeTwoGuards } from './two-guards.js'
import { describeWithoutACall } from './without-a-call.js'

const PARTS = [
  describePassing,
  describeSubjects,
  describeAdmittedFields,
  describeRefusals,
  describeBodySize,
  describeHostileBodies,
  describeManyAtOnce,
  describeTwoGuards,
  describeTerms,
  describeCallDoor,
  describeStreaming,
  describeMeteredRequest,
  describeOwnClient,
  describeWithoutACall,
  describeSettleOrders,
  describePassingTime,
  describeLeavingEarly,
  describeLeavingAnswers,
]

/** All that every adapter promises, on a real server of its framework. One call a framework. */
export function describeAdapter(tools: ContractTools, harness: AdapterHarness): void {
  const contract: Contract = { tools, harness }
  tools.describe(harness.name, () => {
    for (const describePart of PARTS) describePart(contract)
  })
}
