/** Keys and pedals: the names of keys as the terminal has them. */

/** @type {Record<string, string>} */
const NAMES = {
  ' ': 'space', ',': 'comma', ArrowLeft: 'left', ArrowRight: 'right', ArrowUp: 'up', ArrowDown: 'down',
};

/**
 * The name of a pressed key, as in the setting `keys`; null for a key with Ctrl, Alt or the like, which is the browser's.
 *
 * @param {{key: string, ctrlKey?: boolean, altKey?: boolean, metaKey?: boolean}} event
 * @returns {string | null}
 */
export function keyName({ key, ctrlKey, altKey, metaKey }) {
  if (ctrlKey || altKey || metaKey) return null;
  return NAMES[key] ?? key.toLowerCase();
}

/**
 * Which key gives which command.
 *
 * @param {import('./source.js').Key[]} keys
 * @returns {Map<string, import('./source.js').Key>}
 */
export function bindings(keys) {
  return new Map(keys.flatMap((each) => each.keys.map((key) => /** @type {const} */ ([key, each]))));
}

/**
 * Whether the element under the focus has a use for the key itself, such as a button for Enter.
 *
 * @param {Element | null} focused
 * @param {string} name
 * @returns {boolean}
 */
export function isTaken(focused, name) {
  if (name === 'tab') return true;
  if (!focused) return false;
  if (focused.closest('dialog, input, select, textarea')) return true;
  return focused.closest('button, a') !== null && (name === 'enter' || name === 'space');
}
