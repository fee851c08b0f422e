// The page. It asks the kernel a question, which is also the address's query, and shows
// the answer. Python validates; this file keeps history, theme and layout.
import { age, make, memory, number, utc } from "./elements.js";
import { makeChart } from "./chart.js";
import { makeTable } from "./table.js";
import { makeControls } from "./controls.js";
import { makeFooter } from "./footer.js";
import { makeLists } from "./lists.js";

function plotlyLoader(model) {
  let loading = null;
  const received = () =>
    new Promise((resolve) => {
      const take = (message, buffers) => {
        if (message.type !== "plotly") return;
        model.off("msg:custom", take);
        resolve(URL.createObjectURL(new Blob([buffers[0]], { type: "text/javascript" })));
      };
      model.on("msg:custom", take);
      model.send({ type: "plotly" });
    });
  const script = (address) =>
    new Promise((resolve, reject) =>
      document.head.append(make("script", { src: address, onload: resolve, onerror: reject })),
    );
  // Served beside the page under Voilà; a notebook interface gets it from the kernel.
  return () => {
    if (globalThis.Plotly) return Promise.resolve(globalThis.Plotly);
    loading ??= (async () => {
      await script(globalThis.firstRungPlotly ?? (await received()));
      return globalThis.Plotly;
    })();
    return loading;
  };
}

