const DEPLOYMENTS = '/deployments/'
const QUERY = /[?#]/

/** Whether a path ends in the one of an endpoint, such as `/chat/completions`, wherever the API is mounted. */
export function endsIn(path: string, endpoint: string): boolean {
  return withoutQuery(path).endsWith(endpoint)
}

/** Azure names the model in the path: `/openai/deployments/{deployment}/chat/completions`. It decides, whatever the body says. */
export function deploymentIn(path: string, endpoint: string): string | undefined {
  if (!path.includes(DEPLOYMENTS)) return undefined
  const plain = withoutQuery(path)
  const start = plain.lastIndexOf(DEPLOYMENTS)
  if (start < 0 || !plain.endsWith(endpoint)) return undefined
  const name = plain.slice(start + DEPLOYMENTS.length, -endpoint.length)
  return name === '' || name.includes('/') ? undefined : decoded(name)
}

function withoutQuery(path: string): string {
  const end = path.search(QUERY)
  const plain = end < 0 ? path : path.slice(0, end)
  return plain.endsWith('/') ? plain.slice(0, -1) : plain
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name)
  } catch {
    return name
  }
}
