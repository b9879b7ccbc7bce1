using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Identity.Server.Clients;
using Identity.Server.Clients.Administration;
using Identity.Server.Management.Answering;
using Identity.Server.Management.Declaring;
using Identity.Server.Management.Wire;
using Identity.Server.Resources;
using Identity.Server.Roles;
using Identity.Server.Tokens;

namespace Identity.Server.Management.Api.Clients;

/// <summary>An address with which a client's sign-in can be tried in a browser.</summary>
internal sealed class TryUrlResource(CalledClients called, ApiCatalog apis, Issuer issuer) : IResource
{
    private const int VerifierBytes = 32;

    public string Tag => "Clients";

    public void Declare(Routes routes) =>
        routes.Get(
            "/clients/{client_id}/try-url",
            Permission.ClientsRead,
            "Make an address with which a client's sign-in can be tried",
            ReadAsync
        );

    private async Task<Reply<TryUrlAnswer>> ReadAsync(Call call, CancellationToken ct)
    {
        if ((await called.FindAsync(call, ct)).Refused(out var problem, out var found))
            return problem;
        if (WhyNot(found.Client) is { } why)
            return Problem.Conflict(why);

        var client = found.Client.Client;
        var verifier = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(VerifierBytes));
        // RFC 7636 §4.2
        var challenge = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)));
        (string Name, string Value)[] parameters =
        [
            ("client_id", client.ClientId),
            ("response_type", "code"),
            ("redirect_uri", client.RedirectUris[0]),
            ("scope", string.Join(' ', ScopesOf(client))),
            ("state", "try"),
            ("nonce", Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(VerifierBytes))),
            ("code_challenge", challenge),
            ("code_challenge_method", "S256"),
        ];
        var query = parameters
            .Where(one => one.Value.Length > 0)
            .Select(one => $"{one.Name}={Uri.EscapeDataString(one.Value)}");
        var url = $"{issuer.Endpoint(Issuer.AuthorizationPath)}?{string.Join('&', query)}";
        return new TryUrlAnswer(url, verifier);
    }

    private static string? WhyNot(AdministeredClient administered)
    {
        var (client, metadata) = (administered.Client, administered.Client.Metadata);
        return administered.IsDisabled ? "The client is disabled."
            : !client.GrantTypes.Contains("authorization_code") ? "The client does not sign people in with a code."
            : metadata.ResponseTypes is { } types && !types.Contains("code")
                ? "The client is registered for other response types than `code`."
            : client.RedirectUris.Length == 0 ? "The client has no redirect URI to lead people back to."
            : metadata.RequirePushedAuthorizationRequests == true
                ? "The client must push its requests: an address alone begins nothing."
            : metadata.RequireSignedRequestObject == true
                ? "The client must sign its requests, and its key is not here."
            : null;
    }

    // RFC 8707 §2: one token is for one API, so that scopes of one are enough to try.
    private IEnumerable<string> ScopesOf(NewClient client)
    {
        var known = apis.Snapshot;
        var audience = client.Scopes.Select(known.FindScope).FirstOrDefault(scope => scope is not null)?.Audience;
        return client.Scopes.Where(scope =>
            StandardScopes.All.Contains(scope) || known.FindScope(scope)?.Audience == audience && audience is not null
        );
    }
}

/// <summary>An address to be opened in a browser.</summary>
/// <param name="CodeVerifier">With which the code that comes of it can be redeemed.</param>
internal sealed record TryUrlAnswer(string Url, string CodeVerifier)
{
    public override string ToString() => nameof(TryUrlAnswer);
}
