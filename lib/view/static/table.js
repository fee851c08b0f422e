// The jobs table: rows come one page at a time from the kernel.
import { make, number, plural, foreign } from "./elements.js";
import { columns, makeRow, marked } from "./row.js";

export function makeTable({ change, ask, lists }) {
  const status = make("h2", { class: "status", "aria-live": "polite" });
  const chips = make("div", { class: "chips" });
  const download = make("button", {
    type: "button",
    class: "quiet",
    text: "Download CSV",
    onclick: () => ask({ type: "csv" }),
  });
  const sorted = make("select", { id: "fr-sort", onchange: () => sort(sorted.value) },
    ...columns.map(([value, text]) => make("option", { value, text })));
  const turn = make("button", { type: "button", class: "quiet", onclick: () => sort(state.sort) });
  const head = make("tr");
  const body = make("tbody");
  const table = make(
    "table",
    {},
    make("caption", { class: "unseen", text: "Job postings" }),
    make("thead", {}, head),
    body,
  );
  const label = make("span");
  const step = (text, name, to) =>
    make("button", { type: "button", class: "quiet", "aria-label": name, text, onclick: () => go(to()) });
  let state = { page: 1 };
  let pages = 1;
  const first = step("«", "First page", () => 1);
  const before = step("‹", "Previous page", () => state.page - 1);
  const after = step("›", "Next page", () => state.page + 1);
  const last = step("»", "Last page", () => pages);
  const node = make(
    "section",
    { class: "card jobs", "aria-label": "Jobs" },
    make("div", { class: "bar" }, status, chips, download),
    make("div", { class: "sorting" }, make("label", { for: "fr-sort", text: "Sorted by" }), sorted, turn),
    make("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Jobs table" }, table),
    make("nav", { class: "pages", "aria-label": "Table pages" }, first, before, label, after, last),
  );
  const opened = new Map();
  const hands = {
    moment: Date.now(),
    ...lists,
    skill: () => state.skill,
    choose: (skill) => change({ skill: state.skill === skill ? "" : skill }),
    read: toggleText,
  };

  const go = (page) => change({ page: String(page) }, { keepPage: true });

  function sort(name) {
    const [, , down] = columns.find(([column]) => column === name);
    const turned = state.sort === name ? !state.down : down;
    change({ sort: name, down: turned ? "1" : "0" });
  }

  function heading([name, title]) {
    const on = state.sort === name;
    return make(
      "th",
      { scope: "col", class: `c-${name}`, "aria-sort": on ? (state.down ? "descending" : "ascending") : null },
      make(
        "button",
        { type: "button", onclick: () => sort(name) },
        title,
        make("span", { class: "arrow", "aria-hidden": "true", text: on ? (state.down ? "▼" : "▲") : "" }),
      ),
    );
  }

  function toggleText(row, button) {
    const open = opened.get(row.key);
    if (open) {
      open.remove();
      opened.delete(row.key);
      button.setAttribute("aria-expanded", "false");
      return;
    }
    const below = make("tr", { class: "text" }, make("td", { colspan: String(columns.length), text: "Reading…" }));
    button.closest("tr").after(below);
    opened.set(row.key, below);
    button.setAttribute("aria-expanded", "true");
    lists.markSeen(row);
    ask({ type: "text", key: row.key });
  }

  function showText(key, pieces) {
    const text = pieces.length
      ? marked(pieces, "div", { class: "description" })
      : make("div", { class: "description", text: "This posting has no text." });
    opened.get(key)?.firstChild.replaceChildren(text);
  }

  function showPreviews(found) {
    for (const line of body.children) {
      const pieces = found[line.dataset.key];
      if (pieces) line.querySelector(".preview-place").replaceChildren(marked(pieces, "p", { class: "preview" }));
    }
  }

  function show(answer) {
    state = answer.state;
    pages = answer.pages;
    hands.moment = Date.parse(answer.meta.data_as_of);
    opened.clear();
    const focused = document.activeElement?.closest?.("th")?.className;
    head.replaceChildren(...columns.map(heading));
    if (focused) head.querySelector(`.${focused} button`)?.focus();
    sorted.value = state.sort;
    turn.textContent = state.down ? "highest first" : "lowest first";
    body.replaceChildren(...answer.rows.map((row) => makeRow(row, hands)));
    if (!answer.rows.length)
      body.append(
        make("tr", {}, make("td", {
          colspan: String(columns.length),
          class: "empty",
          text: "Nothing here. Widen the time window, allow more years, or clear the search.",
        })),
      );
    status.textContent = `${plural(answer.total, "posting", "postings")} ${answer.title}`;
    chips.replaceChildren(
      ...answer.chips.map(([name, text]) =>
        make("button", { type: "button", class: "chip", onclick: () => change({ [name]: "" }) },
          foreign(text), make("span", { "aria-hidden": "true", text: " ×" }),
          make("span", { class: "unseen", text: ", clear" })),
      ),
    );
    label.textContent = `Page ${number(state.page)} of ${number(pages)}`;
    first.disabled = before.disabled = state.page <= 1;
    after.disabled = last.disabled = state.page >= pages;
    node.dataset.number = answer.number;
  }

  return { node, show, showText, showPreviews };
}
