/** The keys of the room for writing. */

/**
 * The command of a pressed key: `save`, `hear-line`, `next-problem`, `last-problem` or `close`; null if it has none.
 *
 * @param {Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>} event
 */
export function commandOf({ key, ctrlKey, metaKey, altKey, shiftKey }) {
  const command = (ctrlKey || metaKey) && !altKey;
  if (command && key.toLowerCase() === 's') return 'save';
  if (command && key === 'Enter') return 'hear-line';
  if (key === 'F8') return shiftKey ? 'last-problem' : 'next-problem';
  return key === 'Escape' ? 'close' : null;
}
