import assert from 'node:assert/strict';
import { test } from 'node:test';

import { AudioSource, heldFrom } from '../../../coach/web/static/site/audio_source.js';
import { Cursor } from '../../../coach/web/static/site/cursor.js';
import { goOnAt } from '../../../coach/web/static/site/place.js';

/** A session: an opening check, an area with a caution, and an area of the same section with a wait and breaths. */
const timeline = {
  title: 'Hips',
  length: 60_000,
  for: 'self',
  areas: [
    { title: 'Check', side: null, start: 0, end: 10_000, opening: true, whole: 0 },
    { title: 'Hip', side: 'left', start: 10_000, end: 30_000, opening: false, whole: 1 },
    { title: 'Knee', side: 'left', start: 30_000, end: 60_000, opening: false, whole: 1 },
  ],
  steps: [
    step(0, 10_000, 0, 'step', 'Are you well?'),
    step(10_000, 15_000, 1, 'caution', 'Ease off if it pinches.'),
    step(15_000, 30_000, 1, 'step', 'Lean forward.'),
    { ...step(30_000, 40_000, 2, 'step', 'Tell me.'), wait: true },
    {
      ...step(40_000, 60_000, 2, 'step', 'Breathe.'),
      breaths: [
        { phase: 'inhale', start: 42_000, end: 46_000 }, { phase: 'exhale', start: 46_000, end: 51_000 },
        { phase: 'inhale', start: 51_000, end: 55_000 }, { phase: 'exhale', start: 55_000, end: 60_000 },
      ],
    },
  ],
};

function step(start, end, area, kind, text) {
  return {
    start, sounded: start + 3_000, end, area, kind, side: null, lines: [{ text, to: 'self' }], turn: [1, 1], wait: false,
    picture: null, next: null, breaths: [], cues: [],
  };
}

test('a jump visits the cautions of its section that were not heard, once', () => {
  const cursor = new Cursor(timeline);
  assert.equal(cursor.jump(2), 10_000);
  assert.equal(cursor.leave(), 30_000);
  assert.equal(cursor.leave(), undefined);
  cursor.hear(13_500);
  assert.equal(cursor.jump(2), 30_000);
});

test('next leaves a caution for where the jump led', () => {
  const cursor = new Cursor(timeline);
  cursor.jump(2);
  assert.equal(cursor.move('next', 11_000), 30_000);
});

test('back says the step again, with the cautions before it; soon after its start, the one before', () => {
  const cursor = new Cursor(timeline);
  cursor.hear(14_000);
  assert.equal(cursor.move('back', 20_000), 10_000);
  assert.equal(cursor.move('back', 10_500), 0);
  assert.equal(cursor.move('repeat', 35_000), 30_000);
});

test('skip goes to the next area, and from the last one to the end', () => {
  const cursor = new Cursor(timeline);
  cursor.hear(14_000);
  assert.equal(cursor.move('skip', 20_000), 30_000);
  assert.equal(cursor.move('skip', 45_000), 60_000);
  assert.ok(cursor.passesOpening(2_000, 1));
  assert.ok(!cursor.passesOpening(12_000, 2));
});

/** A sound element as far as the clock uses it. */
class Sound extends EventTarget {
  paused = false;
  ended = false;
  seeking = false;
  error = null;
  #at = 0;
  get currentTime() { return this.#at; }
  set currentTime(seconds) { this.#at = seconds; }
  play() { this.paused = false; return Promise.resolve(); }
  pause() { this.paused = true; this.dispatchEvent(new Event('pause')); }
  /** Play on, with the event that browsers send four times a second. */
  run(seconds) {
    for (let left = seconds; left > 1e-9 && !this.paused; left -= 0.05) {
      this.#at += 0.05;
      this.dispatchEvent(new Event('timeupdate'));
    }
  }
}

test('a wait holds in its quiet only if the person is here, and next goes on', () => {
  const here = new Sound();
  const clock = new AudioSource('hips', timeline, here, { waits: true });
  here.currentTime = 31;
  here.run(30);
  assert.equal(clock.state, 'waiting');
  assert.ok(clock.position() >= heldFrom(timeline.steps[3]) && clock.position() <= 40_000);
  clock.send('next');
  assert.equal(clock.segment(), 4);
  assert.equal(clock.state, 'playing');

  const away = new Sound();
  const other = new AudioSource('hips', timeline, away, { waits: false });
  away.currentTime = 31;
  away.run(15);
  assert.equal(other.segment(), 4);
});

test('30 seconds more hold the step in its last breath for about 30 seconds, then go on', () => {
  const sound = new Sound();
  const clock = new AudioSource('hips', timeline, sound, { waits: false });
  sound.currentTime = 41;
  clock.send('more');
  sound.run(19 + 25);
  assert.equal(clock.segment(), 4);
  assert.ok(clock.position() >= 51_000);
  sound.run(10);
  assert.equal(clock.state, 'ended');
});

test('whoever seeks leaves the step that was to be held', () => {
  const sound = new Sound();
  const clock = new AudioSource('hips', timeline, sound, { waits: false });
  sound.currentTime = 16;
  clock.send('more');
  clock.seek(45_000);
  sound.run(2);
  assert.equal(clock.segment(), 4);
  assert.ok(clock.position() > 46_000 && clock.position() < 48_000);
});

test('the opening check is left only if that is asked for twice', () => {
  const sound = new Sound();
  const clock = new AudioSource('hips', timeline, sound, { waits: false });
  sound.currentTime = 2;
  clock.jump(1);
  assert.equal(clock.segment(), 0);
  assert.deepEqual(clock.notices.map((notice) => notice.code), ['skip opening']);
  clock.jump(1);
  assert.equal(clock.segment(), 1);
});

test('a session that has another version now goes on in the same area', () => {
  const place = { position: 20_000, area: 'Knee', side: 'left', past: 12_000, sound: 'old.mp3', at: 0 };
  assert.equal(goOnAt(place, timeline, 'old.mp3'), 20_000);
  assert.equal(goOnAt(place, timeline, 'new.mp3'), 40_000);
  assert.equal(goOnAt({ ...place, area: 'Gone' }, timeline, 'new.mp3'), 0);
});
