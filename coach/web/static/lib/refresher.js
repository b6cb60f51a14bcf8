/** Keeping what a room shows up to date. */

import { live } from './live.js';

/**
 * Looks again at what a room shows: at times, when the window gets the focus, when something was changed in the room
 * (event `coach-changed`), on another device or in the terminal. It begins when the room is shown, and ends when it goes.
 */
export class Refresher {
  #room;
  #part;
  #look;
  #timer = 0;
  #gone = new AbortController();

  /**
   * @param {HTMLElement} room
   * @param {'history' | 'reminders'} part what of the computer's data it shows
   * @param {() => Promise<number>} look fetches and draws it, and handles its errors; resolves to how many milliseconds
   *   later to look again
   */
  constructor(room, part, look) {
    this.#room = room;
    this.#part = part;
    this.#look = look;
  }

  begin() {
    this.#gone = new AbortController();
    const { signal } = this.#gone;
    const refresh = () => void this.refresh();
    this.#room.addEventListener('coach-changed', refresh, { signal });
    addEventListener('focus', refresh, { signal });
    live.begin().addEventListener('changed', (event) => {
      if (/** @type {CustomEvent<string>} */ (event).detail === this.#part) refresh();
    }, { signal });
    refresh();
  }

  end() {
    clearTimeout(this.#timer);
    this.#gone.abort();
  }

  /** Look now. */
  async refresh() {
    clearTimeout(this.#timer);
    const pause = await this.#look();
    clearTimeout(this.#timer); // of another look meanwhile
    if (!this.#gone.signal.aborted) this.#timer = setTimeout(() => void this.refresh(), pause);
  }
}
