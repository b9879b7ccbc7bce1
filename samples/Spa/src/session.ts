// Who is signed in, by oidc-client-ts: code and PKCE by redirect, renewal in a frame that nobody sees.
import { InMemoryWebStorage, UserManager, WebStorageStateStore } from 'oidc-client-ts';

const here = `${location.origin}/`;

export const session = new UserManager({
  authority: import.meta.env.VITE_ISSUER ?? 'http://localhost:5000',
  client_id: import.meta.env.VITE_CLIENT_ID ?? 'notes-spa',
  redirect_uri: here,
  silent_redirect_uri: `${here}silent.html`,
  post_logout_redirect_uri: here,
  scope: 'openid profile email notes.read notes.write',
  // Name and address are told at userinfo, and not in the ID token that a code is exchanged for.
  loadUserInfo: true,
  // Tokens live in memory alone: no script that comes later finds them, and a reload asks the server's session for new ones.
  userStore: new WebStorageStateStore({ store: new InMemoryWebStorage() }),
  monitorSession: true,
});

/** An answer that the server has sent the browser here with, if it has. */
export async function finishSignIn(): Promise<void> {
  if (!new URLSearchParams(location.search).has('state')) return;
  try {
    await session.signinRedirectCallback();
  } finally {
    // Neither a reload nor the history is to use the code again.
    history.replaceState(null, '', location.pathname);
  }
}

/** Whether the person has a session at the server already, with this app let in: nobody is asked anything. */
export async function resume(): Promise<void> {
  try {
    await session.signinSilent();
  } catch (error) {
    // OpenID Connect Core §3.1.2.6: somebody has to be asked, which a click on the button does.
    if (!(error instanceof Error && /_required$/.test((error as { error?: string }).error ?? ''))) throw error;
  }
}
