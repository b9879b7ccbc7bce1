// The API's part of this app: samples/Api.Express.
import { session } from './session';

const address = `${import.meta.env.VITE_API ?? 'http://localhost:3001'}/notes`;

export interface Note {
  text: string;
  at: string;
}

export const read = async (): Promise<Note[]> => (await call('GET')).json();

export const write = (text: string): Promise<Response> => call('POST', { text });

async function call(method: string, body?: object): Promise<Response> {
  const first = await send(method, body);
  if (first.ok) return first;
  // A token may have gone bad on the way; it is renewed once, and not for ever.
  if (first.status === 401 && (await session.signinSilent())) {
    const second = await send(method, body);
    if (second.ok) return second;
  }
  throw new Error(`The notes cannot be reached (${first.status}).`);
}

async function send(method: string, body?: object): Promise<Response> {
  const user = await session.getUser();
  return fetch(address, {
    method,
    headers: { Authorization: `Bearer ${user?.access_token}`, 'Content-Type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  });
}
