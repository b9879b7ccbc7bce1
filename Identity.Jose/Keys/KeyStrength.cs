using System.Numerics;
using System.Security.Cryptography;

namespace Identity.Jose.Keys;

/// <summary>Says why a key is too weak, or too costly, to be used at all.</summary>
internal static class KeyStrength
{
    public const int MinimumModulusBits = 2048;
    public const int MaximumModulusBits = 16384;
    public const int MaximumModulusLength = MaximumModulusBits / 8;
    public const int MaximumSignatureLength = MaximumModulusLength;
    private const int MaximumSecretLength = 4096;

    // The primes of the published fingerprint, CVE-2017-15361.
    private static readonly int[] FingerprintPrimes =
    [
        11,
        13,
        17,
        19,
        37,
        53,
        61,
        71,
        73,
        79,
        97,
        103,
        107,
        109,
        127,
        151,
        157,
    ];

    /// <returns>Null when the key may be used.</returns>
    /// <remarks>RFC 7518 §3.3: 2048 bits or more. FIPS 186-5 §A.1.1: an odd exponent of 65537 or more.</remarks>
    public static string? WhyRefused(RSAParameters key)
    {
        if (key.Modulus is not { Length: > 0 } modulus || key.Exponent is not { Length: > 0 } exponent)
            return "An RSA key needs n and e.";

        var bits = (modulus.Length * 8) - (byte.LeadingZeroCount(modulus[0]));
        if (bits < MinimumModulusBits)
            return $"An RSA modulus of {bits} bits is too weak.";
        if (bits > MaximumModulusBits)
            return $"An RSA modulus of {bits} bits is too large to compute with.";
        if (modulus[0] == 0 || (modulus[^1] & 1) == 0)
            return "The RSA modulus is malformed.";

        // A long exponent makes every verification slow, at the expense of whoever verifies.
        if (exponent.Length > sizeof(ulong))
            return "The RSA exponent is too large.";
        var e = new BigInteger(exponent, isUnsigned: true, isBigEndian: true);
        if (e < 65537 || e.IsEven)
            return "The RSA exponent is too small or even.";

        return HasPredictablePrimes(modulus) ? "The RSA key was made by a generator with predictable primes." : null;
    }

    /// <returns>Null when the secret may be used.</returns>
    public static string? WhyRefused(JwsAlgorithm algorithm, ReadOnlySpan<byte> secret)
    {
        if (secret.Length < algorithm.HashLength)
            return $"A secret for {algorithm.Name} has at least {algorithm.HashLength} bytes.";
        return secret.Length > MaximumSecretLength ? "The secret is too long." : null;
    }

    /// <summary>Every prime of a ROCA key is a power of 65537 modulo each small prime, and so is their product.</summary>
    private static bool HasPredictablePrimes(byte[] modulus)
    {
        var n = new BigInteger(modulus, isUnsigned: true, isBigEndian: true);
        foreach (var prime in FingerprintPrimes)
        {
            var residue = (int)(n % prime);
            var power = 1;
            var found = residue == power;
            for (var i = 1; i < prime && !found; i++)
            {
                power = power * (65537 % prime) % prime;
                found = residue == power;
            }
            if (!found)
                return false;
        }
        return true;
    }
}
