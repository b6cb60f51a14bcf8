/**
 * A session whose clock is a sound file: what the session room shows and steers, without a server.
 *
 * "30 seconds more", and a wait, hold at the end of the step: the last breath, or the quiet after the last words, sounds
 * again until the time is over or the person goes on. So the sound never stops, which a locked phone would take for the
 * end.
 */

import { Cursor } from './cursor.js';

/** @typedef {import('../lib/source.js').SessionFacts} SessionFacts */
/** @typedef {import('../lib/source.js').State} State */
/** @typedef {import('../lib/source.js').Notice} Notice */
/** @typedef {import('../lib/source.js').Key} Key */
/** @typedef {import('../lib/timeline.js').Timeline} Timeline */
/** @typedef {import('../lib/timeline.js').Step} Step */

const MORE = 30_000;
const QUIET = 4_000; // the longest stretch of quiet that sounds again
const SHORTEST = 400; // a shorter one would be heard as a stutter
const EARLY = 60; // milliseconds before a step's end at which the sound is led elsewhere: a seek takes about as long
const TWICE = 3_000; // within which the command to leave the opening check must be repeated
const NOTED = 4_000;

/** A `SessionSource` (see `lib/source.js`). */
export class AudioSource extends EventTarget {
  #more = 0; // how long the step is still held once its end is reached
  #held = -1; // the step that is held, or is to be
  #skipAsked = -TWICE;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #soon;
  /** @type {(Notice & {until: number})[]} */
  #passing = [];
  volume = 100;
  connected = true;
  known = true;
  /** It arranges the lock screen itself. */
  media = true;
  /** @type {ReadonlySet<string>} */
  commands = new Set(['toggle', 'pause', 'resume', 'next', 'back', 'repeat', 'skip', 'more', 'time']);

