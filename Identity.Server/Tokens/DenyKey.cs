using System.Security.Cryptography;
using System.Text;

namespace Identity.Server.Tokens;

/// <summary>Names what the deny list can end: one token, one grant, one session, everything of one person. Purposes never collide.</summary>
internal static class DenyKey
{
    /// <param name="name">The token's jti, or what was signed where its profile has none.</param>
    public static Guid OfToken(string name) => Of("token", name);

    public static Guid OfGrant(Guid grantId) => grantId;

    /// <param name="sessionId">The browser session that tokens came of.</param>
    public static Guid OfSession(Guid sessionId) => sessionId;

    /// <param name="subject">The person's id, or their e-mail address where the API's tokens have that.</param>
    public static Guid OfSubject(string subject) => Of("subject", subject);

    private static Guid Of(string purpose, string name)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{purpose}\n{name}"), hash);
        return new Guid(hash[..16]);
    }
}
