import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { ConfigError } from '../errors.js'
import { type Period, periodsIn } from './calendar.js'

const at = (text: string): number => Date.parse(text)
const HOUR = 3_600_000

/** Start and end of the period that holds an instant. */
function periodAt(period: Period, zone: string, instant: string): readonly [string, string] {
  const [, start, end] = periodsIn(period, zone)(at(instant))
  return [new Date(start).toISOString(), new Date(end).toISOString()]
}

describe('calendar days', () => {
  it.each([
    ['UTC', '2026-06-15T12:00Z', '2026-06-15T00:00:00.000Z', 24],
    ['UTC, the first instant', '2026-06-15T00:00:00.000Z', '2026-06-15T00:00:00.000Z', 24],
    ['UTC, the last instant', '2026-06-15T23:59:59.999Z', '2026-06-15T00:00:00.000Z', 24],
    ['Europe/Berlin, summer', '2026-06-15T12:00Z', '2026-06-14T22:00:00.000Z', 24],
    ['Europe/Berlin, clocks go forward', '2026-03-29T12:00Z', '2026-03-28T23:00:00.000Z', 23],
    ['Europe/Berlin, clocks go back', '2026-10-25T12:00Z', '2026-10-24T22:00:00.000Z', 25],
    ['America/New_York, clocks go forward', '2026-03-08T06:59Z', '2026-03-08T05:00:00.000Z', 23],
    ['America/New_York, clocks go back', '2026-11-01T12:00Z', '2026-11-01T04:00:00.000Z', 25],
    ['Australia/Lord_Howe, half an hour forward', '2026-10-04T01:00Z', '2026-10-03T13:30:00.000Z', 23.5],
    ['Australia/Lord_Howe, half an hour back', '2026-04-05T01:00Z', '2026-04-04T13:00:00.000Z', 24.5],
    ['America/Sao_Paulo, midnight does not exist', '2017-10-15T12:00Z', '2017-10-15T03:00:00.000Z', 23],
    ['America/Sao_Paulo, the day before', '2017-10-15T02:59:59.999Z', '2017-10-14T03:00:00.000Z', 24],
    ['America/Sao_Paulo, 23 h comes twice', '2017-02-18T12:00Z', '2017-02-18T02:00:00.000Z', 25],
    ['Africa/Cairo, midnight does not exist', '2024-04-26T12:00Z', '2024-04-25T22:00:00.000Z', 23],
    ['Africa/Cairo, 23 h comes twice', '2024-10-31T12:00Z', '2024-10-30T21:00:00.000Z', 25],
    ['Asia/Beirut, midnight does not exist', '2022-03-27T12:00Z', '2022-03-26T22:00:00.000Z', 23],
    ['America/Havana, midnight comes twice', '2024-11-03T12:00Z', '2024-11-03T04:00:00.000Z', 25],
    ['Asia/Kolkata, half an hour off', '2026-06-15T12:00Z', '2026-06-14T18:30:00.000Z', 24],
    ['Asia/Kathmandu, 45 minutes off', '2026-06-15T12:00Z', '2026-06-14T18:15:00.000Z', 24],
    ['Pacific/Kiritimati, 14 hours ahead', '2026-06-15T12:00Z', '2026-06-15T10:00:00.000Z', 24],
    ['UTC, the leap day', '2028-02-29T12:00Z', '2028-02-29T00:00:00.000Z', 24],
    ['UTC, the last day of a year', '2026-12-31T23:59Z', '2026-12-31T00:00:00.000Z', 24],
  ])('%s: %s is in the day from %s that has %d hours', (name, instant, start, hours) => {
    const [zone = 'UTC'] = name.split(',')
    expect(periodAt('day', zone, instant)).toEqual([start, new Date(at(start) + hours * HOUR).toISOString()])
  })

  it('the day that Samoa left out has no length', () => {
    const [, start, next, end] = periodsIn('day', 'Pacific/Apia')(at('2011-12-30T09:59Z'))
    expect([start, next].map((time) => new Date(time).toISOString())).toEqual([
      '2011-12-29T10:00:00.000Z',
      '2011-12-30T10:00:00.000Z',
    ])
    expect(end).toBe(next)
  })
})

describe('calendar weeks', () => {
  it.each([
    ['Monday', '2026-06-15T00:00:00.000Z', '2026-06-15T00:00:00.000Z'],
    ['Sunday night', '2026-06-14T23:59:59.999Z', '2026-06-08T00:00:00.000Z'],
    ['Wednesday', '2026-06-17T12:00Z', '2026-06-15T00:00:00.000Z'],
    ['a week over the end of a year', '2027-01-01T12:00Z', '2026-12-28T00:00:00.000Z'],
  ])('start on Monday: %s', (_, instant, start) => {
    expect(periodAt('week', 'UTC', instant)[0]).toBe(start)
  })

  it('have an hour less, or one more, when clocks change', () => {
    for (const [instant, hours] of [
      ['2026-03-27T12:00Z', 167],
      ['2026-10-23T12:00Z', 169],
    ] as const) {
      const [, start, end] = periodsIn('week', 'Europe/Berlin')(at(instant))
      expect((end - start) / HOUR).toBe(hours)
    }
  })
})

