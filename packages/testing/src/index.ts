export type { AdapterApp, AppCall, AppGuard, AppHandler, AppLlm, AppReply } from './adapter-contract/adapter-app.js'
export { describeAdapter } from './adapter-contract/adapter-contract.js'
export type {
  AdapterHarness,
  ChatBody,
  ContractTools,
  OpenAIClass,
  OpenAIClient,
  SdkAnswer,
} from './adapter-contract/adapter-harness.js'
export { type OptionsFor, optionsFor, type RequestReader } from './adapter-contract/options-for.js'
export { readCall, responseOf } from './adapter-contract/request-response.js'
export { serveRequests } from './adapter-contract/serve-requests.js'
export { type FakeClock, fakeClock } from './fake-clock.js'
export type {
  Behaviour,
  BehaviourChoice,
  StreamStyle,
  TokenAmount,
  ToolCall,
  UsageMode,
} from './model-server/behaviour.js'
export { type BillLine, type BillTotal, billTotal } from './model-server/bill.js'
export { type FakeModelServer, type FakeModelServerOptions, fakeModelServer } from './model-server/fake-model-server.js'
export { type BrokenAnswer, type ErrorAnswer, type Fault, faults, type SilentFault } from './model-server/fault.js'
export { type Loopback, listenOnLoopback } from './model-server/loopback.js'
export type { ModelRequest } from './model-server/model-request.js'
export type { CapRules } from './model-server/openai-chat/cap.js'
export type { TokenCounts } from './model-server/usage.js'
export { multibyteWords } from './model-server/words.js'
export { describeRecords, type RecordsHarness } from './records-contract/records-contract.js'
export { scaledClock } from './scaled-clock.js'
export { type SpendOptions, spend } from './spend.js'
export { describeStore } from './store-contract/store-contract.js'
export type { StoreContractTools, StoreHarness } from './store-contract/store-harness.js'
