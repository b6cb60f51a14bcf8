/** What plays on the computer, as its events tell it: the session, its clock, and what else has changed. */

import { get, post } from './api.js';
import { segmentAt } from './timeline.js';

/** @typedef {import('./source.js').SessionSource} SessionSource */
/** @typedef {import('./source.js').SessionFacts & {timeline: import('./timeline.js').Timeline}} Session */
/**
 * @typedef {{
 *   state: import('./source.js').State, segment: number, position: number, at: number, volume: number,
 *   starts_in: number, notices: import('./source.js').Notice[], ends: string,
 * }} Clock
 */

/** Milliseconds without news after which nothing is known any more. */
export const STALE = 3000;
const LOOK = 250;
const RETRY = 1000;
/** Milliseconds between two looks at the computer's clock: the second, while no trip there and back was quick. */
const SYNC = 60_000;
const SYNC_SOON = 2000;
const QUICK = 10;
const TRIPS = 5;
const EVERY = new Set(['toggle', 'next', 'back', 'repeat', 'more', 'skip', 'questions', 'time', 'louder', 'softer', 'pause', 'resume', 'quit']);

/**
 * The session on the computer (`SessionSource`), kept up to date for as long as the page is open. It connects again by
 * itself. Beside the events of a source, `changed` tells what to fetch again: its `detail` is `routines`, `reminders` or
 * `history`.
 *
 * @implements {SessionSource}
 */
export class Live extends EventTarget {
  /** @type {Session | null} */
  session = null;
  /** Whether the computer has said what plays. */
  told = false;
  connected = false;
  commands = EVERY;
  /** @type {Clock | null} */
  #clock = null;
  /** @type {EventSource | null} */
  #events = null;
  #heard = -Infinity;
  #offset = NaN;
  #synced = -Infinity;
  #shortest = Infinity;
  #opened = -Infinity;
  #began = false;
  #refused = false;
  /** @type {Promise<import('./source.js').Key[]> | null} */
  #keys = null;

  /** Begin to listen; more than once does no harm. */
  begin() {
    if (this.#began) return this;
    this.#began = true;
    this.#open();
    setInterval(() => this.#watch(), LOOK);
    addEventListener('online', () => this.#open());
    document.addEventListener('visibilitychange', () => {
      if (!document.hidden) void this.#sync(true); // a device that slept has another clock
    });
    return this;
  }

  get timeline() {
    return this.session?.timeline ?? null;
  }

  get state() {
    return this.#clock?.state ?? 'ended';
  }

  get volume() {
    return this.#clock?.volume ?? 100;
  }

  get notices() {
    return this.#clock?.notices ?? [];
  }

  /** Whether a session plays, here or in another program. */
  get playing() {
    return this.session !== null && this.session.outcome === null;
  }

  get known() {
    if (!this.#clock || Number.isNaN(this.#offset)) return false;
    return this.state === 'ended' ? this.connected : this.#passed() <= STALE;
  }

  position() {
    const [clock, timeline] = [this.#clock, this.timeline];
    if (!clock || !timeline) return 0;
    if (clock.state !== 'playing') return clock.position;
    const now = clock.position + Math.min(Math.max(this.#passed(), 0), STALE);
    const step = timeline.steps[clock.segment];
    const end = step?.wait ? Math.max(step.sounded, clock.position) : timeline.length;
    return Math.min(now, end);
  }

  segment() {
    const [clock, timeline] = [this.#clock, this.timeline];
    if (!clock || !timeline) return 0;
    const [step, position] = [timeline.steps[clock.segment], this.position()];
    if (!step) return 0;
    return position < step.end || clock.state !== 'playing' ? clock.segment : segmentAt(timeline, position);
  }

  startsIn() {
    if (!this.#clock) return 0;
    return this.state === 'starting' ? Math.max(this.#clock.starts_in - this.#passed(), 0) : 0;
  }

  ends() {
    return this.#clock && this.playing ? new Date(this.#clock.ends) : null;
  }

  keys() {
    this.#keys ??= get('api/commands').catch((error) => {
      this.#keys = null;
      throw error;
    });
    return /** @type {Promise<import('./source.js').Key[]>} */ (this.#keys);
  }

  /** @param {string} command */
  async send(command) {
    await post('api/session/command', { command });
  }

  /** @param {number} area */
  async jump(area) {
    await post('api/session/jump', { area });
  }

  /** @param {string} routine */
  async resume(routine) {
    await post('api/session', { routine, resume: true });
  }

  /** The computer's clock now, in milliseconds. */
  #now() {
    return performance.now() + this.#offset;
  }

  #passed() {
    return this.#clock ? this.#now() - this.#clock.at : 0;
  }

  #open() {
    this.#events?.close();
    this.#opened = performance.now();
    const events = new EventSource('api/events');
    this.#events = events;
    events.addEventListener('session', (event) => {
      this.#hear();
      this.session = JSON.parse(event.data);
      this.told = true;
      if (!this.session) this.#clock = null;
      this.#tell('session');
    });
    events.addEventListener('clock', (event) => {
      this.#clock = JSON.parse(event.data);
      this.#hear(this.#clock?.at);
      this.#tell('clock');
    });
    events.addEventListener('time', (event) => this.#hear(JSON.parse(event.data).at));
    events.addEventListener('changed', (event) => {
      this.#hear();
      this.dispatchEvent(new CustomEvent('changed', { detail: JSON.parse(event.data).what }));
    });
    events.addEventListener('open', () => void this.#sync(true));
    events.addEventListener('error', () => {
      this.#connect(false);
      // The browser tries again by itself, unless it was refused.
      if (events.readyState === EventSource.CLOSED) {
        void get('api/time').catch(({ status }) => {
          if (status === 401) this.#refused = true; // the page shows what to do
        });
      }
    });
  }

  /** @param {number} [at] the computer's clock when this was sent, which is not in the future */
  #hear(at) {
    this.#heard = performance.now();
    if (at !== undefined && !(at <= this.#now())) this.#offset = at - performance.now();
    this.#connect(true);
  }

  #watch() {
    if (this.#refused) return;
    const now = performance.now();
    const silent = now - this.#heard > STALE;
    if (silent) this.#connect(false);
    // A connection may be dead without any sign of it.
    if (silent && now - this.#opened > STALE + RETRY) this.#open();
    if (this.#events?.readyState === EventSource.CLOSED && now - this.#opened > RETRY) this.#open();
    const due = this.#shortest > QUICK ? SYNC_SOON : SYNC;
    if (this.connected && now - this.#synced > due) void this.#sync(now - this.#synced >= SYNC);
  }

  /** @param {boolean} connected */
  #connect(connected) {
    if (connected === this.connected) return;
    this.connected = connected;
    this.#tell('connection');
  }

  /**
   * Find out how the computer's clock stands: of several trips, the shortest is nearest to the truth.
   *
   * @param {boolean} anew whether earlier trips count no more
   */
  async #sync(anew) {
    this.#synced = performance.now();
    if (anew) this.#shortest = Infinity;
    for (let trip = 0; trip < TRIPS; trip += 1) {
      const sent = performance.now();
      const at = await get('api/time').then((data) => Number(data.at), () => NaN);
      const taken = performance.now() - sent;
      if (Number.isNaN(at) || taken >= this.#shortest) continue;
      this.#shortest = taken;
      this.#offset = at - (sent + taken / 2);
    }
    this.#tell('clock');
  }

  /** @param {string} name */
  #tell(name) {
    this.dispatchEvent(new Event(name));
  }
}

/** The one that all rooms share. */
export const live = new Live();
