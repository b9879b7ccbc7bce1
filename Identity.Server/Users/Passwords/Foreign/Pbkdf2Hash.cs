using System.Globalization;
using System.Security.Cryptography;

namespace Identity.Server.Users.Passwords.Foreign;

/// <summary>A password hashed by PBKDF2, as ASP.NET Core Identity, Django, Keycloak and others do it.</summary>
/// <remarks>RFC 8018 §5.2.</remarks>
internal sealed record Pbkdf2Hash(
    HashAlgorithmName Algorithm,
    int Iterations,
    ReadOnlyMemory<byte> Salt,
    ReadOnlyMemory<byte> Digest
)
{
    /// <summary>Iterations times blocks; some four seconds, as of the dearest bcrypt. More in an import would hold a thread for longer.</summary>
    public const int MostWork = 10_000_000;

    /// <summary>Under this, two passwords could share a digest by chance.</summary>
    public const int ShortestDigest = 16;
    public const int LongestDigest = 64;
    public const int LongestSalt = 64;

    private string Name => $"pbkdf2-{Algorithm.Name!.ToLowerInvariant()}";

    public static HashReading Read(HashAlgorithmName algorithm, int iterations, byte[] salt, byte[] digest)
    {
        var hash = new Pbkdf2Hash(algorithm, iterations, salt, digest);
        if (iterations < 1 || salt.Length is 0 or > LongestSalt || digest.Length is < ShortestDigest or > LongestDigest)
        {
            return new HashReading($"{hash.Name}: malformed");
        }

        var blocks = (digest.Length + BytesOf(algorithm) - 1) / BytesOf(algorithm);
        return (long)iterations * blocks > MostWork
            ? new HashReading($"{hash.Name} of {iterations} iterations: dearer than any that is verified here")
            : new HashReading(new StoredHash.OfPbkdf2(hash));
    }

    public bool Verify(ReadOnlySpan<byte> utf8Password)
    {
        Span<byte> derived = stackalloc byte[LongestDigest];
        derived = derived[..Digest.Length];
        Rfc2898DeriveBytes.Pbkdf2(utf8Password, Salt.Span, derived, Iterations, Algorithm);
        var isMatch = CryptographicOperations.FixedTimeEquals(derived, Digest.Span);
        CryptographicOperations.ZeroMemory(derived);
        return isMatch;
    }

    /// <summary>As the PHC string format has it: base64 without padding.</summary>
    public string ToText() =>
        string.Create(CultureInfo.InvariantCulture, $"${Name}$i={Iterations}${Base64(Salt)}${Base64(Digest)}");

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Name} {Iterations}");

    private static string Base64(ReadOnlyMemory<byte> bytes) => Convert.ToBase64String(bytes.Span).TrimEnd('=');

    private static int BytesOf(HashAlgorithmName algorithm) =>
        algorithm == HashAlgorithmName.SHA512 ? 64
        : algorithm == HashAlgorithmName.SHA256 ? 32
        : 20;
}
