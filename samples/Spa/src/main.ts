// The page: what is shown, and what its buttons do.
import type { User } from 'oidc-client-ts';
import { read, write } from './notes';
import { finishSignIn, resume, session } from './session';

const find = <T extends HTMLElement>(id: string): T => document.getElementById(id) as T;

function show(user: User | null): void {
  find('waiting').hidden = true;
  find('signed-out').hidden = user !== null;
  find('signed-in').hidden = user === null;
  if (!user) return;
  find('who').textContent = `${user.profile.name ?? user.profile.sub} · ${user.profile.email ?? ''}`;
  find('until').textContent = new Date((user.expires_at ?? 0) * 1000).toLocaleTimeString();
}

async function showNotes(): Promise<void> {
  const notes = await read();
  find('none').hidden = notes.length > 0;
  find('notes').replaceChildren(
    ...notes.map(({ text }) => Object.assign(document.createElement('li'), { textContent: text })),
  );
}

// Whatever fails is said in one place, and what was there before stays.
function attempt(deed: () => Promise<unknown>): void {
  find('problem').textContent = '';
  deed().catch((error: unknown) => {
    find('problem').textContent = error instanceof Error ? error.message : String(error);
    find('waiting').hidden = true;
    if (find('signed-in').hidden) find('signed-out').hidden = false;
  });
}

const onClick = (id: string, deed: () => Promise<unknown>) => find(id).addEventListener('click', () => attempt(deed));

onClick('sign-in', () => session.signinRedirect());
onClick('refresh', () => session.signinSilent());
onClick('sign-out', () => session.signoutRedirect());
find('new').addEventListener('submit', (event) => {
  event.preventDefault();
  attempt(async () => {
    const field = find<HTMLInputElement>('text');
    await write(field.value);
    field.value = '';
    await showNotes();
  });
});

session.events.addUserLoaded(show);
session.events.addUserUnloaded(() => show(null));
// The person has signed out elsewhere: nothing of theirs stays on the screen.
session.events.addUserSignedOut(() => session.removeUser());

attempt(async () => {
  await finishSignIn();
  if (!(await session.getUser())) await resume();
  const user = await session.getUser();
  show(user);
  if (user) await showNotes();
});