  /**
   * @param {string} name the session's
   * @param {Timeline} timeline
   * @param {HTMLAudioElement} audio
   * @param {{waits: boolean, keys?: Key[]}} options `waits`: whether a wait lasts until the person goes on; `keys`: the
   *   keys of commands
   */
  constructor(name, timeline, audio, options) {
    super();
    this.timeline = timeline;
    this.audio = audio;
    this.options = options;
    this.cursor = new Cursor(timeline);
    /** @type {SessionFacts} */
    this.session = { id: name, routine: name, title: timeline.title, outcome: null, left_at: null, sentence: null };
    for (const event of ['play', 'pause', 'waiting', 'playing', 'seeked', 'error']) {
      audio.addEventListener(event, () => this.#changed());
    }
    audio.addEventListener('ended', () => {
      this.session = { ...this.session, outcome: 'finished' };
      this.dispatchEvent(new Event('session'));
      this.#changed();
    });
    // The sound's own events come on a locked phone too; the timer is exact where timers run.
    for (const event of ['timeupdate', 'playing', 'seeked']) audio.addEventListener(event, () => this.#mind());
  }

  position() {
    return Math.min(this.audio.currentTime * 1000, this.timeline.length);
  }

  segment() {
    return this.cursor.at(this.position());
  }

  startsIn() {
    return 0;
  }

  ends() {
    return new Date(Date.now() + this.timeline.length - this.position() + this.#more);
  }

  /** @returns {Promise<Key[]>} */
  keys() {
    return Promise.resolve((this.options.keys ?? []).filter((key) => this.commands.has(key.command)));
  }

  /** @returns {State} */
  get state() {
    if (this.audio.ended || this.position() >= this.timeline.length) return 'ended';
    if (this.audio.paused) return 'paused';
    const waits = this.#held >= 0 && this.options.waits && this.cursor.step(this.#held).wait;
    return waits ? 'waiting' : 'playing';
  }

  /** @returns {Notice[]} */
  get notices() {
    const lasting = this.audio.error ? [{ code: 'sound lost', value: null }] : [];
    return [...lasting, ...this.#passing.map(({ code, value }) => ({ code, value }))];
  }

  /**
   * @param {string} command as in the table of commands
   * @returns {Promise<void>}
   */
  async send(command) {
    switch (command) {
      case 'toggle':
        return this.send(this.audio.paused || this.state === 'waiting' ? 'resume' : 'pause');
      case 'pause':
        this.audio.pause();
        break;
      case 'resume':
        // At a wait, to go on is to go to what follows.
        if (this.state === 'waiting') this.seek(this.cursor.move('next', this.position()));
        else await this.audio.play().catch(() => undefined); // an error of the sound is a notice
        break;
      case 'skip':
        if (this.#mayPass(this.cursor.step(this.segment()).area + 1)) this.seek(this.cursor.move('skip', this.position()));
        break;
      case 'next':
      case 'back':
      case 'repeat':
        this.seek(this.cursor.move(command, this.position()));
        break;
      case 'more':
        this.#more += MORE;
        this.#held = this.segment();
        this.#note('more time', MORE);
        this.#mind();
        break;
      case 'time':
        this.#note('time left', this.timeline.length - this.position());
        break;
    }
    this.#changed();
  }

  /** @param {number} area its index: go there, by way of its cautions */
  async jump(area) {
    if (this.#mayPass(area)) this.seek(this.cursor.jump(area));
    this.#changed();
  }

  /** Whether one may go on to an area: past the opening check only if that is asked for twice. @param {number} area */
  #mayPass(area) {
    const now = performance.now();
    if (!this.cursor.passesOpening(this.position(), area) || now - this.#skipAsked <= TWICE) return true;
    this.#skipAsked = now;
    this.#note('skip opening', null);
    return false;
  }

  /**
   * Tell something for a few seconds.
   *
   * @param {string} code
   * @param {number | string | null} value
   */
  #note(code, value) {
    this.#passing = [...this.#passing.filter((notice) => notice.code !== code), { code, value, until: performance.now() + NOTED }];
    setTimeout(() => {
      this.#passing = this.#passing.filter((notice) => notice.until > performance.now());
      this.#changed();
    }, NOTED + 50);
  }

  /** Go to a position; a step that was held is left. @param {number} position */
  seek(position) {
    this.#more = 0;
    this.#held = -1;
    this.#lead(position);
  }

  /** @param {number} position */
  #lead(position) {
    clearTimeout(this.#soon);
    // A millisecond in, so that rounding does not end in the step before.
    this.audio.currentTime = Math.min(position + 1, this.timeline.length) / 1000;
  }

  /** Lead the sound elsewhere at the end of a step that is held, or after which cautions are to be visited. */
  #mind() {
    clearTimeout(this.#soon);
    if (this.audio.seeking) return;
    const position = this.position();
    this.cursor.hear(position);
    const index = this.#held >= 0 ? this.#held : this.cursor.at(position);
    const step = this.cursor.step(index);
    const waits = this.options.waits && step.wait;
    if (this.#held < 0 && !waits && !this.cursor.visits.length) return;
    const left = step.end - EARLY - position;
    if (left > 0) {
      // The rate is always one; a second at most, so that a pause or a slow start is noticed.
      if (!this.audio.paused && left < 1000) this.#soon = setTimeout(() => this.#mind(), left);
      return;
    }
    const from = heldFrom(step);
    const length = step.end - from;
    if (waits || this.#more > length / 2) {
      this.#more = Math.max(this.#more - length, 0);
      this.#held = index;
      this.#lead(from);
      return;
    }
    this.#more = 0;
    this.#held = -1;
    if (step.kind === 'caution') this.cursor.hear(step.end);
    const next = this.cursor.leave();
    if (next !== undefined) this.#lead(next);
    this.#changed();
  }

  #changed() {
    this.dispatchEvent(new Event('clock'));
  }
}

/**
 * Where the part of a step begins that sounds again while it is held: its last breath, or the quiet after its last sound.
 *
 * @param {Step} step
 */
export function heldFrom(step) {
  const inhales = step.breaths.filter((breath) => breath.phase === 'inhale');
  const last = inhales[inhales.length - 1];
  if (last) return last.start;
  const quiet = Math.max(step.sounded, step.end - QUIET);
  return step.end - quiet >= SHORTEST ? quiet : Math.max(step.end - SHORTEST, step.start);
}
