/** The sentences of a session: codes and numbers become words for a person. */

import { say } from './words.js';

/** @typedef {import('./timeline.js').View} View */

/**
 * An area with its side.
 *
 * @param {string} title
 * @param {import('./timeline.js').Side} side
 */
export function named(title, side) {
  return side ? `${title}, ${say(`side.${side}`).toLowerCase()}` : title;
}

/**
 * What a screen reader says at a new step.
 *
 * @param {View} view
 * @param {string} before the area that it named last
 */
export function spoken(view, before) {
  const where = named(view.area, view.side);
  const lines = view.lines.map((line) => (line.to === 'client' ? `${say('session.for-client')}: ${line.text}` : line.text));
  const careful = view.kind === 'caution' ? `${say('session.careful')}: ` : '';
  return [where === before ? '' : `${where}. `, careful, lines.join(' ')].join('').trim();
}

/**
 * The breath in words: what to do, which one of how many, and how full the lungs are.
 *
 * @param {import('./timeline.js').BreathView} breath
 */
export function breathing({ phase, fullness, left, count }) {
  const name = phase === 'rest' ? 'pause' : phase;
  const below = phase === 'ready' ? say('session.breaths', { n: count }) : say('session.breath-of', { number: count - left + 1, count });
  return { text: say(`session.${name}`), below, fullness };
}

/** @param {import('./source.js').Notice} notice */
export function sentence({ code, value }) {
  if (code === 'trouble') return String(value);
  const per = code === 'time left' ? 60_000 : 1000;
  return say(`notice.${code}`, { value: value ?? '', n: Math.round(Number(value ?? 0) / per) });
}

/** @param {string} name of a key, as in the setting `keys` */
export function keyNamed(name) {
  const words = say(`key.${name}`);
  return words === `key.${name}` ? name : words;
}
