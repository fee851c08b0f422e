// One line of the jobs table. `hands` are what its buttons do, and what they remember.
import { age, foreign, make, number, safeAddress, utc } from "./elements.js";

const SKILLS_SHOWN = 4;

export const columns = [
  ["title", "Title", false],
  ["company", "Employer", false],
  ["location", "Place", false],
  ["posted", "Posted", true],
  ["applicants", "Applicants", true],
  ["rate", "Per hour", true],
  ["years", "Years required", false],
  ["tag", "Board’s tag", false],
  ["pay", "Pay a year", true],
  ["skills", "Skills", true],
];

export function makeRow(row, hands) {
  const cells = {
    title: titleCell(row, hands),
    company: cell(row.company),
    location: cell(row.places.length ? row.places.join(" · ") : row.location),
    posted: [
      make("time", {
        datetime: row.posted,
        title: utc(row.posted),
        text: row.posted ? `${age(row.posted, hands.moment)} ago` : "–",
      }),
    ],
    applicants: cell(row.applicants),
    rate: cell(row.rate),
    years: yearsCell(row),
    tag: tagCell(row),
    pay: cell(row.pay),
    skills: [skillsCell(row, hands)],
  };
  return make(
    "tr",
    { class: hands.seen(row) ? "seen" : "", "data-key": row.key },
    ...columns.map(([name, title]) =>
      make("td", { class: `c-${name}`, "data-label": title }, ...cells[name]),
    ),
  );
}

// pieces: [text, kind] pairs; kind is "", "hit" (a search word) or "evidence".
export function marked(pieces, tag, attributes) {
  const node = make(tag, { dir: "auto", ...attributes });
  for (const [piece, kind] of pieces)
    node.append(kind ? make("mark", { class: kind, text: piece }) : piece);
  return node;
}

const cell = (text) => [text ? foreign(text) : make("span", { class: "none", text: "–" })];
const mark = (kind, text) => make("span", { class: `mark ${kind}`, text });

function titleCell(row, hands) {
  const address = safeAddress(row.url);
  const text = row.title ?? "untitled";
  const title = address
    ? foreign(text, "a", {
        href: address,
        target: "_blank",
        rel: "noopener noreferrer nofollow",
        onclick: (event) => {
          hands.markSeen(row);
          event.currentTarget.closest("tr").classList.add("seen");
        },
      })
    : foreign(text, "span", { title: "the link is not a web address" });
  const fresh = hands.isNew(row);
  return [
    make(
      "div",
      { class: "title" },
      title,
      fresh ? mark("new", "new") : null,
      row.closed ? mark("", "closed") : null,
      row.copies > 1 ? mark("", `${number(row.copies)} copies`) : null,
    ),
    make("div", { class: "preview-place" }),
    make("div", { class: "actions" }, ...actions(row, hands)),
  ];
}

function actions(row, hands) {
  const button = (text, attributes, onclick) =>
    make("button", { type: "button", class: "quiet small", text, onclick, ...attributes });
  const away = row.company && hands.isHidden(row);
  return [
    button("Read", { "aria-expanded": "false" }, (event) => hands.read(row, event.currentTarget)),
    button("Applied", { "aria-pressed": String(hands.applied(row)) }, (event) => {
      hands.toggleApplied(row);
      event.currentTarget.setAttribute("aria-pressed", String(hands.applied(row)));
    }),
    row.company
      ? button(away ? "Show employer" : "Hide employer", {}, () => hands.toggleEmployer(row))
      : null,
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
  return [
    row.tag ? foreign(row.tag) : make("span", { class: "none", text: "no tag" }),
    row.wrong ? mark("wrong", "asks for more") : null,
    row.missed ? mark("missed", "is entry level") : null,
  ];
}

function skillsCell(row, hands) {
  const rest = row.skills.length - SKILLS_SHOWN;
  const chip = (skill) =>
    foreign(skill, "button", {
      type: "button",
      class: "skill",
      "aria-pressed": String(hands.skill() === skill),
      onclick: () => hands.choose(skill),
    });
  const box = make("div", { class: "skills" }, ...row.skills.slice(0, SKILLS_SHOWN).map(chip));
  if (rest > 0)
    box.append(
      make("button", {
        type: "button",
        class: "skill more",
        text: `+${rest}`,
        "aria-label": `${rest} more skills`,
        onclick: (event) => event.currentTarget.replaceWith(...row.skills.slice(SKILLS_SHOWN).map(chip)),
      }),
    );
  if (!row.skills.length) box.append(make("span", { class: "none", text: "–" }));
  return box;
}
