/** A document that becomes a draft of a script: dropped or chosen, and read by the computer. */

import { post } from './api.js';
import { say } from './words.js';

/** @typedef {{title: string, text: string, summary: string[], guesses: import('./guesses.js').Guess[]}} Imported as of `POST api/write/import` */

/** The kinds of documents that can be imported. */
export const DOCUMENTS = '.txt,.md,.html,.htm,.docx,.pdf,.odt,.rtf,.csv,.xlsx';
/** Bytes of a document that can be imported. */
const MOST = 20 * 1024 * 1024;

/**
 * Have a document read. Throws an Error if it is too large; rejects with ApiError if it cannot be read.
 *
 * @param {File} file
 * @returns {Promise<Imported>}
 */
export function importDocument(file) {
  if (file.size > MOST) throw new Error(say('write.too-large'));
  return post(`api/write/import?file=${encodeURIComponent(file.name)}`, file);
}

/**
 * Let documents be dropped on an element; while one is above it, it has the class `dropping`.
 *
 * @param {HTMLElement} element
 * @param {(file: File) => unknown} work what to do with the first one
 * @param {AbortSignal} signal until when
 */
export function acceptDrops(element, work, signal) {
  /** @param {DragEvent} event */
  const dragged = (event) => {
    if (!event.dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    element.classList.toggle('dropping', event.type === 'dragover');
    const file = event.type === 'drop' ? event.dataTransfer.files[0] : undefined;
    if (file) work(file);
  };
  for (const name of /** @type {const} */ (['dragover', 'drop', 'dragleave'])) element.addEventListener(name, dragged, { signal });
}