function render({ model, el }) {
  const served = Boolean(globalThis.firstRungPlotly); // a page of its own, with an address
  const loadPlotly = plotlyLoader(model);
  const root = make("div", { class: "first-rung" });
  el.append(root);
  let query = served ? Object.fromEntries(new URLSearchParams(location.search)) : {};
  let asked = 0;
  let shownNumber = 0;
  let latest = null;
  let parts = null;
  let figures = null;

  let told = false; // whether the kernel knows the visitor's lists as they are
  const lists = makeLists(() => {
    told = false;
    ask();
  });
  const csv = [];

  function ask(extra = {}) {
    asked += 1;
    model.send({ type: "ask", number: asked, query, ...(told ? {} : { mine: lists.mine() }), ...extra });
    told = true;
  }

  // changes: values by name, "" for a default; null starts over.
  function change(changes, { keepPage = false } = {}) {
    if (changes === null) query = {};
    else {
      const next = { ...query, ...changes };
      if (!keepPage) delete next.page;
      const same = (a, b) => JSON.stringify(Object.entries(a).sort()) === JSON.stringify(Object.entries(b).sort());
      if (same(next, query)) return;
      query = next;
    }
    ask({ history: "push" });
  }

  function address(answer) {
    query = answer.query;
    if (!served) return;
    const text = new URLSearchParams(answer.query).toString();
    const wanted = location.pathname + (text ? `?${text}` : "");
    if (wanted === location.pathname + location.search) return;
    if (answer.history === "push") history.pushState(null, "", wanted);
    else history.replaceState(null, "", wanted);
  }

  // Theme: the system's, unless the visitor chose.
  const media = matchMedia("(prefers-color-scheme: dark)");
  let theme = memory.read("theme", "system");
  const isDark = () => (theme === "system" ? media.matches : theme === "dark");
  function paint() {
    root.dataset.theme = isDark() ? "dark" : "light";
    if (served) document.documentElement.dataset.theme = root.dataset.theme;
    if (parts) parts.theme.textContent = isDark() ? "Light" : "Dark";
    if (figures) drawAll();
  }
  media.addEventListener("change", paint);

  function drawAll() {
    const colours = isDark() ? figures.dark : {};
    for (const [name, chart] of Object.entries(parts.charts)) {
      const figure = figures.figures[name];
      chart.node.hidden = !figure || !figure.data.length || !figure.data.some((trace) => trace.x.length);
      if (!chart.node.hidden) chart.draw(figure, colours);
    }
  }

  const legend = () => [
    make("span", { class: "key reach-key", text: "within reach" }),
    make("span", { class: "key beyond-key", text: "beyond" }),
  ];

  const agesLegend = () => [
    make("span", { class: "key reach-key", text: "half have at least" }),
    make("span", { class: "key beyond-key", text: "a quarter have at least" }),
  ];

  function build(options) {
    const fresh = make("p", { class: "fresh" });
    const theme_ = make("button", {
      type: "button", class: "quiet", "aria-label": "Switch between light and dark",
      onclick: () => {
        theme = isDark() ? "light" : "dark";
        memory.write("theme", theme);
        paint();
      },
    });
    const banner = make("div", { class: "banner", role: "status", hidden: true });
    const lead = make("p", { class: "lead" });
    const figuresBox = make("div", { class: "figures" });
    const hiddenLine = make("p", { class: "hidden-line" });
    const focus = (value) => {
      const next = latest?.state.focus === value ? "" : value;
      change({ focus: next, since: next === "flag-since" ? latest.state.since || lists.visit : "" });
    };
    const table = makeTable({ change, ask: (message) => model.send({ ...message, query }), lists });
    const controls = makeControls(options, change);
    const employer = (name) => {
      const wanted = `"${name.replaceAll('"', "")}"`;
      change({ employer: latest?.state.employer === wanted ? "" : wanted });
    };
    const charts = {
      years: makeChart("Years really required", legend(), 330, loadPlotly, focus),
      time: makeChart("When they were posted", legend(), 330, loadPlotly),
      skills: makeChart("Skills asked for", [], 330, loadPlotly, (skill) =>
        change({ skill: latest?.state.skill === skill ? "" : skill })),
      employers: makeChart("Hiring now, within reach", [], 280, loadPlotly, employer),
      growing: makeChart("Fastest growing occupations", ["surest first, 95 % interval"], 280, loadPlotly),
      truly: makeChart("Tagged entry level and true", ["share with 95 % interval"], 280, loadPlotly),
      companies: makeChart("Wrong tags by employer", ["most tagged first, 95 % interval"], 280, loadPlotly, employer),
      industries: makeChart("Wrong tags by industry", ["most tagged first, 95 % interval"], 280, loadPlotly),
      ages: makeChart("Applicants against age", agesLegend(), 280, loadPlotly),
      hours: makeChart("Hour of day", [], 240, loadPlotly),
      weekdays: makeChart("Weekday", [], 240, loadPlotly),
    };
    for (const [name, chart] of Object.entries(charts)) chart.node.dataset.chart = name;
    const { years, time, skills, ...more } = charts;
    const footer = makeFooter(served ? globalThis.firstRungBase : "");
    root.replaceChildren(
      make("header", {},
        make("h1", { text: "First Rung" }),
        make("p", { class: "tagline", text: "the jobs within reach, read to the last line" }),
        fresh, theme_),
      banner,
      make("section", { class: "answer", "aria-label": "The answer" }, lead, figuresBox),
      controls.node,
      hiddenLine,
      make("section", { class: "grid main-grid", "aria-label": "Charts" }, years.node, time.node, skills.node),
      table.node,
      make("section", { class: "grid more-grid", "aria-label": "Patterns" }, ...Object.values(more).map((chart) => chart.node)),
      footer.node,
    );
    return { fresh, theme: theme_, banner, lead, figuresBox, hiddenLine, table, controls, charts, footer, focus };
  }

  const strong = (value) => make("strong", { text: value });

  function showAnswer(answer) {
    if (answer.number < shownNumber) return; // an older question's answer, overtaken
    shownNumber = answer.number;
    latest = answer;
    address(answer);
    if (!parts) {
      parts = build(answer.options);
      paint();
    }
    const { headline, meta } = answer;
    const share = headline.tagged ? Math.round((100 * headline.wrong) / headline.tagged) : null;
    parts.lead.replaceChildren(
      ...(share === null
        ? ["No posting here is tagged entry level."]
        : [strong(number(headline.truly)), " of ", strong(number(headline.tagged)),
           " postings tagged entry level really are. ", strong(`${share} %`), " ask for more."]),
    );
    const tile = (value, text, name) =>
      make("button", { type: "button", class: `tile ${name}`, "aria-pressed": String(answer.state.focus === name), onclick: () => parts.focus(name) },
        make("span", { class: "value", text: value }), make("span", { class: "what", text }));
    parts.figuresBox.replaceChildren(
      make("div", { class: "tile plain" },
        make("span", { class: "value", text: number(headline.reach) }),
        make("span", { class: "what", text: `within reach of ${number(headline.matching)} posted` })),
      lists.visit || answer.state.since
        ? tile(number(headline.since), "new since your last visit", "flag-since")
        : tile(number(headline.new), "new this hour", "flag-new"),
      tile(number(headline.tagged), "tagged entry level", "flag-tagged"),
      tile(number(headline.truly), "of them truly are", "flag-truly"),
      tile(number(headline.wrong), "of them ask for more", "flag-wrong"),
    );
    const total = answer.hidden.reduce((sum, item) => sum + item.count, 0);
    parts.hiddenLine.replaceChildren(
      total ? `${number(total)} hidden: ` : "Nothing is hidden.",
      ...answer.hidden.flatMap((item, index) => [
        index ? ", " : "",
        make("button", { type: "button", class: "link", "data-reason": item.name,
          "aria-pressed": String(answer.state.focus === `hidden-${item.name}`),
          onclick: () => parts.focus(`hidden-${item.name}`), text: `${number(item.count)} ${item.text}` }),
      ]),
      ...(headline.applied
        ? [" · ", make("button", { type: "button", class: "link", "data-reason": "applied",
            "aria-pressed": String(answer.state.focus === "flag-applied"),
            onclick: () => parts.focus("flag-applied"), text: `${number(headline.applied)} you applied to` })]
        : []),
    );
    parts.controls.show(answer.state);
    parts.table.show(answer);
    parts.footer.show(answer);
    clock();
  }

  function clock() {
    if (!latest || !parts) return;
    const { data_as_of, stale_after_hours } = latest.meta;
    parts.fresh.textContent = `data ${age(data_as_of)} old`;
    if (parts.banner.dataset.kind === "publication") return;
    const hours = (Date.now() - Date.parse(data_as_of)) / 3.6e6;
    parts.banner.hidden = hours <= stale_after_hours;
    parts.banner.dataset.kind = "stale";
    if (!parts.banner.hidden)
      parts.banner.textContent = `These data are ${age(data_as_of)} old. The hourly run seems to have stopped; start one with: make run`;
  }
  const ticking = setInterval(clock, 30_000);

  function notice(text, action, act) {
    if (!parts) return;
    parts.banner.dataset.kind = "publication";
    parts.banner.hidden = false;
    parts.banner.replaceChildren(
      text,
      make("button", { type: "button", text: action, onclick: () => {
        parts.banner.dataset.kind = "";
        parts.banner.hidden = true;
        act();
      } }),
    );
  }
  const offer = (message) =>
    notice(`New data are ready, as of ${utc(message.data_as_of)}. `, "Show them", () => ask({ renew: true }));

  function nothing(message) {
    parts = null;
    root.replaceChildren(
      make("header", {}, make("h1", { text: "First Rung" })),
      make("section", { class: "card empty-page" },
        make("h2", { text: "No data yet" }),
        make("p", { text: message.reason }),
        make("p", {}, "Run ", make("code", { text: "make run" }), " in the project’s folder: it reads one hour of postings and takes about a minute. This page shows them as soon as they are there."),
        make("button", { type: "button", text: "Look again", onclick: () => ask() })),
    );
    paint();
  }

  // The table's lines come in parts; the last message has the name instead.
  function save(message) {
    if (!message.name) return csv.push(message.text);
    const address = URL.createObjectURL(new Blob(["\ufeff", ...csv.splice(0)], { type: "text/csv;charset=utf-8" }));
    const link = make("a", { href: address, download: message.name });
    link.click();
    setTimeout(() => URL.revokeObjectURL(address), 10_000);
  }

  const actions = {
    answer: showAnswer,
    charts: (message) => {
      if (message.number < shownNumber || !parts) return;
      figures = message;
      drawAll();
    },
    text: (message) => parts?.table.showText(message.key, message.pieces),
    previews: (message) => message.number === shownNumber && parts?.table.showPreviews(message.found),
    failed: () => notice("This could not be answered. ", "Try again", () => ask({ renew: true })),
    csv: save,
    publication: offer,
    nothing,
  };
  const receive = (message) => actions[message.type]?.(message);
  model.on("msg:custom", receive);
  const back = () => {
    query = Object.fromEntries(new URLSearchParams(location.search));
    ask();
  };
  if (served) addEventListener("popstate", back);
  addEventListener("pagehide", () => latest && lists.leave(latest.meta.data_as_of));
  paint();
  ask();
  return () => {
    clearInterval(ticking);
    removeEventListener("popstate", back);
    media.removeEventListener("change", paint);
  };
}

export default { render };
