import type { KeyboardEvent, SubmitEvent } from 'react'

export interface ComposerProps {
  readonly draft: string
  readonly setDraft: (draft: string) => void
  readonly isBusy: boolean
  /** A wait is running. */
  readonly isHeld: boolean
  readonly send: () => void
  readonly stop: () => void
}

/** Enter sends, Shift and Enter begins a new line. */
export function Composer({ draft, setDraft, isBusy, isHeld, send, stop }: ComposerProps) {
  const canSend = !isBusy && !isHeld && draft.trim() !== ''

  function submit(event: SubmitEvent | KeyboardEvent): void {
    event.preventDefault()
    if (canSend) send()
  }

  return (
    <form className="composer" onSubmit={submit}>
      <label htmlFor="draft" className="hidden">
        Your message
      </label>
      <textarea
        id="draft"
        rows={1}
        placeholder="Ask anything"
        value={draft}
        onChange={({ target }) => setDraft(target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && !event.shiftKey && !event.nativeEvent.isComposing) submit(event)
        }}
      />
      {isBusy ? (
        <button type="button" onClick={stop}>
          Stop
        </button>
      ) : (
        <button type="submit" disabled={!canSend}>
          Send
        </button>
      )}
    </form>
  )
}
