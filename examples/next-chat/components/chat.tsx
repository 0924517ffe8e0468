'use client'
import { useChat } from '@ai-sdk/react'
import { DefaultChatTransport } from 'ai'
import { useState } from 'react'
import { client, useBudget } from '@/lib/budget'
import { type ChatMessage, unanswered } from '@/lib/chat-message'
import { useEndInView } from '@/lib/end-in-view'
import { Composer } from './composer'
import { Messages } from './messages'
import { Meters } from './meters'
import { Notice } from './notice'

const transport = new DefaultChatTransport<ChatMessage>({ api: '/api/chat', fetch: client.fetch })

export function Chat() {
  const budget = useBudget()
  const [draft, setDraft] = useState('')
  const { messages, setMessages, sendMessage, status, stop, error } = useChat<ChatMessage>({
    transport,
    onFinish: () => void client.refresh(),
    onError: takeBack,
  })
  useEndInView()
  const isBusy = status === 'submitted' || status === 'streaming'

  function send(): void {
    void sendMessage({ text: draft.trim() })
    setDraft('')
  }

  /** What got no answer goes back to where it was written, above what was written since. */
  function takeBack(): void {
    const { before, question } = unanswered(messages) ?? {}
    if (before === undefined || question === undefined) return
    setMessages(before)
    setDraft((since) => (since === '' ? question : `${question}\n${since}`))
  }

  return (
    <main>
      <h1 className={messages.length === 0 ? undefined : 'hidden'}>What would you like to know?</h1>
      <Messages messages={messages} isBusy={isBusy} />
      <footer>
        <Notice budget={budget} />
        {error && budget.refusal === undefined && (
          <p role="alert" className="notice">
            The answer did not arrive. Try again.
          </p>
        )}
        <Composer
          draft={draft}
          setDraft={setDraft}
          isBusy={isBusy}
          isHeld={budget.waitSeconds !== undefined}
          send={send}
          stop={stop}
        />
        <Meters quotas={budget.quotas} />
      </footer>
    </main>
  )
}
