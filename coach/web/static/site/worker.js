/**
 * The service worker of a published site: the shell is always there, and a kept session plays without a network.
 *
 * What a site consists of is named by its content, so an old and a new version never mix, and a session that is under
 * way goes on with what it began with.
 */

/** @type {string[]} filled in when the site is published: all that the shell needs */
const SHELL = ['@SHELL@'];
const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));
const SCOPE = worker.registration.scope;
const CACHE = `shell ${SCOPE} ${SHELL.slice(2, 4).join(' ')}`;
const KEPT = `kept ${SCOPE}`;
const PATIENCE = 4000; // milliseconds to wait for the newest page, before the one that is here is shown

worker.addEventListener('install', (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(SHELL.map((place) => new Request(place, { cache: 'reload' })))));
});

worker.addEventListener('activate', (event) => {
  event.waitUntil(tidy().then(() => worker.clients.claim()));
});

async function tidy() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith(`shell ${SCOPE} `) && name !== CACHE).map((name) => caches.delete(name)));
}

worker.addEventListener('fetch', (event) => {
  const { request } = event;
  if (request.method !== 'GET' || !request.url.startsWith(SCOPE)) return;
  if (request.mode === 'navigate') {
    event.respondWith(page(request));
  } else if (request.url.endsWith('.mp3')) {
    event.respondWith(sound(request));
  } else {
    event.respondWith(known(request.url).then((found) => found ?? fetch(request)));
  }
});

/** @param {string} address */
async function known(address) {
  for (const name of [CACHE, KEPT]) {
    const found = await (await caches.open(name)).match(address);
    if (found) return found;
  }
  return undefined;
}

/**
 * The newest page, or without a network the one that is here.
 *
 * @param {Request} request
 * @returns {Promise<Response>}
 */
async function page(request) {
  const here = await (await caches.open(CACHE)).match('./');
  const newest = fetch(request).catch(() => undefined);
  const late = new Promise((resolve) => { setTimeout(resolve, here ? PATIENCE : 60_000); });
  const answer = /** @type {Response | undefined} */ (await Promise.race([newest, late]));
  return answer?.ok ? answer : (here ?? answer ?? Response.error());
}

/**
 * A sound: from what is kept if all of it is, else from the network. Browsers ask for parts of it.
 *
 * @param {Request} request
 * @returns {Promise<Response>}
 */
async function sound(request) {
  const cache = await caches.open(KEPT);
  const whole = await cache.match(`${request.url}?whole`);
  if (!whole) return fetch(request);
  /** @type {{size: number, piece: number, pieces: string[]}} */
  const { size, piece, pieces } = await whole.json();
  const range = /^bytes=(\d*)-(\d*)$/.exec(request.headers.get('range') ?? '');
  let start = 0;
  let end = size;
  if (range && range[1]) {
    start = Number(range[1]);
    if (range[2]) end = Math.min(Number(range[2]) + 1, size);
  } else if (range && range[2]) {
    start = Math.max(size - Number(range[2]), 0);
  }
  if (start >= end) return new Response(null, { status: 416, headers: { 'Content-Range': `bytes */${size}` } });
  let at = start;
  const body = new ReadableStream({
    async pull(controller) {
      if (at >= end) return controller.close();
      const number = Math.floor(at / piece);
      const bytes = await readPiece(cache, request.url, number, pieces[number] ?? '');
      if (!bytes) return controller.error(new Error('a damaged piece'));
      const from = at - number * piece;
      const part = bytes.subarray(from, Math.min(bytes.length, end - number * piece));
      controller.enqueue(part);
      at += part.length;
    },
  }, { highWaterMark: 0 });
  // The first piece is read before the answer begins: where it is damaged, the network may still help.
  if (!(await readPiece(cache, request.url, Math.floor(start / piece), pieces[Math.floor(start / piece)] ?? ''))) {
    return fetch(request);
  }
  const headers = { 'Content-Type': 'audio/mpeg', 'Accept-Ranges': 'bytes', 'Content-Length': String(end - start) };
  if (!range) return new Response(body, { status: 200, headers });
  return new Response(body, { status: 206, headers: { ...headers, 'Content-Range': `bytes ${start}-${end - 1}/${size}` } });
}

/**
 * A piece of a kept sound; where it is missing or damaged, the sound counts as not kept any more.
 *
 * @param {Cache} cache
 * @param {string} address
 * @param {number} number
 * @param {string} hash
 * @returns {Promise<Uint8Array | null>}
 */
async function readPiece(cache, address, number, hash) {
  const found = await cache.match(`${address}?piece=${number}`);
  if (found) {
    const bytes = await found.arrayBuffer();
    const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
    if ([...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('') === hash) return new Uint8Array(bytes);
  }
  await Promise.all([cache.delete(`${address}?whole`), cache.delete(`${address}?piece=${number}`)]);
  return null;
}
