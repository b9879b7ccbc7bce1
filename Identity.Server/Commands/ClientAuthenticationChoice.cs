using System.CommandLine;
using System.Text.Json;
using Identity.Jose.Wire;
using Identity.Server.Clients;
using Identity.Server.Clients.Metadata;

namespace Identity.Server.Commands;

/// <summary>How a new client is to show that it is itself, or why that cannot be said.</summary>
internal sealed record ChosenAuthentication(
    ClientAuthenticationMethod Method,
    ClientMetadata Metadata,
    string? Problem = null
);

/// <summary>The options that say how a client shows that it is itself: one of them, or none for a secret in the header.</summary>
internal sealed class ClientAuthenticationChoice
{
    private readonly Option<bool> _public = new("--public")
    {
        Description = "No secret: an app that runs in people's hands.",
    };
    private readonly Option<bool> _post = new("--secret-post")
    {
        Description = "The secret comes in the form and not in the header.",
    };
    private readonly Option<bool> _secretJwt = new("--secret-jwt")
    {
        Description = "It signs assertions with its secret (client_secret_jwt).",
    };
    private readonly Option<string?> _jwks = new("--jwks")
    {
        Description = "A file with its public keys, a JWK set: it signs assertions with its own key (private_key_jwt).",
    };
    private readonly Option<string?> _jwksUri = new("--jwks-uri")
    {
        Description = "The URL at which it publishes them.",
    };
    private readonly Option<string?> _algorithm = new("--signing-alg")
    {
        Description = "The one algorithm that its assertions are signed with.",
    };

    public IEnumerable<Option> Options => [_public, _post, _secretJwt, _jwks, _jwksUri, _algorithm];

    public async Task<ChosenAuthentication> ReadAsync(ParseResult arguments, CancellationToken ct)
    {
        var path = arguments.GetValue(_jwks);
        var url = arguments.GetValue(_jwksUri);
        (bool IsChosen, ClientAuthenticationMethod Method)[] ways =
        [
            (arguments.GetValue(_public), ClientAuthenticationMethod.None),
            (arguments.GetValue(_post), ClientAuthenticationMethod.ClientSecretPost),
            (arguments.GetValue(_secretJwt), ClientAuthenticationMethod.ClientSecretJwt),
            (path is not null, ClientAuthenticationMethod.PrivateKeyJwt),
            (url is not null, ClientAuthenticationMethod.PrivateKeyJwt),
        ];
        var chosen = ways.Where(way => way.IsChosen).Select(way => way.Method).ToList();
        if (chosen.Count > 1)
            return Failed("Choose one of --public, --secret-post, --secret-jwt, --jwks and --jwks-uri.");

        var keys = path is null ? (Json: null, Problem: null) : await ReadKeysAsync(path, ct);
        if (keys.Problem is { } problem)
            return Failed(problem);
        return new ChosenAuthentication(
            chosen is [var method] ? method : ClientAuthenticationMethod.ClientSecretBasic,
            new ClientMetadata
            {
                Jwks = keys.Json,
                JwksUri = url,
                TokenEndpointAuthSigningAlg = arguments.GetValue(_algorithm),
            }
        );
    }

    private static async Task<(JsonElement? Json, string? Problem)> ReadKeysAsync(string path, CancellationToken ct)
    {
        try
        {
            var bytes = await File.ReadAllBytesAsync(path, ct);
            return StrictJson.TryParseObject(bytes, out var json) ? (json, null) : (null, $"{path} is no JSON object.");
        }
        catch (IOException e)
        {
            return (null, e.Message);
        }
        catch (UnauthorizedAccessException e)
        {
            return (null, e.Message);
        }
    }

    private static ChosenAuthentication Failed(string problem) =>
        new(ClientAuthenticationMethod.None, ClientMetadata.Empty, problem);
}
