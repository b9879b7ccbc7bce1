// An MCP client on the command line: `node client.js` says what is remembered, `node client.js "a sentence"` adds to it.
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { UnauthorizedError } from '@modelcontextprotocol/sdk/client/auth.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { Login } from './login.js';

const { SERVER = 'http://127.0.0.1:3100/mcp', SESSION = '.data/session.json' } = process.env;
const login = new Login(SESSION);
const connect = async () => {
  const transport = new StreamableHTTPClientTransport(new URL(SERVER), { authProvider: login });
  const client = new Client({ name: 'memory-client', version: '1.0.0' });
  try {
    await client.connect(transport);
    return client;
  } catch (error) {
    if (!(error instanceof UnauthorizedError)) throw error;
    // By now the SDK has read the server's metadata, registered this client and asked for the person.
    await transport.finishAuth(await login.code());
    return null;
  }
};

await login.listen();
try {
  const client = (await connect()) ?? (await connect());
  const [sentence] = process.argv.slice(2);
  if (sentence) await client.callTool({ name: 'remember', arguments: { text: sentence } });
  const { content } = await client.callTool({ name: 'recall' });
  console.log(`Remembered:\n${content[0].text}`);
  await client.close();
} finally {
  login.close();
}
