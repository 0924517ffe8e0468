import type { Mutant } from './mutant.js'

const ADDRESS_TESTS = 'packages/http/src/address.test.ts'
const GUARD = 'packages/http/src/guard.ts'
const GUARD_TESTS = 'packages/http/src/guard.test.ts'

/** Bugs of the guard and the wires: who pays, what it may cost, what is shown, and how a request ends. */
export const httpMutants: readonly Mutant[] = [
  {
    name: 'early return before the check',
    ids: ['F53'],
    file: GUARD,
    find: 'const read = found?.wire',
    replace: `if (found === undefined) return { kind: 'passed' }\n    const read = found?.wire`,
    killedBy: { file: GUARD_TESTS, name: 'createGuard counts a POST with a body of a shape that nobody knows (F53)' },
  },
  {
    name: 'a field of the request skips the check',
    ids: ['F53'],
    file: GUARD,
    find: 'GUARDED.has(exchange.method)',
    replace: `GUARDED.has(exchange.header('x-http-method-override') ?? exchange.method)`,
    killedBy: {
      file: GUARD_TESTS,
      name: 'createGuard counts a POST with a field that asks for another method (F53)',
    },
  },
  {
    name: 'the leftmost X-Forwarded-For identifies',
    ids: ['F49'],
    file: GUARD,
    find: 'goOn(subjectOf(options, exchange)',
    replace: `goOn(subjectOf(options, { ...exchange, address: exchange.header('x-forwarded-for')?.split(',')[0] ?? exchange.address })`,
    killedBy: {
      file: GUARD_TESTS,
      name: 'createGuard takes callers who forge who they are for one user: their address (F49)',
    },
  },
  {
    name: 'an IPv4 address mapped into IPv6 is masked',
    ids: ['F51', 'I25'],
    file: 'packages/http/src/address.ts',
    find: 'ipaddr.process(text)',
    replace: 'ipaddr.parse(text)',
    killedBy: {
      file: ADDRESS_TESTS,
      name: 'addressUser tells IPv4 addresses apart, however they are spelled (F51, I25)',
    },
  },
  {
    name: 'every IPv6 address is a user of its own',
    ids: ['F50'],
    file: 'packages/http/src/address.ts',
    find: 'slice(0, 7)',
    replace: 'slice(0, 16)',
    killedBy: {
      file: ADDRESS_TESTS,
      name: 'addressUser is one user for a /56 of IPv6, and another for the next (F50)',
    },
  },
  {
    name: 'id in a header',
    ids: ['F60', 'I17'],
    file: GUARD,
    find: 'const request = { subject',
    replace: `exchange.setField('LLM-Limit-User', subject.user)\n      const request = { subject`,
    killedBy: {
      file: GUARD_TESTS,
      name: 'createGuard writes no user id into a field, a body or the log, whatever is in it (F60, I17)',
    },
  },
  {
    name: 'a value of the request in an error',
    ids: ['F66', 'I17'],
    file: 'packages/providers/src/read-count.ts',
    find: 'must be a whole number from',
    replace: `is \${value} and must be a whole number from`,
    killedBy: { file: GUARD_TESTS, name: 'createGuard says which value is wrong without repeating it (F66, I17)' },
  },
  {
    name: 'the message of a failure in the log',
    ids: ['F66', 'I17'],
    file: 'packages/http/src/journal.ts',
    find: 'cause.name',
    replace: 'cause.message',
    killedBy: {
      file: GUARD_TESTS,
      name: 'createGuard logs what failed by name, not by a message that may hold a prompt (F66, I17)',
    },
  },
  {
    name: 'jitter downward',
    ids: ['F68', 'I10'],
    file: 'packages/http/src/problem.ts',
    find: 'waitMs + jitterOf',
    replace: 'waitMs - jitterOf',
    killedBy: {
      file: 'packages/http/src/problem.test.ts',
      name: 'Retry-After of a refusal of 60000 ms is never too early, whatever the dice say (I10)',
    },
  },
  {
    name: 'a reservation is not ended when the client leaves',
    ids: ['F2', 'I2'],
    file: 'packages/http/src/node-response.ts',
    find: `response.on('close', end)`,
    replace: `response.on('finish' as 'close', end)`,
    killedBy: {
      file: 'packages/express/src/llm-limit.test.ts',
      name: 'Express 5 a client that leaves a stream after chunk 4 of 8 (reset), is charged what was billed until then (I2, I3)',
    },
  },
  {
    name: 'a client that left before the handler is charged',
    ids: ['F2', 'I2'],
    file: 'packages/http/src/node-guard.ts',
    find: '!response.closed &&',
    replace: '',
    killedBy: {
      file: 'packages/express/src/llm-limit.test.ts',
      name: 'Express 5 a client that leaves before the handler runs while the store answers (leave), is released as soon as it has (I2)',
    },
  },
  {
    name: 'a stream that is cut short is charged nothing',
    ids: ['F8', 'I3'],
    file: 'packages/http/src/meter-answer.ts',
    find: `call.settle(reader.finished ? (reader.usage() ?? {}) : usageSoFar(), 'aborted')`,
    replace: 'call.release()',
    killedBy: {
      file: 'packages/express/src/llm-limit.test.ts',
      name: 'Express 5 a client that leaves a stream after chunk 4 of 8 (leave), is charged what was billed until then (I2, I3)',
    },
  },
  {
    name: 'max_tokens only',
    ids: ['F17'],
    file: 'packages/providers/src/openai-chat/read-chat.ts',
    find: 'readCap(body, CAP_MEMBERS)',
    replace: `readCap(body, ['max_tokens'])`,
    killedBy: {
      file: 'packages/providers/src/openai-chat/read-chat.test.ts',
      name: 'openAiChat.read reserves on the largest cap that any server might honour',
    },
  },
  {
    name: 'the usage event is not hidden',
    ids: ['F11'],
    file: 'packages/providers/src/openai-chat/hide-usage.ts',
    find: 'return NOTHING',
    replace: 'return event',
    killedBy: {
      file: 'packages/providers/src/openai-chat/chat-stream.test.ts',
      name: 'a stream that nobody asked usage for reaches the client byte for byte as without us, in any chunks',
    },
  },
]
