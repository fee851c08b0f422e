// The jobs table: rows come one page at a time from the kernel.
import { age, foreign, make, memory, number, plural, safeAddress, utc } from "./elements.js";

const columns = [
  ["title", "Title", false],
  ["company", "Employer", false],
  ["location", "Place", false],
  ["posted", "Posted", true],
  ["applicants", "Applicants", true],
  ["rate", "Per hour", true],
  ["years", "Years required", false],
  ["tag", "Board’s tag", false],
  ["pay", "Pay", true],
  ["skills", "Skills", true],
];

export function makeTable({ change, ask }) {
  const status = make("h2", { class: "status", "aria-live": "polite" });
  const chips = make("div", { class: "chips" });
  const download = make("button", {
    type: "button",
    class: "quiet",
    text: "Download CSV",
    onclick: () => ask({ type: "csv" }),
  });
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
    make("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Jobs table" }, table),
    make("nav", { class: "pages", "aria-label": "Table pages" }, first, before, label, after, last),
  );
  const seen = new Set(memory.read("seen", []));
  const applied = new Set(memory.read("applied", []));
  const lastVisit = memory.read("visit", null);
  const opened = new Map();

  const go = (page) => change({ page: String(page) }, { keepPage: true });

  function sort(name, down) {
    const turned = state.sort === name ? !state.down : down;
    change({ sort: name, down: turned ? "1" : "0" });
  }

  function heading([name, title, down]) {
    const on = state.sort === name;
    return make(
      "th",
      { scope: "col", class: `c-${name}`, "aria-sort": on ? (state.down ? "descending" : "ascending") : null },
      make(
        "button",
        { type: "button", onclick: () => sort(name, down) },
        title,
        make("span", { class: "arrow", "aria-hidden": "true", text: on ? (state.down ? "▼" : "▲") : "" }),
      ),
    );
  }

  function remember(set, name, key) {
    set.add(key);
    memory.write(name, [...set].slice(-5000));
  }

  function titleCell(row) {
    const address = safeAddress(row.url);
    const title = address
      ? foreign(row.title ?? "untitled", "a", {
          href: address,
          target: "_blank",
          rel: "noopener noreferrer nofollow",
          onclick: (event) => {
            remember(seen, "seen", row.key);
            event.currentTarget.closest("tr").classList.add("seen");
          },
        })
      : foreign(row.title ?? "untitled", "span", { title: "the link is not a web address" });
    const isNew = row.new || (lastVisit && row.first_seen > lastVisit);
    const details = make("button", {
      type: "button",
      class: "quiet small",
      text: "Text",
      "aria-expanded": "false",
      onclick: (event) => toggleText(row, event.currentTarget),
    });
    const done = make("button", {
      type: "button",
      class: "quiet small",
      text: "Applied",
      "aria-pressed": String(applied.has(row.key)),
      onclick: (event) => {
        if (applied.has(row.key)) {
          applied.delete(row.key);
          memory.write("applied", [...applied]);
        } else remember(applied, "applied", row.key);
        event.currentTarget.setAttribute("aria-pressed", String(applied.has(row.key)));
      },
    });
    const hide = row.company
      ? make("button", {
          type: "button",
          class: "quiet small",
          text: "Hide employer",
          onclick: () => change({ employer: `${state.employer} -"${row.company.replaceAll('"', "")}"`.trim() }),
        })
      : null;
    return [
      make(
        "div",
        { class: "title" },
        title,
        isNew ? make("span", { class: "mark new", text: "new" }) : null,
        row.closed ? make("span", { class: "mark", text: "closed" }) : null,
        row.copies > 1 ? make("span", { class: "mark", text: `${number(row.copies)} copies` }) : null,
      ),
      make("div", { class: "actions" }, details, done, hide),
    ];
  }

  function yearsCell(row) {
    const words = make("span", { class: row.beyond ? "beyond" : "", text: row.years });
    if (!row.evidence) return [words];
    const quote = foreign(row.evidence, "q", { hidden: true });
    const button = make(
      "button",
      {
        type: "button",
        class: "why",
        "aria-expanded": "false",
        onclick: () => {
          quote.hidden = !quote.hidden;
          button.setAttribute("aria-expanded", String(!quote.hidden));
        },
      },
      words,
      make("span", { class: "unseen", text: ", show the sentence that says so" }),
    );
    return [button, quote];
  }

  function tagCell(row) {
    const parts = [row.tag ? foreign(row.tag) : make("span", { class: "none", text: "no tag" })];
    if (row.wrong) parts.push(make("span", { class: "mark wrong", text: "asks for more" }));
    if (row.missed) parts.push(make("span", { class: "mark missed", text: "is entry level" }));
    return parts;
  }

  const plain = (text) => [text ? foreign(text) : make("span", { class: "none", text: "–" })];

  function line(row) {
    const places = row.places.length ? row.places.join(" · ") : row.location;
    const cells = {
      title: titleCell(row),
      company: plain(row.company),
      location: plain(places),
      posted: [make("time", { datetime: row.posted, title: utc(row.posted), text: row.posted ? `${age(row.posted, moment)} ago` : "–" })],
      applicants: plain(row.applicants),
      rate: plain(row.rate),
      years: yearsCell(row),
      tag: tagCell(row),
      pay: plain(row.pay),
      skills: [
        make(
          "div",
          { class: "skills" },
          ...row.skills.slice(0, 6).map((skill) =>
            foreign(skill, "button", {
              type: "button",
              class: "skill",
              "aria-pressed": String(state.skill === skill),
              onclick: () => change({ skill: state.skill === skill ? "" : skill }),
            }),
          ),
          row.skills.length > 6 ? make("span", { class: "none", text: `+${row.skills.length - 6}` }) : null,
        ),
      ],
    };
    return make(
      "tr",
      { class: seen.has(row.key) ? "seen" : "", "data-key": row.key },
      ...columns.map(([name, title]) =>
        make("td", { class: `c-${name}`, "data-label": title }, ...cells[name]),
      ),
    );
  }

  function toggleText(row, button) {
    const here = button.closest("tr");
    const open = opened.get(row.key);
    if (open) {
      open.remove();
      opened.delete(row.key);
      button.setAttribute("aria-expanded", "false");
      return;
    }
    const cell = make("td", { colspan: String(columns.length), text: "Reading…" });
    const below = make("tr", { class: "text" }, cell);
    here.after(below);
    opened.set(row.key, below);
    button.setAttribute("aria-expanded", "true");
    ask({ type: "text", key: row.key });
  }

  // pieces: [text, kind] pairs; kind is "", "hit" (a search word) or "evidence".
  function showText(key, pieces) {
    const below = opened.get(key);
    if (!below) return;
    const text = make("div", { class: "description", dir: "auto" });
    for (const [piece, kind] of pieces)
      text.append(kind ? make("mark", { class: kind, text: piece }) : piece);
    if (!pieces.length) text.textContent = "This posting has no text.";
    below.firstChild.replaceChildren(text);
  }

  let moment = Date.now();
  function show(answer) {
    state = answer.state;
    pages = answer.pages;
    moment = Date.parse(answer.meta.data_as_of);
    opened.clear();
    const focused = document.activeElement?.closest?.("th")?.className;
    head.replaceChildren(...columns.map(heading));
    if (focused) head.querySelector(`.${focused} button`)?.focus();
    body.replaceChildren(...answer.rows.map(line));
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

  return { node, show, showText };
}
