using System.Security.Cryptography;
using Identity.Server.Database.Text;

namespace Identity.Server.Tokens;

/// <summary>A refresh token as the client holds it: where its family is found, and the secret that is good once.</summary>
/// <remarks>
/// `rt_` and 48 bytes in base64url: 16 that stay with the family, 32 that change at each rotation. The database holds
/// SHA-256 of either. A successor is derived and not drawn, so that a repeated request gets the same answer.
/// </remarks>
internal readonly struct RefreshHandle
{
    private const string Prefix = "rt_";
    private const int FamilyLength = 16;
    private const int Length = FamilyLength + 32;

    private readonly byte[] _bytes;

    private RefreshHandle(byte[] bytes) => _bytes = bytes;

    public static RefreshHandle Create() => new(RandomNumberGenerator.GetBytes(Length));

    /// <returns>The handle, or null where the text is none of ours: not known is not looked up.</returns>
    public static RefreshHandle? Read(string text) =>
        HandleText.Read(Prefix, Length, text) is { } bytes ? new RefreshHandle(bytes) : null;

    /// <summary>Where the family's row is found.</summary>
    public Guid Lookup => new(SHA256.HashData(_bytes.AsSpan(0, FamilyLength)).AsSpan(0, 16));

    /// <summary>What the row holds of the token that is good now.</summary>
    public byte[] Hash => SHA256.HashData(_bytes);

    /// <summary>The token that follows this one, the same whenever and on whichever node it is asked for.</summary>
    public RefreshHandle Successor(byte[] serverKey)
    {
        var bytes = new byte[Length];
        _bytes.AsSpan(0, FamilyLength).CopyTo(bytes);
        HMACSHA256.HashData(serverKey, _bytes, bytes.AsSpan(FamilyLength));
        return new RefreshHandle(bytes);
    }

    /// <summary>The text for the client. Kept out of <see cref="ToString"/>, which logs may call.</summary>
    public string Reveal() => HandleText.Write(Prefix, _bytes);

    public override string ToString() => "a refresh token";
}
