// A chart is drawn anew when the window changes. This says so for every other reason to: a folded rail, a page that settles.
export function watch(chart) {
  let width = 0;
  const watcher = new ResizeObserver(([entry]) => {
    if (!chart.isConnected) watcher.disconnect();
    const now = Math.round(entry.contentRect.width);
    if (now === width) return;
    width = now;
    window.dispatchEvent(new Event("resize"));
  });
  watcher.observe(chart);
}