describe('calendar months', () => {
  it.each([
    ['2026-01-31T12:00Z', '2026-01-01', '2026-02-01'],
    ['2026-02-28T23:59:59.999Z', '2026-02-01', '2026-03-01'],
    ['2028-02-29T12:00Z', '2028-02-01', '2028-03-01'],
    ['2100-02-28T12:00Z', '2100-02-01', '2100-03-01'],
    ['2026-12-31T12:00Z', '2026-12-01', '2027-01-01'],
  ])('%s is in the month from %s to %s', (instant, start, end) => {
    expect(periodAt('month', 'UTC', instant)).toEqual([`${start}T00:00:00.000Z`, `${end}T00:00:00.000Z`])
  })

  it('start at local midnight on both sides of a change of clocks', () => {
    expect(periodAt('month', 'Europe/Berlin', '2026-03-31T12:00Z')).toEqual([
      '2026-02-28T23:00:00.000Z',
      '2026-03-31T22:00:00.000Z',
    ])
  })
})

describe('calendar hours and minutes', () => {
  it('follow the zone where it is half an hour off', () => {
    expect(periodAt('hour', 'Asia/Kolkata', '2026-06-15T12:15Z')).toEqual([
      '2026-06-15T11:30:00.000Z',
      '2026-06-15T12:30:00.000Z',
    ])
    expect(periodAt('minute', 'Asia/Kolkata', '2026-06-15T12:15:30Z')).toEqual([
      '2026-06-15T12:15:00.000Z',
      '2026-06-15T12:16:00.000Z',
    ])
  })
})

const ZONES = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'America/Sao_Paulo',
  'America/Havana',
  'America/St_Johns',
  'Africa/Cairo',
  'Africa/Casablanca',
  'Asia/Beirut',
  'Asia/Tehran',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'Pacific/Chatham',
  'America/Asuncion',
]
const PERIODS: readonly Period[] = ['minute', 'hour', 'day', 'week', 'month']
const formats = new Map(
  ZONES.map((timeZone) => [timeZone, new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' })]),
)
const dateIn = (zone: string, time: number): string => formats.get(zone)?.format(time) ?? ''

describe('calendar periods of any zone, at any moment (I21)', () => {
  const instant = fc.integer({ min: at('2000-01-01T00:00Z'), max: at('2035-01-01T00:00Z') })
  const zoned = fc.record({ zone: fc.constantFrom(...ZONES), now: instant })

  it('rise, and the moment is in the current one', () => {
    fc.assert(
      fc.property(zoned, fc.constantFrom(...PERIODS), ({ zone, now }, period) => {
        const [previous, current, next, end] = periodsIn(period, zone)(now)
        expect(previous < current && current <= now && now < next && next < end).toBe(true)
      }),
      { numRuns: 500 },
    )
  })

  it('start in the very ms in which the local date changes', () => {
    fc.assert(
      fc.property(zoned, fc.constantFrom('day', 'week', 'month'), ({ zone, now }, period) => {
        for (const start of periodsIn(period as Period, zone)(now))
          expect(dateIn(zone, start - 1) < dateIn(zone, start)).toBe(true)
      }),
      { numRuns: 300 },
    )
  })

  it('are the same from wherever in them one looks', () => {
    fc.assert(
      fc.property(zoned, fc.constantFrom('day', 'week', 'month'), ({ zone, now }, period) => {
        const periodsAt = periodsIn(period as Period, zone)
        const [previous, current, next] = periodsAt(now)
        expect(periodsAt(current)).toEqual(periodsAt(now))
        expect(periodsAt(next - 1)).toEqual(periodsAt(now))
        expect(periodsAt(next).slice(0, 2)).toEqual([current, next])
        expect(periodsAt(current - 1).slice(1, 3)).toEqual([previous, current])
      }),
      { numRuns: 200 },
    )
  })
})

describe('a time zone', () => {
  it('that nobody knows is named, with the mend', () => {
    expect(() => periodsIn('day', 'Mars/Olympus')).toThrow(ConfigError)
    expect(() => periodsIn('day', 'Mars/Olympus')).toThrow(
      "timeZone 'Mars/Olympus' is not a known time zone. Use a name such as 'Europe/Berlin' or 'UTC'.",
    )
  })
})
