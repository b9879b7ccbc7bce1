using Identity.Server.Clients;
using Identity.Server.Clients.Metadata;
using Identity.Server.Interactions.Logouts;
using Identity.Server.Protocol.Authorize;
using Identity.Server.Protocol.Authorize.Answers;
using Identity.Server.Protocol.Wire;
using Identity.Server.Tokens;

namespace Identity.Server.Protocol.Logout;

/// <summary>What came of reading a logout request.</summary>
internal abstract record LogoutReading
{
    public sealed record Done(LogoutWish Wish) : LogoutReading;

    /// <param name="Page">Shown, and never sent to an address that came with the request.</param>
    public sealed record Refused(RefusalPage Page) : LogoutReading;
}

/// <summary>Reads a client's wish that somebody sign out. What does not fit is not used, and the browser led nowhere.</summary>
/// <remarks>OpenID Connect RP-Initiated Logout §2 and OpenID Connect RP-Initiated Logout §4.</remarks>
internal sealed class LogoutWishReader(ClientCatalog clients, IdTokenReader idTokens)
{
    // It is stored for whoever sends it, and belongs into an address: far below what both of them take.
    private const int LongestState = 2_000;

    public async ValueTask<LogoutReading> ReadAsync(AuthorizationParameters parameters, CancellationToken ct)
    {
        if (parameters[Parameter.State] is { Length: > LongestState })
            return Refuse($"state is longer than {LongestState} characters.");
        var hint = parameters[Parameter.IdTokenHint] is { } token ? await idTokens.ReadAsync(token, ct) : null;
        if (hint is null && parameters.Has(Parameter.IdTokenHint))
            return Refuse("id_token_hint is not an ID token that this server has issued, or has been altered.");

        var named = parameters[Parameter.ClientId];
        if (hint is not null && named is not null && named != hint.Client.ClientId)
        {
            return Refuse(
                hint.Client,
                "client_id is not the client that id_token_hint was issued to.",
                Received(Parameter.ClientId, named),
                new("aud", hint.Client.ClientId)
            );
        }

        var client = hint?.Client ?? (named is null ? null : clients.Find(named));
        if ((hint?.Client.ClientId ?? named) is { } asking && client is not { IsDisabled: false })
            return Refuse(client, "There is no such client.", Received(Parameter.ClientId, asking));
        if (WhyNotLeadTo(parameters[Parameter.PostLogoutRedirectUri], client) is { } refused)
            return refused;

        return new LogoutReading.Done(
            new LogoutWish
            {
                ClientId = client?.ClientId,
                PostLogoutRedirectUri = parameters[Parameter.PostLogoutRedirectUri],
                State = parameters.Has(Parameter.PostLogoutRedirectUri) ? parameters[Parameter.State] : null,
                SessionId = hint?.SessionId,
                UserId = hint?.UserId,
            }
        );
    }

    // OpenID Connect RP-Initiated Logout §3: without an ID token or a name there is nobody who could have registered it.
    private static LogoutReading.Refused? WhyNotLeadTo(string? uri, Client? client)
    {
        if (uri is null)
            return null;
        var received = Received(Parameter.PostLogoutRedirectUri, uri);
        if (client is null)
            return Refuse("post_logout_redirect_uri needs an id_token_hint or a client_id beside it.", received);
        // What is registered has been looked at; it is looked at again here, for a browser runs what it is sent to.
        return
            client.Metadata.PostLogoutRedirectUris?.Contains(uri, StringComparer.Ordinal) == true
            && RedirectAddresses.IsOne(uri)
            ? null
            : Refuse(
                client,
                "post_logout_redirect_uri is not one that the client has registered, character by character.",
                Received(Parameter.ClientId, client.ClientId),
                received
            );
    }

    private static LogoutReading.Refused Refuse(string problem, params KeyValuePair<string, string>[] received) =>
        Refuse(whose: null, problem, received);

    private static LogoutReading.Refused Refuse(
        Client? whose,
        string problem,
        params KeyValuePair<string, string>[] received
    ) => new(new RefusalPage(ProtocolError.InvalidRequest(problem) with { ClientId = whose?.ClientId }, received));

    private static KeyValuePair<string, string> Received(string name, string value) => new(name, value);
}
