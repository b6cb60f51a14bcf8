/** Beginning a session, or going on with one, and going where it is shown. */

import { post } from './api.js';

/**
 * Begin a session and go to it. Throws ApiError; its `status` is 409 if another one plays.
 *
 * @param {{routine: string, request?: unknown, resume?: boolean, instead?: boolean}} asked
 * @returns {Promise<void>}
 */
export async function begin(asked) {
  await post('api/session', asked);
  location.hash = '#/session';
}
