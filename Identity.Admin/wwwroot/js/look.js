// How the site looks to this person. It is remembered in cookies, so that the first paint is right already.
const year = 31536000;
const root = document.documentElement;

function remember(name, value) {
  document.cookie = `${name}=${value}; path=/; max-age=${value ? year : 0}; samesite=lax`;
}

function choose(theme) {
  if (theme === "system") delete root.dataset.theme;
  else root.dataset.theme = theme;
  remember("admin-theme", theme === "system" ? "" : theme);
  press();
}

function press() {
  const theme = root.dataset.theme ?? "system";
  for (const button of document.querySelectorAll("[data-theme-choice]"))
    button.setAttribute("aria-pressed", String(button.dataset.themeChoice === theme));
}

function fold() {
  const isNarrow = root.dataset.rail === "narrow";
  if (isNarrow) delete root.dataset.rail;
  else root.dataset.rail = "narrow";
  remember("admin-rail", isNarrow ? "" : "narrow");
}

function drawer(isOpen) {
  if (isOpen) {
    root.dataset.drawer = "open";
    document.querySelector(".rail a")?.focus();
  } else if (root.dataset.drawer) {
    delete root.dataset.drawer;
    document.querySelector("[data-drawer-open]")?.focus();
  }
}

document.addEventListener("click", (event) => {
  const choice = event.target.closest("[data-theme-choice]");
  if (choice) choose(choice.dataset.themeChoice);
  if (event.target.closest("[data-rail-fold]")) fold();
  if (event.target.closest("[data-drawer-open]")) drawer(true);
  else if (event.target.closest("[data-drawer-close]") || event.target.closest(".rail a")) drawer(false);
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") drawer(false);
});
// The pressed one is marked when its menu opens: the circuit draws the menu, and does not know the choice.
document.addEventListener("toggle", press, true);

// Exact times in the person's own time zone, where only "3 minutes ago" is written.
const exact = new Intl.DateTimeFormat(undefined, { dateStyle: "full", timeStyle: "medium" });
for (const kind of ["pointerover", "focusin"]) {
  document.addEventListener(kind, (event) => {
    const time = event.target.closest?.("time[datetime]");
    if (time && !time.dataset.exact) {
      time.dataset.exact = "yes";
      time.title = exact.format(new Date(time.dateTime));
    }
  });
}
