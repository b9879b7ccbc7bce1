// Puts the cursor on a line of a text, and shows it.
export function goTo(area, line) {
  const lines = area.value.split("\n");
  const start = lines.slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0);
  area.focus();
  area.setSelectionRange(start, start + (lines[line - 1]?.length ?? 0));
  const height = area.scrollHeight / Math.max(1, lines.length);
  const top = area.getBoundingClientRect().top + window.scrollY + height * (line - 1);
  window.scrollTo({ top: top - window.innerHeight / 2 });
}
