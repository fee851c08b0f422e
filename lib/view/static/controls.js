// The controls: each one changes the question, and shows the question that was answered.
import { later, make } from "./elements.js";

export function makeControls(options, change) {
  const settle = later(180, change);

  const years = make("input", {
    type: "range", min: "0", max: "15", step: "1", id: "fr-years",
    oninput: () => {
      say();
      settle({ years: years.value });
    },
  });
  const said = make("output", { for: "fr-years" });
  const say = () => (said.textContent = years.value === "1" ? "1 year" : `${years.value} years`);

  const box = (name, label, action) => {
    const input = make("input", { type: "checkbox", name, onchange: action });
    return { input, node: make("label", { class: "switch" }, input, make("span", { text: label })) };
  };
  const kinds = options.kinds.map(([name, label]) => [
    name,
    box(name, label, () =>
      change({ kinds: kinds.filter(([, item]) => item.input.checked).map(([kind]) => kind).join(".") }),
    ),
  ]);
  const extras = [["senior", "Senior titles"], ["closed", "Closed"], ["copies", "Every copy"]].map(
    ([name, label]) => {
      const item = box(name, label, () => change({ [name]: item.input.checked ? "1" : "0" }));
      return [name, item];
    },
  );

  const units = Object.keys(options.units).map((unit) => {
    const input = make("input", { type: "radio", name: "unit", value: unit, onchange: () => change({ unit, oldest: "", newest: "" }) });
    return [unit, input, make("label", {}, input, make("span", { text: unit }))];
  });
  const slide = (label) =>
    make("input", { type: "range", "aria-label": label, step: "1", oninput: moved });
  const from = slide("From, how long ago");
  const until = slide("Until, how long ago");
  const span = make("output", {});
  const double = make("div", { class: "double" }, from, until);
  let unit = "days";
  // Left is long ago: the sliders count units back from the data's moment.
  function ends() {
    const limit = Number(from.max);
    const oldest = Math.max(1, limit - Number(from.value));
    const newest = Math.min(limit - Number(until.value), limit - 1);
    return [Math.max(oldest, newest + 1), Math.min(newest, oldest - 1)];
  }
  function describe() {
    const [oldest, newest] = ends();
    const one = unit.slice(0, -1);
    fill();
    span.textContent = newest
      ? `${oldest} to ${newest} ${unit} ago`
      : oldest === 1 ? `last ${one}` : `last ${oldest} ${unit}`;
  }
  function fill() {
    const limit = Number(from.max);
    const [oldest, newest] = ends();
    double.style.setProperty("--from", `${(100 * (limit - oldest)) / limit}%`);
    double.style.setProperty("--until", `${(100 * (limit - newest)) / limit}%`);
  }
  function moved() {
    describe();
    const [oldest, newest] = ends();
    settle({ oldest: String(oldest), newest: String(newest) });
  }

  const field = (name, label, hint, list) => {
    const input = make("input", {
      type: "search", id: `fr-${name}`, placeholder: hint, autocomplete: "off", spellcheck: "false",
      list: list ? `fr-${name}-list` : null, maxlength: "120",
      oninput: () => typed({ [name]: input.value }),
      onchange: () => change({ [name]: input.value }),
    });
    const node = make("div", { class: "field" }, make("label", { for: `fr-${name}`, text: label }), input);
    if (list)
      node.append(make("datalist", { id: `fr-${name}-list` }, ...list.map((value) => make("option", { value }))));
    return [name, input, node];
  };
  const typed = later(350, change);
  const fields = [
    field("words", "Search titles and texts", "nurse -night \"on call\"", null),
    field("place", "Place", "Toronto", options.suggestions.place),
    field("employer", "Employer", "name, or -name", options.suggestions.employer),
  ];

  const reset = make("button", { type: "button", class: "quiet", text: "Start over", onclick: () => change(null) });
  const node = make(
    "section",
    { class: "card controls", "aria-label": "What is within my reach" },
    make("div", { class: "reach" },
      make("label", { for: "fr-years", class: "have" }, "I have ", said, " of experience"),
      years,
      make("div", { class: "ticks", "aria-hidden": "true" }, ...["0", "5", "10", "15"].map((text) => make("span", { text })))),
    make("fieldset", { class: "kinds" },
      make("legend", { text: "Show postings where years are" }), ...kinds.map(([, item]) => item.node)),
    make("fieldset", { class: "when" },
      make("legend", {}, "Posted in the ", span),
      make("div", { class: "units" }, ...units.map(([, , label]) => label)),
      double),
    make("div", { class: "fields" }, ...fields.map(([, , item]) => item)),
    make("fieldset", { class: "kinds extras" },
      make("legend", { text: "Also show" }), ...extras.map(([, item]) => item.node), reset),
  );

  function show(state) {
    if (document.activeElement !== years) years.value = String(Math.round(state.years));
    say();
    for (const [name, item] of kinds) item.input.checked = state.kinds.includes(name);
    for (const [name, item] of extras) item.input.checked = state[name];
    unit = state.unit;
    for (const [name, input] of units) input.checked = name === unit;
    const limit = options.units[unit];
    for (const input of [from, until]) {
      input.min = "0";
      input.max = String(limit);
    }
    if (document.activeElement !== from) from.value = String(limit - state.oldest);
    if (document.activeElement !== until) until.value = String(limit - state.newest);
    describe();
    for (const [name, input] of fields)
      if (document.activeElement !== input) input.value = state[name];
  }

  return { node, show };
}
