// Copies what a button names, and says so.
import { say } from "./say.js";

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  event.preventDefault();
  event.stopPropagation();
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
  } catch {
    // No clipboard on plain http: the old way still works.
    const area = document.createElement("textarea");
    area.value = button.dataset.copy;
    button.after(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
  button.classList.add("is-done");
  say("Copied");
  setTimeout(() => button.classList.remove("is-done"), 1500);
});
