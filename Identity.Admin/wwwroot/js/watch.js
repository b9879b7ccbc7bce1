// Asks the circuit to look whether its person may still be here: every few seconds while the page can be seen.
const every = 5000;
let timer;

export function begin(frame) {
  // From now on what is typed and pressed is heard.
  document.documentElement.dataset.live = "";
  const look = () => {
    if (document.visibilityState === "visible") frame.invokeMethodAsync("LookAsync").catch(() => {});
  };
  clearInterval(timer);
  timer = setInterval(look, every);
  document.addEventListener("visibilitychange", look);
}
