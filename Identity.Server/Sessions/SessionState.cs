using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Identity.Server.Database.Sealing;

namespace Identity.Server.Sessions;

/// <summary>What clients are told of a browser's session, so that their own page can ask ours whether it is still the same.</summary>
/// <remarks>OpenID Connect Session Management §2 and OpenID Connect Session Management §3.2.</remarks>
internal sealed class SessionState(MasterKey master)
{
    private const int SaltLength = 16;

    private readonly byte[] _key = master.Derive("browser states");

    /// <summary>
    /// What a script of ours can read in a browser: another for each session, and worth nothing to whoever has it. It does
    /// not change with the session's handle, for it is the same person still.
    /// </summary>
    public string BrowserStateOf(Guid sessionId)
    {
        Span<byte> id = stackalloc byte[16];
        sessionId.TryWriteBytes(id, bigEndian: true, out _);
        Span<byte> state = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(_key, id, state);
        return Base64Url.EncodeToString(state);
    }

    /// <summary>The session_state of an authorization answer.</summary>
    /// <param name="redirectUri">Where the answer goes; the client's page that asks is of the same origin.</param>
    /// <param name="sessionId">Null where nobody is signed in.</param>
    /// <returns>Null where the answer goes to no page of the web.</returns>
    public string? For(string clientId, string redirectUri, Guid? sessionId)
    {
        if (OriginOf(redirectUri) is not { } origin)
            return null;
        var salt = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SaltLength));
        var state = sessionId is { } id ? BrowserStateOf(id) : "";
        return Salted(clientId, origin, state, salt);
    }

    // As the script of the page computes it again from what it is sent and what the browser holds.
    internal static string Salted(string clientId, string origin, string browserState, string salt)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{clientId} {origin} {browserState} {salt}"));
        return $"{Base64Url.EncodeToString(hash)}.{salt}";
    }

    // RFC 6454 §6.2, as browsers write it: in lower case, and without the port that goes without saying.
    private static string? OriginOf(string redirectUri) =>
        Uri.TryCreate(redirectUri, UriKind.Absolute, out var uri) && uri.Scheme is "https" or "http"
            ? uri.GetLeftPart(UriPartial.Authority)
            : null;
}
