// Small helpers. Untrusted text reaches the page only through textContent and value;
// addresses only through safeAddress.

export function make(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "text") node.textContent = value;
    else if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value === true) node.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined)
      node.setAttribute(name, value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

// Text of strangers: isolated, so that right-to-left marks end where it ends.
export function foreign(text, tag = "bdi", attributes = {}) {
  return make(tag, { dir: "auto", ...attributes, text: text ?? "" });
}

export function safeAddress(text) {
  try {
    const address = new URL(String(text));
    const known = address.protocol === "https:" || address.protocol === "http:";
    return known ? address.href : null;
  } catch {
    return null;
  }
}

const whole = new Intl.NumberFormat("en");
export const number = (value) => whole.format(value);
export const plural = (count, one, many) => `${number(count)} ${count === 1 ? one : many}`;

export function age(moment, now = Date.now()) {
  const hours = (now - Date.parse(moment)) / 3.6e6;
  if (!Number.isFinite(hours)) return "";
  if (hours < 1) return `${Math.max(0, Math.round(hours * 60))} min`;
  if (hours < 48) return `${Math.round(hours)} h`;
  return `${Math.round(hours / 24)} days`;
}

export const utc = (moment) =>
  moment ? `${moment.slice(0, 10)} ${moment.slice(11, 16)} UTC` : "";

// What stays in this browser: lists of posting keys, the theme, the last visit.
export const memory = {
  read(name, otherwise) {
    try {
      return JSON.parse(localStorage.getItem(`first-rung:${name}`)) ?? otherwise;
    } catch {
      return otherwise;
    }
  },
  write(name, value) {
    try {
      localStorage.setItem(`first-rung:${name}`, JSON.stringify(value));
    } catch {
      // A browser that keeps nothing still shows everything.
    }
  },
};

export function later(milliseconds, action) {
  let timer;
  return (...values) => {
    clearTimeout(timer);
    timer = setTimeout(() => action(...values), milliseconds);
  };
}
