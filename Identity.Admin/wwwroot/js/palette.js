// The command palette opens and moves here, so that it is never late; what it finds is drawn in the circuit.
const palette = () => document.getElementById("palette");
const options = () => [...(palette()?.querySelectorAll("[role=option]") ?? [])];
let chosen = null;

function choose(option) {
  if (chosen !== option) chosen?.setAttribute("aria-selected", "false");
  chosen = option ?? null;
  chosen?.setAttribute("aria-selected", "true");
  chosen?.scrollIntoView({ block: "nearest" });
  const input = palette()?.querySelector("input");
  if (chosen) input?.setAttribute("aria-activedescendant", chosen.id);
  else input?.removeAttribute("aria-activedescendant");
}

function open() {
  const dialog = palette();
  if (!dialog || dialog.open || document.querySelector("dialog[open]")) return;
  dialog.showModal();
  const input = dialog.querySelector("input");
  input.focus();
  input.select();
  choose(options()[0]);
  if (!dialog.watched) {
    dialog.watched = true;
    new MutationObserver(() => {
      if (!chosen?.isConnected || options()[0] !== chosen) choose(options()[0]);
    }).observe(dialog.querySelector(".palette-list"), { childList: true, subtree: true, characterData: true });
  }
}

document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
    event.preventDefault();
    open();
    return;
  }
  const dialog = palette();
  if (!dialog?.open) return;
  const all = options();
  const at = all.indexOf(chosen);
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    choose(all.at((at + (event.key === "ArrowDown" ? 1 : -1) + all.length) % all.length));
  } else if (event.key === "Enter") {
    event.preventDefault();
    chosen?.click();
  }
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-palette-open]")) open();
  const dialog = palette();
  if (!dialog?.open) return;
  // A click beside it, or one that leads away.
  if (event.target === dialog || event.target.closest("#palette [role=option]")) dialog.close();
});
