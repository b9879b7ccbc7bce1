// Says something to who does not see it happen.
export function say(words) {
  const region = document.getElementById("spoken");
  if (!region) return;
  region.textContent = "";
  requestAnimationFrame(() => (region.textContent = words));
}
