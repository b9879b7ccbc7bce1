// Hands what the server has answered the hidden frame to the app around it.
import { session } from './session';

await session.signinSilentCallback();
