namespace Identity.Server.Users.Passwords.Foreign;

/// <summary>Names the hashes that this server does not verify, so that an import can say what it was given.</summary>
internal static class OtherHashes
{
    private static readonly (string Prefix, string Name)[] Known =
    [
        ("$argon2id$", "argon2id"),
        ("$argon2i$", "argon2i"),
        ("$argon2d$", "argon2d"),
        ("argon2$argon2", "argon2"),
        ("{argon2}", "argon2"),
        ("$scrypt$", "scrypt"),
        ("scrypt$", "scrypt"),
        ("scrypt:", "scrypt"),
        ("{scrypt}", "scrypt"),
        ("$7$", "scrypt"),
        ("$s0$", "scrypt"),
        ("$y$", "yescrypt"),
        ("$gy$", "gost-yescrypt"),
        ("bcrypt_sha256$", "bcrypt over SHA-256"),
        ("$bcrypt-sha256$", "bcrypt over SHA-256"),
        ("$5$", "sha256-crypt"),
        ("$6$", "sha512-crypt"),
        ("$1$", "md5-crypt"),
        ("$apr1$", "md5-crypt"),
        ("md5$", "salted MD5"),
        ("sha1$", "salted SHA-1"),
        ("$sha1$", "sha1-crypt"),
        ("$P$", "phpass"),
        ("$H$", "phpass"),
        ("{SSHA", "salted SHA"),
        ("{SHA", "SHA without salt"),
        ("{MD5}", "MD5 without salt"),
        ("{noop}", "plain text"),
        ("$pbkdf2", "PBKDF2 of an unknown kind"),
        ("pbkdf2", "PBKDF2 of an unknown kind"),
        ("{pbkdf2", "PBKDF2 of an unknown kind"),
    ];

    public static string ProblemOf(string text)
    {
        var name = Known
            .FirstOrDefault(known => text.StartsWith(known.Prefix, StringComparison.OrdinalIgnoreCase))
            .Name;
        return $"{name ?? ByShape(text)}: this server cannot verify it";
    }

    private static string ByShape(string text) =>
        text.All(char.IsAsciiHexDigit)
            ? text.Length switch
            {
                32 => "MD5 without salt",
                40 => "SHA-1 without salt",
                64 => "SHA-256 without salt",
                128 => "SHA-512 without salt",
                _ => "plain text or an unknown format",
            }
            : "plain text or an unknown format";
}
