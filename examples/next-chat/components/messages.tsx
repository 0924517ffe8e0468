import { type ChatMessage, textOf } from '@/lib/chat-message'

/** The conversation. It is read out when an answer is complete, not word by word. */
export function Messages({ messages, isBusy }: { messages: readonly ChatMessage[]; isBusy: boolean }) {
  return (
    <div className="messages" role="log" aria-label="Conversation" aria-busy={isBusy}>
      {messages.map((message) => (
        <article key={message.id} className={message.role} aria-label={message.role === 'user' ? 'You' : 'Answer'}>
          <p>{textOf(message)}</p>
          <ServedBy message={message} />
        </article>
      ))}
    </div>
  )
}

/** Said only where the answer is not what was asked for. */
function ServedBy({ message: { metadata = {} } }: { message: ChatMessage }) {
  const { model, insteadOf, isShortened } = metadata
  const served = insteadOf === undefined ? undefined : `${model} instead of ${insteadOf}`
  const words = [served, isShortened ? 'shortened' : undefined].filter((word) => word !== undefined)
  return words.length === 0 ? null : <p className="served-by">{words.join(' · ')}</p>
}
