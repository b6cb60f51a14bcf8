/** Hearing a part of a script from the loudspeaker of the computer. */

import { del, get, post } from './api.js';

/** @typedef {{state: 'silent' | 'voicing' | 'playing', number: number, line: number | null, trouble: string | null}} Heard */
/** @typedef {{extent: string, line: number, segment?: number}} Part as `POST api/write/preview` takes it */

/** How often is asked what is heard, in milliseconds. */
const LISTEN = 250;

/**
 * What is heard of a script.
 *
 * @fires heard when that is something else
 */
export class Preview extends EventTarget {
  /** @type {Heard} */
  heard = { state: 'silent', number: 0, line: null, trouble: null };
  #timer = 0;

  get silent() {
    return this.heard.state === 'silent';
  }

  /** Play a part of a text. Throws ApiError. @param {string} name @param {string} text @param {Part} part */
  async play(name, text, part) {
    this.#hears(await post('api/write/preview', { name, text, ...part }));
    clearInterval(this.#timer);
    this.#timer = setInterval(() => this.#listen(), LISTEN);
  }

  /** Throws ApiError. */
  async stop() {
    if (!this.silent) this.#hears(await del('api/write/preview'));
  }

  /** Stop, and hear no more. */
  close() {
    clearInterval(this.#timer);
    if (!this.silent) del('api/write/preview').catch(() => undefined); // it is gone anyway, or ends by itself
  }

  async #listen() {
    try {
      this.#hears(await get('api/write/preview'));
    } catch (error) {
      this.#hears({ ...this.heard, state: 'silent', line: null, trouble: /** @type {Error} */ (error).message });
    }
  }

  /** @param {Heard} heard */
  #hears(heard) {
    if (heard.number < this.heard.number) return; // an answer that was overtaken
    this.heard = heard;
    if (this.silent) clearInterval(this.#timer);
    this.dispatchEvent(new Event('heard'));
  }
}
