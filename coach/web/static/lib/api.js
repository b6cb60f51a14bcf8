/** Asking the server. Every error is a sentence for a person. */

import { say } from './words.js';

/** What the server refused, or that it did not answer. */
export class ApiError extends Error {
  /**
   * @param {string} sentence
   * @param {number} status of HTTP; 0 if there was no answer
   * @param {any} [data] what came with the sentence
   */
  constructor(sentence, status, data = {}) {
    super(sentence);
    this.status = status;
    this.data = data;
  }
}

/**
 * @param {string} path relative, such as `api/routines`
 * @returns {Promise<any>}
 */
export const get = (path) => ask('GET', path);

/**
 * @param {string} path
 * @param {unknown} [body] sent as JSON; a Blob as it is
 * @returns {Promise<any>}
 */
export const post = (path, body = {}) => ask('POST', path, body);

/**
 * @param {string} path
 * @param {unknown} body
 * @returns {Promise<any>}
 */
export const put = (path, body) => ask('PUT', path, body);

/**
 * @param {string} path
 * @param {unknown} [body]
 * @returns {Promise<any>}
 */
export const del = (path, body) => ask('DELETE', path, body);

/**
 * @param {string} method
 * @param {string} path
 * @param {unknown} [body]
 * @returns {Promise<any>}
 */
async function ask(method, path, body) {
  /** @type {RequestInit} */
  const request = { method, credentials: 'same-origin' };
  if (body instanceof Blob) {
    request.body = body;
  } else if (body !== undefined) {
    request.body = JSON.stringify(body);
    request.headers = { 'Content-Type': 'application/json' };
  }
  let answer;
  try {
    answer = await fetch(path, request);
  } catch {
    throw new ApiError(say('error.away'), 0);
  }
  const data = await answer.json().catch(() => ({}));
  if (answer.ok) return data;
  if (answer.status === 401) dispatchEvent(new CustomEvent('coach-key-needed'));
  throw new ApiError(data.error || say('error.unknown', { status: answer.status }), answer.status, data);
}
