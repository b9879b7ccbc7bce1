// An MCP server that keeps what people tell it, each their own, over Streamable HTTP and behind access tokens.
import { createMcpExpressApp } from '@modelcontextprotocol/sdk/server/express.js';
import { requireBearerAuth } from '@modelcontextprotocol/sdk/server/auth/middleware/bearerAuth.js';
import { getOAuthProtectedResourceMetadataUrl, mcpAuthMetadataRouter } from '@modelcontextprotocol/sdk/server/auth/router.js';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import { z } from 'zod';
import { verifier } from './tokens.js';

const { ISSUER = 'http://localhost:5000', PORT = '3100' } = process.env;
// What this server is called: in its metadata, in the `resource` that clients ask for, and in the `aud` of their tokens.
const resource = new URL(process.env.RESOURCE ?? `http://127.0.0.1:${PORT}/mcp`);
const kept = new Map();

function toolsOf(person) {
  const server = new McpServer({ name: 'memory', version: '1.0.0' });
  const mine = () => kept.get(person) ?? [];
  const say = (text) => ({ content: [{ type: 'text', text }] });
  server.registerTool(
    'remember',
    { description: 'Keeps a sentence for the person who says it.', inputSchema: { text: z.string().max(1000) } },
    ({ text }) => {
      kept.set(person, [...mine(), text].slice(-100));
      return say('Kept.');
    },
  );
  server.registerTool('recall', { description: 'Says what was kept for this person.' }, () => say(mine().join('\n')));
  return server;
}

const metadata = await (await fetch(`${ISSUER}/.well-known/oauth-authorization-server`)).json();
// RFC 8414 §3.3: whoever answers for another server does not vouch for it.
if (metadata.issuer !== ISSUER) throw new Error(`${ISSUER} calls itself ${metadata.issuer}.`);
const app = createMcpExpressApp();
// RFC 9728: whoever is refused finds out here which server to get a token from.
app.use(
  mcpAuthMetadataRouter({ oauthMetadata: metadata, resourceServerUrl: resource, scopesSupported: ['mcp'], resourceName: 'Memory' }),
);

const bearer = requireBearerAuth({
  verifier: verifier({ issuer: metadata.issuer, jwksUri: metadata.jwks_uri, audience: resource.href }),
  requiredScopes: ['mcp'],
  resourceMetadataUrl: getOAuthProtectedResourceMetadataUrl(resource),
  expectedResource: resource,
});

// Each request has a server of its own, so that any number of nodes can answer. What is kept belongs to the person.
app.post('/mcp', bearer, async (request, response) => {
  const transport = new StreamableHTTPServerTransport({ sessionIdGenerator: undefined });
  const server = toolsOf(request.auth.extra.subject);
  response.on('close', () => Promise.all([transport.close(), server.close()]));
  await server.connect(transport);
  await transport.handleRequest(request, response, request.body);
});
app.all('/mcp', (request, response) => response.status(405).set('Allow', 'POST').end());

app.listen(Number(PORT), '127.0.0.1', () => console.log(`Memory at ${resource}`));
