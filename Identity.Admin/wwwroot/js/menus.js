// Menus are details elements: they open without a script. This closes them, and moves between their items.
const open = () => document.querySelectorAll("details.menu[open]");

document.addEventListener("click", (event) => {
  for (const menu of open()) {
    const inside = menu.contains(event.target);
    const isItem = event.target.closest(".menu-items a, .menu-items button:not([data-theme-choice])");
    if (!inside || isItem) menu.open = false;
  }
});

document.addEventListener("keydown", (event) => {
  const menu = event.target.closest?.("details.menu");
  if (event.key === "Escape") {
    for (const one of open()) {
      one.open = false;
      one.querySelector("summary").focus();
    }
    return;
  }
  if (!menu?.open || (event.key !== "ArrowDown" && event.key !== "ArrowUp")) return;
  event.preventDefault();
  const items = [...menu.querySelectorAll(".menu-items a, .menu-items button:not(:disabled)")];
  const step = event.key === "ArrowDown" ? 1 : -1;
  const at = items.indexOf(document.activeElement);
  items.at((at + step + items.length) % items.length)?.focus();
});
