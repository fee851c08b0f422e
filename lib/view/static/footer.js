// The footer: what the data are, how they were read, and how the last runs went.
import { foreign, make, number, utc } from "./elements.js";

const runColumns = [
  ["hour", "Hour, UTC"],
  ["outcome", "Outcome"],
  ["scraped", "Rows read"],
  ["new", "New"],
  ["rejected", "Refused"],
  ["seconds", "Seconds"],
];

// base: where the server keeps the page's documents; "" when there is no server.
export function makeFooter(base) {
  const data = make("p");
  const runs = make("tbody");
  const panel = make(
    "details",
    {},
    make("summary", { text: "The last runs" }),
    make(
      "div",
      { class: "scroll runs", tabindex: "0", role: "region", "aria-label": "The last runs" },
      make(
        "table",
        {},
        make("caption", { class: "unseen", text: "The last runs of the pipeline" }),
        make("thead", {}, make("tr", {}, ...runColumns.map(([name, text]) => make("th", { scope: "col", class: `r-${name}`, text })))),
        runs,
      ),
    ),
  );
  const link = (name, text) =>
    base ? make("a", { href: `${base}page/${name}`, text }) : make("span", { text });
  const node = make(
    "footer",
    {},
    data,
    make("p", {},
      "Years are read from each posting’s own text by fixed rules: ",
      link("method.html", "the method"), ", ", link("benchmark.html", "how often it is right"),
      ". Applicants are shown as the board counts them."),
    make("p", { text: "Which postings you saw, where you applied and whom you hid is kept in this browser only." }),
    panel,
  );

  function show({ meta, options }) {
    data.replaceChildren(
      "Data as of ", make("time", { datetime: meta.data_as_of, text: utc(meta.data_as_of) }),
      " · run ", foreign(meta.run_id, "code"), " · source ", foreign(meta.source), " · all times in UTC");
    panel.hidden = !options.runs.length;
    runs.replaceChildren(
      ...options.runs.map((run) =>
        make("tr", { class: ["done", "complete"].includes(run.outcome) ? "" : "troubled" },
          ...runColumns.map(([name]) => {
            const value = run[name];
            const text = typeof value === "number" ? number(Math.round(value)) : value ?? "–";
            return make("td", { class: `r-${name}` }, foreign(text));
          })),
      ),
    );
  }

  return { node, show };
}
