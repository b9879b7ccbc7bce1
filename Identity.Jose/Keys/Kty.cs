namespace Identity.Jose.Keys;

/// <summary>The <c>kty</c> values we understand.</summary>
/// <remarks>RFC 7518 §6.1.</remarks>
internal static class Kty
{
    public const string Rsa = "RSA";
    public const string Ec = "EC";
    public const string Oct = "oct";
}
