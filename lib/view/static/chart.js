// Draw Plotly figures made in Python; the colours follow the page's theme.
import { make, number } from "./elements.js";

const settings = { displayModeBar: false, responsive: false, showTips: false };

export function recolour(value, colours) {
  if (typeof value === "string") return colours[value] ?? value;
  if (Array.isArray(value)) return value.map((item) => recolour(item, colours));
  if (value && typeof value === "object")
    return Object.fromEntries(
      Object.entries(value).map(([name, item]) => [name, recolour(item, colours)]),
    );
  return value;
}

// A label without Plotly's markup.
const plain = (name) =>
  String(name).replaceAll("<br>", " ").replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");

// One chart: `choose`, when given, is called with the value behind a clicked mark.
export function makeChart(title, note, height, loadPlotly, choose = null) {
  const box = make("div", { class: "plot", style: `min-height:${height}px`, "aria-hidden": "true" });
  const choices = make("ul", { class: "choices" });
  const node = make(
    "figure",
    { class: "card chart" },
    make("figcaption", {}, make("h3", { text: title }), make("p", { class: "note" }, ...note)),
    box,
    choices,
  );
  let latest = null;
  let listening = false;

  async function draw(figure, dark) {
    latest = [figure, dark];
    list(figure);
    const Plotly = await loadPlotly();
    if (latest[0] !== figure || latest[1] !== dark || !node.isConnected) return;
    const [wanted, colours] = latest;
    const shown = recolour(wanted, colours);
    if (box.clientWidth < 345) shown.layout.xaxis.tickfont.size = 9;
    shown.layout.width = Math.max(box.clientWidth, 200);
    await Plotly.react(box, shown.data, shown.layout, settings);
    box.style.minHeight = `${shown.layout.height}px`;
    box.dataset.drawn = String(Number(box.dataset.drawn ?? 0) + 1);
    if (choose && !listening) {
      listening = true;
      box.classList.add("clickable");
      box.on("plotly_click", (event) => choose(String(event.points[0].customdata)));
    }
  }

  // The same marks as a list: for keyboards and for those who listen to the page.
  function list(figure) {
    const totals = new Map();
    for (const trace of figure.data) {
      const lying = trace.orientation === "h";
      const names = lying ? trace.y : trace.x;
      const values = lying ? trace.x : trace.y;
      names.forEach((name, index) => {
        const key = choose ? trace.customdata[index] : String(name);
        const item = totals.get(key) ?? { label: plain(name), count: 0 };
        item.count += Number(values[index]) || 0;
        totals.set(key, item);
      });
    }
    choices.replaceChildren(
      ...[...totals].map(([key, { label, count }]) => {
        const text = `${label}: ${number(Math.round(count))}`;
        return make(
          "li",
          {},
          choose
            ? make("button", { type: "button", text, onclick: () => choose(key) })
            : make("span", { text }),
        );
      }),
    );
  }

  new ResizeObserver(() => {
    const drawn = box.querySelector(".main-svg");
    if (latest && drawn && Math.abs(drawn.clientWidth - box.clientWidth) > 1) draw(...latest);
  }).observe(box);

  return { node, draw };
}
