using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Identity.Jose.Keys;

namespace Identity.Jose.Wire;

/// <summary>Turns a JSON object into a <see cref="Jwk"/> whose members have the types, alphabets and lengths they must have.</summary>
/// <remarks>RFC 7517 §4; RFC 7518 §6. Members we do not know are ignored, as RFC 7517 §4 wants.</remarks>
internal static class JwkReader
{
    private const int MaximumOperations = 8;

    public static bool TryRead(JsonElement json, [NotNullWhen(true)] out Jwk? jwk, [NotNullWhen(false)] out string? why)
    {
        jwk = null;
        if (json.ValueKind != JsonValueKind.Object)
        {
            why = "A JWK is a JSON object.";
            return false;
        }

        var read = new Jwk { Kty = "" };
        foreach (var member in json.EnumerateObject())
        {
            if (member.NameEquals("key_ops"))
            {
                if (Operations(member.Value) is not { } operations)
                {
                    why = "key_ops is not an array of distinct strings.";
                    return false;
                }
                read = read with { KeyOps = operations };
                continue;
            }

            if (!IsKnown(member.Name))
                continue;
            if (member.Value.ValueKind != JsonValueKind.String)
            {
                why = $"{member.Name} is not a string.";
                return false;
            }
            read = With(read, member.Name, member.Value.GetString()!);
        }

        why = WhyRefused(read) ?? (json.TryGetProperty("oth", out _) ? "An RSA key has two primes here." : null);
        if (why is not null)
            return false;
        jwk = read;
        return true;
    }

    private static bool IsKnown(string name) =>
        name
            is "kty"
                or "use"
                or "alg"
                or "kid"
                or "crv"
                or "x"
                or "y"
                or "n"
                or "e"
                or "d"
                or "p"
                or "q"
                or "dp"
                or "dq"
                or "qi"
                or "k";

    private static Jwk With(Jwk jwk, string name, string value) =>
        name switch
        {
            "kty" => jwk with { Kty = value },
            "use" => jwk with { Use = value },
            "alg" => jwk with { Alg = value },
            "kid" => jwk with { Kid = value },
            "crv" => jwk with { Crv = value },
            "x" => jwk with { X = value },
            "y" => jwk with { Y = value },
            "n" => jwk with { N = value },
            "e" => jwk with { E = value },
            "d" => jwk with { D = value },
            "p" => jwk with { P = value },
            "q" => jwk with { Q = value },
            "dp" => jwk with { Dp = value },
            "dq" => jwk with { Dq = value },
            "qi" => jwk with { Qi = value },
            _ => jwk with { K = value },
        };

    /// <summary>RFC 7517 §4.3: an array of strings, none of them twice.</summary>
    private static List<string>? Operations(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Array || json.GetArrayLength() > MaximumOperations)
            return null;

        var operations = new List<string>(json.GetArrayLength());
        foreach (var item in json.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.String)
                return null;
            var operation = item.GetString()!;
            if (operations.Contains(operation))
                return null;
            operations.Add(operation);
        }
        return operations;
    }

    private static string? WhyRefused(Jwk jwk) =>
        jwk.Kty switch
        {
            Kty.Rsa => WhyRsaRefused(jwk),
            Kty.Ec => WhyEcRefused(jwk),
            Kty.Oct => jwk.K is not null && StrictBase64Url.IsCanonical(jwk.K) ? null : "k is missing or malformed.",
            "" => "kty is missing.",
            _ => "The kty is not supported.",
        };

    private static string? WhyRsaRefused(Jwk jwk)
    {
        if (!IsPositiveInteger(jwk.N) || !IsPositiveInteger(jwk.E))
            return "n or e is missing or malformed.";
        var hasPrimes = (jwk.P ?? jwk.Q ?? jwk.Dp ?? jwk.Dq ?? jwk.Qi) is not null;
        if (jwk.D is null)
            return hasPrimes ? "Primes without d are no private key." : null;

        // RFC 7518 §6.3.2: with one of the primes' members come all; without them the framework cannot sign.
        foreach (var member in (ReadOnlySpan<string?>)[jwk.D, jwk.P, jwk.Q, jwk.Dp, jwk.Dq, jwk.Qi])
        {
            if (!IsUnsigned(member))
                return "A private RSA member is missing or malformed.";
        }
        return null;
    }

    private static string? WhyEcRefused(Jwk jwk)
    {
        if (NamedCurve.Find(jwk.Crv) is not { } curve)
            return "The crv is missing or not supported.";

        // RFC 7518 §6.2.1.2: the length of a coordinate is the curve's, leading zeros and all.
        if (!HasLength(jwk.X, curve.CoordinateLength) || !HasLength(jwk.Y, curve.CoordinateLength))
            return "x or y is missing or not as long as its curve wants.";
        return jwk.D is null || HasLength(jwk.D, curve.CoordinateLength)
            ? null
            : "d is not as long as its curve wants.";
    }

    private static bool HasLength(string? text, int length) =>
        text is not null && StrictBase64Url.TryDecode(text, out var bytes) && bytes.Length == length;

    private static bool IsUnsigned(string? text) => text is { Length: > 0 } && StrictBase64Url.IsCanonical(text);

    /// <summary>RFC 7518 §2, Base64urlUInt: as few octets as the number needs, so that a key has one thumbprint.</summary>
    private static bool IsPositiveInteger(string? text) =>
        text is not null && StrictBase64Url.TryDecode(text, out var bytes) && bytes.Length > 0 && bytes[0] != 0;
}
