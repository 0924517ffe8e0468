import { describe, expect, it } from '@jest/globals'
import { html } from './html.js'

describe('a template of HTML', () => {
  it('makes text of whatever is put in, also within attributes', () => {
    const user = `<img src=x onerror="alert('1')"> & co`
    expect(html`<b title="${user}">${user}</b>`.text).toBe(
      ['<b title="', '">', '</b>'].join('&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt; &amp; co'),
    )
  })

  it('keeps what is HTML already, alone or in a list, and leaves out what is undefined', () => {
    const item = html`<li>${'a < b'}</li>`
    expect(html`<ul>${[item, item]}</ul>${undefined}${html`<hr>`}${7}`.text).toBe(
      '<ul><li>a &lt; b</li>\n<li>a &lt; b</li></ul><hr>7',
    )
  })

  it('keeps a percentage in one line', () => {
    expect(html`${'53.2 % of 100 %'}`.text).toBe('53.2&nbsp;% of 100&nbsp;%')
  })
})
