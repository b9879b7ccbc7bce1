// The page: it knows who is signed in and what they noted, and has no token that anybody could take from it.
const find = (id) => document.getElementById(id);

/** Calls our own server. The header says that it is our own script that asks. */
async function call(path, options = {}) {
  const answer = await fetch(path, { ...options, headers: { 'X-Notes': '1', 'Content-Type': 'application/json' } });
  if (answer.status === 401) {
    show(null);
    return null;
  }
  if (!answer.ok) throw new Error('That did not work. Try again in a moment.');
  return answer.json();
}

function show(user) {
  find('waiting').hidden = true;
  find('signed-out').hidden = user !== null;
  find('signed-in').hidden = user === null;
  if (!user) {
    // Nothing of theirs stays on the screen.
    find('notes').replaceChildren();
    find('who').textContent = '';
    return;
  }
  find('who').textContent = `${user.name ?? ''} · ${user.email ?? ''}`;
  find('until').textContent = new Date(user.accessUntil).toLocaleTimeString();
}

async function refresh() {
  const user = await call('/bff/user');
  const notes = user && (await call('/api/notes'));
  show(notes && user);
  if (!notes) return;
  find('none').hidden = notes.length > 0;
  find('notes').replaceChildren(
    ...notes.map(({ text }) => Object.assign(document.createElement('li'), { textContent: text })),
  );
}

// Whatever fails is said in one place, and what was there before stays.
async function attempt(deed) {
  find('problem').textContent = '';
  try {
    await deed();
  } catch (error) {
    find('problem').textContent = error.message;
    if (!find('waiting').hidden) show(null);
  }
}

find('new').addEventListener('submit', (event) => {
  event.preventDefault();
  attempt(async () => {
    const text = find('text').value;
    if (await call('/api/notes', { method: 'POST', body: JSON.stringify({ text }) })) find('text').value = '';
    await refresh();
  });
});

find('sign-out').addEventListener('click', () =>
  attempt(async () => {
    const over = await call('/bff/sign-out', { method: 'POST' });
    if (over) location.assign(over.address);
  }),
);

// Who comes back to the page may have signed out elsewhere meanwhile.
document.addEventListener('visibilitychange', () => {
  if (!document.hidden && !find('signed-in').hidden) attempt(refresh);
});

if (location.search === '?problem') {
  history.replaceState(null, '', '/');
  find('problem').textContent = 'You are not signed in: something went wrong on the way, or it took too long.';
  show(null);
} else {
  attempt(refresh);
}
