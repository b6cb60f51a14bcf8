/**
 * Sessions kept on this phone: in pieces, each verified, so that a download that was cut goes on where it stopped.
 *
 * The service worker plays from here.
 */

/**
 * @typedef {{file: string, size: number, piece: number, pieces: string[]}} Sound
 * @typedef {{name: string, title: string, timeline: string, cover: string, sound: string, size: number,
 *   pictures?: string[]}} Entry
 */

/** Why keeping did not work. */
export class KeepError extends Error {
  /** @param {'full' | 'damaged' | 'away' | 'stopped'} reason */
  constructor(reason) {
    super(reason);
    this.reason = reason;
  }
}

/** Whether this browser can keep sessions here: only over https, or on this computer. */
export const canKeep = () => isSecureContext && 'caches' in globalThis && 'serviceWorker' in navigator;

/** @param {string} place relative to the page */
const address = (place) => new URL(place, document.baseURI).href;
const store = () => caches.open(`kept ${address('./')}`);

/**
 * What is kept whole under this name: the session as it is now, or else an older version of it.
 *
 * @param {Entry} entry
 * @returns {Promise<Entry | undefined>}
 */
export async function kept(entry) {
  if (!canKeep()) return undefined;
  const cache = await store();
  /** @type {Entry | undefined} */
  let older;
  for (const request of await cache.keys()) {
    if (!request.url.endsWith('?whole')) continue;
    /** @type {Entry} */
    const found = (await /** @type {Response} */ (await cache.match(request)).json()).entry;
    if (found.sound === entry.sound) return found;
    if (found.name === entry.name) older = found;
  }
  return older;
}

/**
 * Keep a session. Pieces that are here already are not fetched again.
 *
 * @param {Entry} entry
 * @param {(part: number) => void} progress from 0 to 1
 * @param {AbortSignal} signal
 * @returns {Promise<void>} rejects with KeepError
 */
export function keep(entry, progress, signal) {
  // One window at a time, so that two do not fetch the same.
  return navigator.locks.request(`keep ${address(entry.sound)}`, { signal }, () => fetched(entry, progress, signal)).catch((error) => {
    if (error instanceof KeepError) throw error;
    if (signal.aborted) throw new KeepError('stopped');
    throw new KeepError(error instanceof DOMException && error.name === 'QuotaExceededError' ? 'full' : 'away');
  });
}

/**
 * @param {Entry} entry
 * @param {(part: number) => void} progress
 * @param {AbortSignal} signal
 */
async function fetched(entry, progress, signal) {
  const here = await kept(entry);
  if (here?.sound === entry.sound) return progress(1);
  await navigator.storage?.persist?.();
  const cache = await store();
  const timeline = await get(entry.timeline, signal);
  /** @type {Sound} */
  const sound = (await timeline.clone().json()).sound;
  const at = address(entry.sound);
  let number = 0;
  while (number < sound.pieces.length && (await cache.match(`${at}?piece=${number}`))) number += 1;
  progress(Math.min((number * sound.piece) / sound.size, 1));
  if (number < sound.pieces.length) await pull(cache, at, sound, number, progress, signal);
  await cache.put(address(entry.timeline), timeline);
  for (const place of [entry.cover, ...(entry.pictures ?? [])]) await cache.put(address(place), await get(place, signal));
  const marker = JSON.stringify({ ...sound, entry });
  await cache.put(`${at}?whole`, new Response(marker, { headers: { 'Content-Type': 'application/json' } }));
  if (here) await remove(here, entry); // the older version, now that this one is whole
  progress(1);
}

/**
 * Fetch the pieces of a sound from `number` on, in one request.
 *
 * @param {Cache} cache
 * @param {string} at
 * @param {Sound} sound
 * @param {number} number
 * @param {(part: number) => void} progress
 * @param {AbortSignal} signal
 */
async function pull(cache, at, sound, number, progress, signal) {
  const begin = number * sound.piece;
  const answer = await get(at, signal, begin ? { Range: `bytes=${begin}-` } : {});
  // A host that does not know ranges sends all from the start.
  let skip = answer.status === 206 ? 0 : begin;
  let held = new Uint8Array(sound.piece);
  let filled = 0;
  let got = begin;
  const reader = /** @type {ReadableStream<Uint8Array>} */ (answer.body).getReader();
  for (;;) {
    const { value, done } = await reader.read();
    if (done) break;
    let part = value.subarray(Math.min(skip, value.length));
    skip -= Math.min(skip, value.length);
    while (part.length) {
      const taken = part.subarray(0, Math.min(part.length, sound.piece - filled));
      held.set(taken, filled);
      filled += taken.length;
      got += taken.length;
      part = part.subarray(taken.length);
      if (filled === sound.piece || got === sound.size) {
        await putPiece(cache, at, number, held.subarray(0, filled), sound.pieces[number] ?? '');
        number += 1;
        held = new Uint8Array(sound.piece);
        filled = 0;
        progress(got / sound.size);
      }
    }
  }
  if (number < sound.pieces.length) throw new KeepError('away');
}

/**
 * @param {Cache} cache
 * @param {string} at
 * @param {number} number
 * @param {Uint8Array<ArrayBuffer>} bytes
 * @param {string} hash
 */
async function putPiece(cache, at, number, bytes, hash) {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  if ([...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('') !== hash) throw new KeepError('damaged');
  await cache.put(`${at}?piece=${number}`, new Response(bytes, { headers: { 'Content-Type': 'application/octet-stream' } }));
}

/**
 * Remove a session, and what was fetched of it; except what `but` has too.
 *
 * @param {Entry} entry
 * @param {Entry} [but]
 */
export async function remove(entry, but) {
  const others = but ? files(but) : [];
  const unwanted = new Set(files(entry).filter((place) => !others.includes(place)).map(address));
  await removeAll((at) => unwanted.has(at));
}

/**
 * Remove the sessions that the site does not have any more, under whatever version.
 *
 * @param {Entry[]} entries those it has
 */
export async function removeOthers(entries) {
  if (!canKeep()) return;
  const named = new Set(entries.flatMap(files));
  for (const entry of entries) {
    const here = await kept(entry);
    if (here) for (const place of files(here)) named.add(place);
  }
  const wanted = new Set([...named].map(address));
  await removeAll((at) => !wanted.has(at));
}

/** @param {Entry} entry @returns {string[]} */
const files = (entry) => [entry.sound, entry.timeline, entry.cover, ...(entry.pictures ?? [])];

/** @param {(at: string) => boolean} unwanted whether what is kept under this address is */
async function removeAll(unwanted) {
  const cache = await store();
  for (const request of await cache.keys()) {
    if (unwanted(request.url.split('?')[0] ?? '')) await cache.delete(request);
  }
}

/**
 * How many bytes this browser may still store here; undefined if it does not say.
 *
 * @returns {Promise<number | undefined>}
 */
export async function room() {
  const { quota, usage } = (await navigator.storage?.estimate?.()) ?? {};
  return quota === undefined || usage === undefined ? undefined : Math.max(quota - usage, 0);
}

/**
 * @param {string} place
 * @param {AbortSignal} signal
 * @param {Record<string, string>} [headers]
 */
async function get(place, signal, headers = {}) {
  const answer = await fetch(address(place), { signal, headers, cache: 'no-store' });
  if (!answer.ok) throw new KeepError('away');
  return answer;
}
