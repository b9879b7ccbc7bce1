// The keyboard, for who has done this a thousand times. No key does anything while somebody types.
const patience = 1200;
let goes = 0;

const isTyping = (target) =>
  target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) || document.querySelector("dialog[open]");

const rows = () => [...document.querySelectorAll("[data-row-link]")].filter((link) => link.offsetParent);

function move(step) {
  const all = rows();
  const at = all.indexOf(document.activeElement);
  const next = all[at < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + step, 0), all.length - 1)];
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
}

const keys = {
  "?": () => document.getElementById("shortcuts")?.showModal(),
  "/": () => document.querySelector("[data-list-search]")?.focus(),
  j: () => move(1),
  k: () => move(-1),
  n: () => document.querySelector("[data-new]")?.click(),
  g: () => (goes = performance.now()),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || isTyping(event.target)) return;
  if (performance.now() - goes < patience && goes > 0) {
    goes = 0;
    const section = document.querySelector(`[data-go="${CSS.escape(event.key)}"]`);
    if (section) {
      event.preventDefault();
      section.click();
      return;
    }
  }
  const act = keys[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-shortcuts-open]")) document.getElementById("shortcuts")?.showModal();
});

// The link that leads over the rail takes the focus along, which the circuit's own way of following links does not.
document.addEventListener(
  "click",
  (event) => {
    if (!event.target.closest(".skip")) return;
    event.preventDefault();
    document.getElementById("content")?.focus();
  },
  { capture: true },
);
