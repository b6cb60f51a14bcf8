/** The device's own media buttons: on a lock screen, a headset or a keyboard. */

/** @type {[MediaSessionAction, string][]} */
const ACTIONS = [
  ['play', 'resume'], ['pause', 'pause'], ['previoustrack', 'back'], ['nexttrack', 'next'], ['stop', 'pause'],
];

/**
 * Let media buttons steer.
 *
 * @param {(command: string) => void} send
 * @returns {() => void} lets go of them
 */
export function mediaButtons(send) {
  if (!('mediaSession' in navigator)) return () => {};
  for (const [action, command] of ACTIONS) mediaButton(action, () => send(command));
  return () => {
    for (const [action] of ACTIONS) mediaButton(action, null);
    navigator.mediaSession.metadata = null;
    navigator.mediaSession.playbackState = 'none';
  };
}

/**
 * Tell the device what plays.
 *
 * @param {{title: string, area: string, playing: boolean, length: number, position: number, artwork?: MediaImage[]}} now
 */
export function mediaShows({ title, area, playing, length, position, artwork = [] }) {
  if (!('mediaSession' in navigator)) return;
  const session = navigator.mediaSession;
  if (session.metadata?.title !== area || session.metadata.album !== title) {
    session.metadata = new MediaMetadata({ title: area, album: title, artist: title, artwork });
  }
  session.playbackState = playing ? 'playing' : 'paused';
  try {
    session.setPositionState({ duration: length / 1000, position: Math.min(position, length) / 1000, playbackRate: 1 });
  } catch {
    // Not every browser has it.
  }
}

/**
 * Let one more button do something; null: nothing, so that it is not shown.
 *
 * @param {MediaSessionAction} action
 * @param {MediaSessionActionHandler | null} does
 */
export function mediaButton(action, does) {
  if (!('mediaSession' in navigator)) return;
  try {
    navigator.mediaSession.setActionHandler(action, does);
  } catch {
    // Not every browser knows every button.
  }
}
