using System.Diagnostics;
using System.Text;
using Identity.Jose;
using Identity.Server.Clients;
using Identity.Server.Clients.KeySets;
using Identity.Server.Keys.Encryption;
using Identity.Server.Protocol.Wire;
using Identity.Server.Tokens;

namespace Identity.Server.Protocol.RequestObjects;

/// <summary>Says whether a request object was signed by its client, for this server, for now; one that is encrypted is decrypted first.</summary>
/// <remarks>RFC 9101 §6.1 and RFC 9101 §6.2; OpenID Connect Core §6.3.</remarks>
internal sealed class RequestObjectVerifier(Issuer issuer, ClientKeys keys, EncryptionKeys ours, TimeProvider clock)
{
    /// <summary>A longer one is refused unread: as much as a form may have, however it comes.</summary>
    public const int Longest = 32 * 1024;

    // RFC 9101 §10.8: what a client signs for something else, an assertion or a DPoP proof, says so.
    private static readonly string[] Types = ["JWT", "oauth-authz-req+jwt"];

    public async ValueTask<Outcome<JwtClaims>> VerifyAsync(string text, Client client, CancellationToken ct)
    {
        if (text.Length > Longest)
            return Refuse("it is too long");
        if (Decrypt(text, client) is not { } signed)
            return Refuse("it is encrypted, and not to us");
        // RFC 8725 §3.2: `none` is no algorithm here, so that an object without a signature ends at this point.
        if (CompactJws.PeekHeader(signed) is not { } header)
            return Refuse("it is not signed");
        if (!IsRegistered(client, header.Algorithm))
            return Refuse($"it is signed with {header.Algorithm}, which is not registered");
        var (verifying, why) = await keys.FindForVerifyingAsync(client, header, clock.GetUtcNow(), ct);
        if (verifying is null)
            return Refuse($"there are no keys: {why}");

        var expected = new JwtExpectations
        {
            Types = Types,
            AcceptMissingType = true,
            RequireExpiration = false,
        };
        return Jwt.Validate(signed, verifying, expected, clock.GetUtcNow()) switch
        {
            JwtVerdict.Valid valid => WhyRefused(valid.Claims, client) is { } reason ? Refuse(reason) : valid.Claims,
            JwtVerdict.Invalid invalid => Refuse(invalid.Reason),
            _ => throw new UnreachableException(),
        };
    }

    // RFC 9101 §4: who it is from and for, where it says so.
    private string? WhyRefused(JwtClaims claims, Client client)
    {
        if (claims.Issuer is { } from && from != client.ClientId)
            return "its iss is not the client";
        if (claims.TryGet("aud", out _) && !claims.Audience.Contains(issuer.Value, StringComparer.Ordinal))
            return "its aud is somebody else";
        // RFC 9101 §10.8: with the client as its sub it could be shown as the client's assertion, by everybody who saw it.
        return claims.Subject == client.ClientId ? "its sub is the client" : null;
    }

    // RFC 9101 §6.2; OpenID Connect Dynamic Client Registration §2. A secret signs only where that was agreed on.
    private static bool IsRegistered(Client client, JwsAlgorithm algorithm) =>
        client.Metadata.RequestObjectSigningAlg is { } name ? name == algorithm.Name : !algorithm.IsSymmetric;

    /// <summary>What is inside, or the text itself where it is not encrypted; null where it cannot be decrypted.</summary>
    private string? Decrypt(string text, Client client)
    {
        if (text.AsSpan().Count('.') != 4)
            return text;
        if (CompactJwe.PeekHeader(text) is not { } header)
            return null;
        return CompactJwe.TryDecrypt(text, KeysFor(header, client), out var decrypted, out _)
            ? Encoding.Latin1.GetString(decrypted.Plaintext.Span)
            : null;
    }

    private DecryptionKeys KeysFor(JweHeader header, Client client)
    {
        if (!header.Algorithm.IsSymmetric)
            return ours.Ring.Decryption;
        var now = clock.GetUtcNow();
        return client.Metadata.RequestObjectEncryptionAlg != header.Algorithm.Name
            ? new DecryptionKeys()
            : new DecryptionKeys(
                client
                    .Secrets.Where(secret => secret.Key is not null && secret.IsGoodAt(now))
                    .Select(secret => secret.Key!.ForDecrypting(header.Algorithm, header.Encryption))
            );
    }

    private static ProtocolError Refuse(string reason) =>
        ProtocolError.InvalidRequestObjectBecause($"The request object is refused: {reason}");
}
