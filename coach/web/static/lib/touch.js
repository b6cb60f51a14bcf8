/** Touching the whole screen: a touch means a zone, a long one something else; two quick ones are one. */

/** Milliseconds of a long touch. */
export const HOLD = 600;
/** Milliseconds within which a second touch is not meant. */
export const TWICE = 300;
/** Pixels that a finger or an elbow may slip. */
const SLIP = 24;
const THIRD = 1 / 3;

/**
 * The zone of a touch.
 *
 * @param {number} x from the left edge
 * @param {number} width
 * @returns {'back' | 'middle' | 'next'}
 */
export function zone(x, width) {
  if (x < width * THIRD) return 'back';
  return x > width * (1 - THIRD) ? 'next' : 'middle';
}

/** Says of each touch whether it is meant: not soon after another one. */
export class Touches {
  #last = -Infinity;

  /** @param {number} now milliseconds */
  isMeant(now) {
    const meant = now - this.#last >= TWICE;
    this.#last = now;
    return meant;
  }
}

/**
 * Listen for touches of an element that are not for something in it.
 *
 * @param {HTMLElement} element
 * @param {{
 *   touch: (zone: 'back' | 'middle' | 'next') => void, hold: () => void, press: (x: number, y: number) => unknown,
 *   release: () => void,
 * }} does `press` when a finger goes down, `release` when it is up again, or has slipped
 * @param {Touches} touches
 * @returns {() => void} stops listening
 */
export function listen(element, does, touches) {
  /** @type {{id: number, x: number, y: number, at: number} | null} */
  let finger = null;
  let timer = 0;
  const end = () => {
    finger = null;
    clearTimeout(timer);
    does.release();
  };
  const gone = new AbortController();
  const options = { signal: gone.signal };
  element.addEventListener('pointerdown', (event) => {
    const target = /** @type {Element} */ (event.target);
    if (finger || event.button !== 0 || target.closest('button, a, input, dialog, summary')) return;
    if (!touches.isMeant(event.timeStamp)) return;
    finger = { id: event.pointerId, x: event.clientX, y: event.clientY, at: event.timeStamp };
    does.press(event.clientX, event.clientY);
    timer = setTimeout(() => {
      end();
      does.hold();
    }, HOLD);
  }, options);
  element.addEventListener('pointermove', (event) => {
    if (finger?.id !== event.pointerId) return;
    if (Math.hypot(event.clientX - finger.x, event.clientY - finger.y) > SLIP) end();
  }, options);
  element.addEventListener('pointerup', (event) => {
    if (finger?.id !== event.pointerId) return;
    const { left, width } = element.getBoundingClientRect();
    const where = zone(finger.x - left, width);
    const long = event.timeStamp - finger.at >= HOLD; // a busy device may learn of both its ends at once
    end();
    if (long) does.hold();
    else does.touch(where);
  }, options);
  element.addEventListener('pointercancel', (event) => {
    if (finger?.id === event.pointerId) end();
  }, options);
  // A long touch is ours, not the browser's menu.
  element.addEventListener('contextmenu', (event) => {
    if (/** @type {PointerEvent} */ (event).pointerType !== 'mouse') event.preventDefault();
  }, options);
  return () => {
    end();
    gone.abort();
  };
}
