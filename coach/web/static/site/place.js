/** Where a session was left, kept in this browser: through a reload, a call, or a dead battery. */

/** @typedef {import('../lib/timeline.js').Timeline} Timeline */
/** @typedef {{position: number, area: string, side: string | null, past: number, sound: string, at: number}} Place */

const LEAST = 5_000; // a session that has hardly begun begins anew

/** @param {string} name the session's */
const key = (name) => `place ${new URL('./', document.baseURI).pathname} ${name}`;

/**
 * @param {string} name
 * @returns {Place | undefined}
 */
export function placeIn(name) {
  try {
    const found = JSON.parse(localStorage.getItem(key(name)) ?? 'null');
    return found && Number.isFinite(found.position) ? found : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Note a place; near the beginning or at the end there is none to note.
 *
 * @param {string} name
 * @param {Timeline} timeline
 * @param {string} sound the file: another one is another version of the session
 * @param {number} position
 */
export function note(name, timeline, sound, position) {
  try {
    if (position < LEAST || position >= timeline.length - 1000) {
      localStorage.removeItem(key(name));
      return;
    }
    const area = [...timeline.areas].reverse().find((each) => each.start <= position);
    /** @type {Place} */
    const place = {
      position, sound, area: area?.title ?? '', side: area?.side ?? null, past: position - (area?.start ?? 0), at: Date.now(),
    };
    localStorage.setItem(key(name), JSON.stringify(place));
  } catch {
    // Storage that is full or switched off costs the place, not the session.
  }
}

/**
 * Where to go on in a session, which may have another version than when it was left: then in the same area.
 *
 * @param {Place} place
 * @param {Timeline} timeline
 * @param {string} sound
 * @returns {number}
 */
export function goOnAt(place, timeline, sound) {
  if (place.sound === sound) return Math.min(place.position, timeline.length);
  const area = timeline.areas.find((each) => each.title === place.area && each.side === place.side);
  if (!area) return 0;
  const there = Math.min(area.start + place.past, area.end);
  const step = [...timeline.steps].reverse().find((each) => each.start <= there);
  return Math.max(step?.start ?? 0, area.start);
}
