import { memberOf } from '../json.js'
import type { MessagesBody } from './messages-body.js'

/** Tools that Anthropic runs: what they find is input of the same call, and searches have a fee. Their types end in a date. */
const SERVER_TOOLS = ['web_search', 'web_fetch', 'code_execution', 'mcp_toolset', 'advisor'] as const

/** Names of what adds input that the body does not show; never anything that the caller wrote. */
export function hiddenInput({ tools, mcp_servers: servers, container }: MessagesBody): readonly string[] {
  const types = Array.isArray(tools) ? tools.map((tool) => memberOf(tool, 'type')) : []
  const hidden: string[] = SERVER_TOOLS.filter((name) => types.some((type) => isOfType(type, name)))
  if (Array.isArray(servers) && servers.length > 0) hidden.push('mcp_servers')
  if (container !== undefined && container !== null) hidden.push('container')
  return hidden
}

function isOfType(type: unknown, name: string): boolean {
  return typeof type === 'string' && type.startsWith(name)
}
