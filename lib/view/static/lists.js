// The visitor's own lists. They stay in this browser; a question carries what it needs.
import { memory } from "./elements.js";

const LONGEST = 5000;

// changed: called after a list that the kernel needs has changed.
export function makeLists(changed) {
  const seen = new Set(memory.read("seen", []));
  const applied = new Set(memory.read("applied", []));
  const hidden = new Set(memory.read("hidden", []));
  const visit = memory.read("visit", "");

  function keep(name, set) {
    memory.write(name, [...set].slice(-LONGEST));
  }
  function toggle(name, set, value) {
    if (!set.delete(value)) set.add(value);
    keep(name, set);
    changed();
  }

  return {
    visit,
    // What goes along with a question.
    mine: () => ({ employers: [...hidden], applied: [...applied].slice(-LONGEST), visit }),
    seen: (row) => seen.has(row.key),
    applied: (row) => applied.has(row.key),
    isHidden: (row) => hidden.has(row.company),
    isNew: (row) => (visit ? row.first_seen > visit : row.new),
    markSeen(row) {
      seen.add(row.key);
      keep("seen", seen);
    },
    toggleApplied: (row) => toggle("applied", applied, row.key),
    toggleEmployer: (row) => toggle("hidden", hidden, row.company),
    leave: (moment) => memory.write("visit", moment),
  };
}
