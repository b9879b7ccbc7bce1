using Identity.Admin.Blocks.Code;

namespace Identity.Admin.Sections.Clients.Snippets;

/// <summary>Settings for clients of MCP servers, with the protocol's own SDK.</summary>
internal static class AgentSnippets
{
    public static Snippet SignIn(AppTerms app)
    {
        var listens = app.Listens;
        return Snippet.Of(
            "MCP client",
            "npm install @modelcontextprotocol/sdk",
            $$"""
            import { randomBytes } from "node:crypto";
            import { createServer } from "node:http";
            import { Client } from "@modelcontextprotocol/sdk/client/index.js";
            import { UnauthorizedError } from "@modelcontextprotocol/sdk/client/auth.js";
            import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";

            const server = new URL(process.env.MCP_SERVER); // Its metadata names {{app.Issuer}} as whom to ask.
            const listener = createServer();
            await new Promise((resolve) => listener.listen({{(
                listens is { IsDefaultPort: false } ? listens.Port : 0
            )}}, "{{listens?.Host ?? "127.0.0.1"}}", resolve));
            const redirectUrl = `http://{{listens?.Host ?? "127.0.0.1"}}:${listener.address().port}{{AppTerms.PathOf(
                app.RedirectUri
            )}}`;
            const state = randomBytes(16).toString("base64url");
            const kept = {};

            const authProvider = {
              redirectUrl,
              clientMetadata: { redirect_uris: [redirectUrl], token_endpoint_auth_method: {{Literal.Text(
                app.Method
            )}} },
              clientInformation: () => ({
                client_id: {{Literal.Text(app.Client.ClientId)}},
            {{Snippet.If(app.Client.HasSecret, $"    client_secret: process.env.{AppTerms.SecretVariable},")}}
              }),
              state: () => state,
              tokens: () => kept.tokens,
              saveTokens: (tokens) => (kept.tokens = tokens),
              codeVerifier: () => kept.verifier,
              saveCodeVerifier: (verifier) => (kept.verifier = verifier),
              redirectToAuthorization: (url) => console.log(`Open ${url}`),
            };

            const code = new Promise((resolve, reject) =>
              listener.on("request", (request, response) => {
                const answer = new URL(request.url, redirectUrl).searchParams;
                if (!answer.has("state")) return response.writeHead(404).end();
                response.end("You can close this page.");
                const isOurs = answer.get("state") === state && answer.get("iss") === {{Literal.Text(app.Issuer)}};
                if (isOurs && answer.has("code")) resolve(answer.get("code"));
                else reject(new Error(answer.get("error_description") ?? "The answer belongs to another question."));
              }),
            );
            const connect = async (transport) => {
              const client = new Client({ name: {{Literal.Text(app.Client.DisplayName)}}, version: "1.0.0" });
              await client.connect(transport);
              return client;
            };

            const first = new StreamableHTTPClientTransport(server, { authProvider });
            const client = await connect(first).catch(async (error) => {
              if (!(error instanceof UnauthorizedError)) throw error;
              await first.finishAuth(await code);
              return connect(new StreamableHTTPClientTransport(server, { authProvider }));
            });
            console.log(await client.listTools());
            listener.close();
            """
        );
    }
}
