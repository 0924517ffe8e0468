import { describe, expect, it } from '@jest/globals'
import { decodeReply, encodeCommand, type RedisReply } from './resp.js'

describe('a command on the wire', () => {
  it('has its length in bytes, whatever the characters', () => {
    expect(encodeCommand(['SET', 'ключ', 7]).toString()).toBe('*3\r\n$3\r\nSET\r\n$8\r\nключ\r\n$1\r\n7\r\n')
  })

  it('takes bytes as they are', () => {
    expect(encodeCommand([new Uint8Array([0, 255])])).toEqual(Buffer.from('*1\r\n$2\r\n\0\xff\r\n', 'latin1'))
  })
})

describe('a reply on the wire', () => {
  const replies: [text: string, reply: RedisReply][] = [
    ['+OK\r\n', 'OK'],
    [':-12\r\n', -12],
    ['$-1\r\n', null],
    ['*-1\r\n', null],
    ['$0\r\n\r\n', ''],
    ['$6\r\nля\r\n\r\n', 'ля\r\n'],
    ['*0\r\n', []],
    ['*3\r\n:1\r\n*2\r\n+a\r\n$1\r\nb\r\n$-1\r\n', [1, ['a', 'b'], null]],
    ['-READONLY You cannot.\r\n', new Error('READONLY You cannot.')],
    ['*2\r\n+OK\r\n-ERR no\r\n', ['OK', new Error('ERR no')]],
  ]

  it.each(replies)('%j is read whole, and not before its last byte has come', (text, reply) => {
    const data = Buffer.from(text)
    for (let length = 0; length < data.length; length += 1) {
      expect(decodeReply(data.subarray(0, length))).toBeUndefined()
    }
    expect(decodeReply(data)).toEqual({ reply, end: data.length })
  })

  it('begins where the one before it ends', () => {
    expect(decodeReply(Buffer.from('+OK\r\n:5\r\n'), 5)).toEqual({ reply: 5, end: 9 })
  })

  it('of another protocol is refused', () => {
    expect(() => decodeReply(Buffer.from('HTTP/1.1 400 Bad Request\r\n'))).toThrow("begins with 'H'")
  })
})
