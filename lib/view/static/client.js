// Under Voilà: connects the page's one widget to its kernel over Jupyter's own protocol.
// It speaks only comm messages, which is all the server lets through.
import view from "./view.js";

const config = JSON.parse(document.getElementById("page-config").textContent);
globalThis.firstRungBase = config.base;
globalThis.firstRungPlotly = `${config.base}page/plotly.min.js`;
const session = crypto.randomUUID?.() ?? `${Math.random()}`.slice(2);
const listeners = new Map();
const waiting = [];
let socket = null;
let tries = 0;

function message(content) {
  return JSON.stringify({
    channel: "shell",
    header: { msg_id: `${session}-${performance.now()}`, session, username: "", msg_type: "comm_msg", version: "5.3", date: new Date().toISOString() },
    parent_header: {},
    metadata: {},
    content: { comm_id: config.model, data: { method: "custom", content } },
  });
}

const model = {
  send(content) {
    if (socket?.readyState === WebSocket.OPEN) socket.send(message(content));
    else waiting.push(content);
  },
  on: (name, action) => (listeners.get(name) ?? listeners.set(name, new Set()).get(name)).add(action),
  off: (name, action) => listeners.get(name)?.delete(action),
};

function connect() {
  const address = new URL(`${config.base}api/kernels/${config.kernel}/channels?session_id=${session}`, location.href);
  address.protocol = address.protocol.replace("http", "ws");
  socket = new WebSocket(address);
  socket.onopen = () => {
    tries = 0;
    note("");
    for (const content of waiting.splice(0)) socket.send(message(content));
  };
  socket.onmessage = (event) => {
    if (typeof event.data !== "string") return;
    const { msg_type, content } = JSON.parse(event.data);
    if (msg_type !== "comm_msg" || content.comm_id !== config.model) return;
    if (content.data.method !== "custom") return;
    for (const action of [...(listeners.get("msg:custom") ?? [])]) action(content.data.content, []);
  };
  socket.onclose = async () => {
    tries += 1;
    const alive = await fetch(`${config.base}api/kernels/${config.kernel}`).then((r) => r.status !== 404, () => true);
    if (!alive) return note("This page has rested for a while.", true);
    if (tries > 1) note("The connection is lost; trying again…");
    setTimeout(connect, Math.min(500 * 2 ** tries, 15_000));
  };
}

function note(text, reload = false) {
  const place = document.getElementById("connection");
  place.textContent = text;
  place.hidden = !text;
  if (!reload) return;
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = "Continue";
  button.onclick = () => location.reload();
  place.append(" ", button);
}

if (config.model) {
  const place = document.getElementById("page");
  place.replaceChildren();
  view.render({ model, el: place });
  connect();
  addEventListener("pagehide", (event) => {
    if (event.persisted) return;
    const proof = new FormData(); // the server's own check against requests forged elsewhere
    proof.append("_xsrf", /(?:^|; )_xsrf=([^;]*)/.exec(document.cookie)?.[1] ?? "");
    navigator.sendBeacon(`${config.base}voila/api/shutdown/${config.kernel}`, proof);
  });
}
