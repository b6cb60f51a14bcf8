/** Keeping the screen on, where the browser allows it. */

/** Whether the browser can keep the screen on: only in a secure context. */
export const canKeepAwake = () => 'wakeLock' in navigator;

/** Keeps the screen on while it is wanted and the page is visible; a lock is lost when the page is hidden. */
export class Awake {
  #wanted = false;
  /** @type {WakeLockSentinel | null} */
  #lock = null;
  #asking = false;
  #seen = () => void this.#ask();

  constructor() {
    document.addEventListener('visibilitychange', this.#seen);
  }

  /** @param {boolean} wanted */
  want(wanted) {
    if (wanted === this.#wanted) return;
    this.#wanted = wanted;
    void this.#ask();
  }

  close() {
    document.removeEventListener('visibilitychange', this.#seen);
    this.want(false);
  }

  async #ask() {
    if (!canKeepAwake() || this.#asking) return;
    this.#asking = true;
    try {
      if (this.#wanted && !document.hidden && (!this.#lock || this.#lock.released)) {
        this.#lock = await navigator.wakeLock.request('screen');
      }
      if (!this.#wanted && this.#lock) {
        await this.#lock.release();
        this.#lock = null;
      }
    } catch {
      this.#lock = null; // refused, such as with a low battery
    } finally {
      this.#asking = false;
    }
  }
}
