using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Identity.Server.Users.Passwords.Foreign;

/// <summary>Reads the texts that other systems keep PBKDF2 in.</summary>
internal static class Pbkdf2Text
{
    // ASP.NET Core Identity: a byte of version, and in version 3 three numbers before the salt.
    private const int Version2Length = 1 + Version2Salt + Version2Digest;
    private const int Version2Salt = 16;
    private const int Version2Digest = 32;
    private const int Version2Iterations = 1000;
    private const int Version3Header = 1 + 4 + 4 + 4;

    /// <returns>Null where it is none of these.</returns>
    public static HashReading? Read(string text) =>
        text.Split('$') switch
        {
            [var name, var iterations, var salt, var digest] when ByName(name, "pbkdf2_") is { } algorithm => Read(
                algorithm,
                iterations,
                Encoding.UTF8.GetBytes(salt),
                Base64(digest)
            ),
            ["", var name, var rounds, var salt, var digest] when ByName(name, "pbkdf2-") is { } algorithm => Read(
                algorithm,
                Iterations(rounds),
                Base64(salt),
                Base64(digest)
            ),
            [var method, var salt, var digest] when method.Split(':') is ["pbkdf2", var name, var iterations] => ByName(
                name,
                ""
            )
                is { } algorithm
                ? Read(algorithm, iterations, Encoding.UTF8.GetBytes(salt), Hex(digest))
                : null,
            [_] => ReadIdentity(text),
            _ => null,
        };

    /// <returns>Null for an algorithm that no system uses.</returns>
    public static HashAlgorithmName? ByName(string name, string prefix) =>
        // The first one was SHA-1, and needed no name.
        name == prefix.TrimEnd('-')
        && prefix.EndsWith('-')
            ? HashAlgorithmName.SHA1
        : !name.StartsWith(prefix, StringComparison.Ordinal) ? null
        : name[prefix.Length..] switch
        {
            "sha1" => HashAlgorithmName.SHA1,
            "sha256" => HashAlgorithmName.SHA256,
            "sha512" => HashAlgorithmName.SHA512,
            _ => null,
        };

    /// <summary>With or without padding, and with the dot that passlib writes for the plus.</summary>
    public static byte[]? Base64(string text)
    {
        var padded = text.TrimEnd('=').Replace('.', '+');
        padded = padded.PadRight((padded.Length + 3) / 4 * 4, '=');
        var bytes = new byte[padded.Length / 4 * 3];
        return Convert.TryFromBase64String(padded, bytes, out var length) ? bytes[..length] : null;
    }

    private static HashReading Read(HashAlgorithmName algorithm, string iterations, byte[]? salt, byte[]? digest) =>
        Pbkdf2Hash.Read(algorithm, Number(iterations), salt ?? [], digest ?? []);

    // passlib has the number alone, PHC strings name it and may name the length of the digest after it.
    private static string Iterations(string rounds) =>
        rounds.StartsWith("i=", StringComparison.Ordinal) ? rounds["i=".Length..].Split(",l=")[0] : rounds;

    private static int Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    private static byte[]? Hex(string text)
    {
        var bytes = new byte[text.Length / 2];
        return
            text.Length % 2 == 0
            && Convert.FromHexString(text, bytes, out _, out _) == System.Buffers.OperationStatus.Done
            ? bytes
            : null;
    }

    private static HashReading? ReadIdentity(string text)
    {
        if (text.Length % 4 != 0 || Base64(text) is not { } bytes)
            return null;
        if (bytes is [0, ..] && bytes.Length == Version2Length)
        {
            return Pbkdf2Hash.Read(
                HashAlgorithmName.SHA1,
                Version2Iterations,
                bytes[1..(1 + Version2Salt)],
                bytes[(1 + Version2Salt)..]
            );
        }
        return bytes is [1, ..] && bytes.Length > Version3Header ? ReadIdentity3(bytes) : null;
    }

    private static HashReading? ReadIdentity3(byte[] bytes)
    {
        var function = BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(1));
        var iterations = BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(5));
        var saltLength = BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(9));
        if (function > 2 || iterations > int.MaxValue || saltLength > bytes.Length - Version3Header)
            return null;

        var digestStart = Version3Header + (int)saltLength;
        HashAlgorithmName[] functions = [HashAlgorithmName.SHA1, HashAlgorithmName.SHA256, HashAlgorithmName.SHA512];
        return Pbkdf2Hash.Read(
            functions[function],
            (int)iterations,
            bytes[Version3Header..digestStart],
            bytes[digestStart..]
        );
    }
}
