using System.Text.Json;
using System.Text.Json.Nodes;
using Identity.EndToEnd.Browser;
using Identity.EndToEnd.Processes;
using Identity.Server.Clients;
using Identity.Tests;

namespace Identity.EndToEnd.Clients;

/// <summary>A relying party that others wrote, registered with our server as its library wants it, and listening for answers.</summary>
internal sealed class Party : IAsyncDisposable
{
    public const string Scope = "openid email profile offline_access";

    private readonly Script _script;

    private Party(Script script) => _script = script;

    /// <param name="server">Ours.</param>
    /// <param name="library">The script that uses it.</param>
    /// <param name="method">How it authenticates.</param>
    /// <param name="with">What else is registered for it.</param>
    public static async Task<Party> RegisterAsync(
        TestServer server,
        string library,
        string method,
        Func<NewClient, string, NewClient>? with = null
    )
    {
        var script = library.EndsWith(".py", StringComparison.Ordinal)
            ? await Script.PythonAsync(library, "authlib.integrations.requests_client")
            : await Script.NodeAsync(library);
        var redirectUri = (await script.AskAsync("listen")).Value.GetString()!;
        var client = await server.AddAppAsync(
            redirectUri,
            asked =>
            {
                var made = asked with
                {
                    AuthenticationMethod = method switch
                    {
                        "client_secret_post" => ClientAuthenticationMethod.ClientSecretPost,
                        "none" => ClientAuthenticationMethod.None,
                        _ => ClientAuthenticationMethod.ClientSecretBasic,
                    },
                };
                return with?.Invoke(made, redirectUri) ?? made;
            }
        );
        var discovered = await script.AskAsync(
            "discover",
            new JsonObject
            {
                ["issuer"] = server.Issuer,
                ["clientId"] = client.Id,
                ["secret"] = client.Secret,
                ["method"] = method,
            }
        );
        Assert.Equal(server.Issuer, discovered.Value.GetProperty("issuer").GetString());
        return new Party(script);
    }

    public Task<Reply> AskAsync(string what, JsonObject? request = null) => _script.AskAsync(what, request);

    /// <summary>Sends somebody to sign in.</summary>
    public async Task SendAsync(Person person, JsonObject? request = null)
    {
        var asked = request ?? [];
        asked["scope"] ??= Scope;
        await person.Page.GotoAsync((await _script.AskAsync("begin", asked)).Value.GetString()!);
    }

    /// <summary>Somebody who has not been here before signs in, allows what is asked for, and is back.</summary>
    public async Task<JsonElement> SignInAsync(Person person, string email, JsonObject? request = null)
    {
        await SendAsync(person, request);
        await person.SignInAsync(email);
        await person.AllowAsync();
        return (await FinishAsync(person)).Value;
    }

    /// <summary>What the library makes of the answer that the browser has brought.</summary>
    public async Task<Reply> FinishAsync(Person person, JsonObject? request = null)
    {
        await person.Page.WaitForSelectorAsync("h1:has-text('Back at the app')");
        return await _script.AskAsync("finish", request);
    }

    public ValueTask DisposeAsync() => _script.DisposeAsync();
}
