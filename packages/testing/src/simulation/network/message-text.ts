import type { Invalid, Operation, Reply } from '../server/operation.js'

export function detailOf(operation: Operation): string {
  if (operation.do === 'settle') {
    const { charges, estimated, failed } = operation.settlement
    return `: ${charges.join(' ')}${estimated ? ', estimated' : ''}${failed ? ', failed' : ''}`
  }
  if (operation.do === 'renew')
    return `: holds ${operation.call.hold.join(' ')}, observed ${operation.call.observed.join(' ')}`
  if (operation.do === 'raise') return `: step ${operation.call.step}, taken ${operation.call.taken.join(' ')}`
  return ''
}

export function replyText(reply: Reply | Invalid): string {
  if (reply.kind === 'granted')
    return `granted, offer ${reply.offer}, output ${reply.output}, used ${reply.used.join(' ')}`
  return reply.kind === 'renewed' ? `renewed, used ${reply.used.join(' ')}` : reply.kind
}
