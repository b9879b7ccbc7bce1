// A dialog of the circuit's, shown by the browser: it keeps the focus inside, and gives it back.
export function show(dialog) {
  if (!dialog.isConnected || dialog.open) return;
  // What opened it may stand in a menu that is closed by now: then the menu's button gets the focus back.
  const opener = document.activeElement;
  const before = opener?.closest("details.menu")?.querySelector("summary") ?? opener;
  dialog.showModal();
  dialog.querySelector("[autofocus], input, textarea, select, .dialog-foot button")?.focus();
  new MutationObserver((_, watch) => {
    if (dialog.isConnected) return;
    watch.disconnect();
    if (before?.isConnected) before.focus();
  }).observe(document.body, { childList: true, subtree: true });
}

// Closed in the circuit and nowhere else: it knows what was asked.
export function hold(dialog, open) {
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    open.invokeMethodAsync("Dismiss");
  });
}
