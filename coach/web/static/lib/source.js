/**
 * A session source: what the session room shows and steers. Behind it may be a server (`lib/live.js`), or an `<audio>`
 * with a timeline. The room reads it at the screen's rate, and hears of changes by its events:
 *
 * - `session`: what plays has changed, or its timeline
 * - `clock`: the state, the volume or the notices have changed
 * - `connection`: `connected` has changed
 *
 * @typedef {'starting' | 'playing' | 'paused' | 'waiting' | 'voicing' | 'speaking' | 'ended'} State
 * @typedef {{code: string, value: number | string | null}} Notice
 * @typedef {{
 *   id: string, routine: string, title: string, place?: 'here' | 'elsewhere',
 *   outcome: 'finished' | 'left' | 'restarted' | 'failed' | 'lost' | null, left_at: string | null, sentence: string | null,
 * }} SessionFacts `outcome` is null while it plays
 * @typedef {EventTarget & {
 *   session: SessionFacts | null,
 *   timeline: import('./timeline.js').Timeline | null,
 *   state: State,
 *   volume: number,
 *   notices: Notice[],
 *   connected: boolean,
 *   known: boolean,
 *   commands: ReadonlySet<string>,
 *   keys: () => Promise<Key[]>,
 *   position: () => number,
 *   segment: () => number,
 *   startsIn: () => number,
 *   ends: () => Date | null,
 *   send: (command: string) => Promise<void>,
 *   jump: (area: number) => Promise<void>,
 *   resume?: (routine: string) => Promise<void>,
 *   media?: boolean,
 * }} SessionSource
 *
 * - `state`, `volume` (per cent), `notices`: as `docs/web.md` has them in the clock
 * - `connected`: whether it can be steered now; `known`: whether what it says of the position is true now
 * - `commands`: those it carries out, of `coach/session_commands.py`; the room offers no others
 * - `keys`: the keys for them
 * - `position`: milliseconds of the plan that are heard now; `segment`: the index of the step
 * - `startsIn`: milliseconds until it begins; `ends`: when it will end, if it is not paused
 * - `send`, `jump`: reject with an error whose message is a sentence for a person
 * - `media`: whether it arranges the buttons of a lock screen by itself
 * - `resume`: go on with a session that was left, if the source can do that
 *
 * @typedef {{command: string, does: string, keys: string[], repeats: boolean}} Key
 */

export {};
