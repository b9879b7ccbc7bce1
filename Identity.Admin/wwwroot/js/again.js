// Looks every few seconds whether the server answers again, and goes on as soon as it does.
const every = 5000;
const away = 503;

setInterval(async () => {
  try {
    const answer = await fetch(location.href, { redirect: "manual", cache: "no-store" });
    if (answer.status !== away) location.reload();
  } catch {
    // This site does not answer either, for now.
  }
}, every);
