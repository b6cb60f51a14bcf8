/** The questions about the file of a script. Escape, or the button for it, means not now. */

import { ask } from './ask.js';
import { say } from './words.js';

/**
 * Under which name to save; null: not at all.
 *
 * @param {string} suggested
 * @param {string} why what to say first
 */
export async function askName(suggested, why) {
  const { choice, typed } = await ask({
    title: say('write.save-as'), text: why, field: { label: say('write.name'), value: suggested },
    choices: [{ value: 'save', label: say('write.save'), main: true }, { value: '', label: say('write.not-now') }],
  });
  return choice === 'save' ? typed : null;
}

/** What to call a file from now on; null: as before. @param {string} now */
export async function askNewName(now) {
  const { choice, typed } = await ask({
    title: say('write.rename'), text: say('write.rename-about'), field: { label: say('write.name'), value: now },
    choices: [{ value: 'rename', label: say('write.rename'), main: true }, { value: '', label: say('write.not-now') }],
  });
  return choice === 'rename' ? typed : null;
}

/** Whether to delete a script. @param {string} title */
export async function askToDelete(title) {
  const { choice } = await ask({
    title: say('write.delete-really', { title }), text: say('write.delete-about'),
    choices: [{ value: 'delete', label: say('write.delete') }, { value: '', label: say('write.not-now'), main: true }],
  });
  return choice === 'delete';
}

/**
 * The file was changed meanwhile: whose text to keep. Resolves to `both`, `mine`, `theirs`, or nothing for not now.
 *
 * @param {string} sentence what happened
 */
export async function askWhose(sentence) {
  const { choice } = await ask({
    title: say('write.conflict'), text: `${sentence} ${say('write.conflict-about')}`,
    choices: [
      { value: 'both', label: say('write.keep-both'), main: true }, { value: 'mine', label: say('write.keep-mine') },
      { value: 'theirs', label: say('write.take-theirs') }, { value: '', label: say('write.not-now') },
    ],
  });
  return choice;
}

/** Something is not saved: whether to leave it. Resolves to `save` (first), `go` (without), or nothing to stay. */
export async function askToLeave() {
  const { choice } = await ask({
    title: say('write.leave'), text: say('write.leave-about'),
    choices: [
      { value: 'save', label: say('write.save-and-go'), main: true }, { value: 'go', label: say('write.go') },
      { value: '', label: say('write.stay') },
    ],
  });
  return choice;
}
