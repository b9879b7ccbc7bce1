using System.Text;
using Identity.Server.Users.Passwords.Foreign;
using Identity.Tests;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Identity.Server.Tests.Users.Passwords.Foreign;

public sealed class StoredHashTests
{
    // All made by Python's hashlib.pbkdf2_hmac, except where it says something else.
    private const string Password = "Größe-72 ☃";
    private const string Salt = "8PHy8/T19vf4+fr7/P3+/w";
    private const string Phc = $"$pbkdf2-sha256$i=1000${Salt}$urOyUQh/jjOATd8oHoSqvgYKpV00kmZ0btRuzW5MDgU";

    [Theory]
    [InlineData(Phc)]
    [InlineData($"$pbkdf2-sha256$i=1000,l=32${Salt}$urOyUQh/jjOATd8oHoSqvgYKpV00kmZ0btRuzW5MDgU")]
    [InlineData(
        $"$pbkdf2-sha1$i=1000${Salt}$SBhUuKO0GMTSD7yNyWGlymqemsDdoy812CLSNoDxz/pOS+h2Ky5+/43uK+60FStOvsRVV66ztB3Kya+CdZHBdA"
    )]
    // Django
    [InlineData("pbkdf2_sha256$1000$q7Rb0sXn2LwTz4$As93gw6rN7p0H2NxyNlpDY2QvlqYvXjstesoaucKhhw=")]
    [InlineData("pbkdf2_sha1$1000$q7Rb0sXn2LwTz4$+bI/hC0q7ZaQra40376EdXUeZFU=")]
    // Werkzeug
    [InlineData("pbkdf2:sha256:1000$q7Rb0sXn2LwTz4$02cf77830eab37ba741f6371c8d9690d8d90be5a98bd78ecb5eb286ae70a861c")]
    // passlib
    [InlineData("$pbkdf2$1000$8PHy8/T19vf4.fr7/P3./w$SBhUuKO0GMTSD7yNyWGlymqemsA")]
    [InlineData("$pbkdf2-sha256$1000$8PHy8/T19vf4.fr7/P3./w$urOyUQh/jjOATd8oHoSqvgYKpV00kmZ0btRuzW5MDgU")]
    [InlineData(
        "$pbkdf2-sha512$1000$8PHy8/T19vf4.fr7/P3./w$3VKkRYHsj5Qinm81gLN37xqwynXC8/EBGEj2Hm2rzFEWwy633hJd1hRV3VSlPzSNy8QDSEEE4NO1ytZMuAVDwQ"
    )]
    // ASP.NET Core Identity: version 2, and version 3 with each of its functions
    [InlineData("APDx8vP09fb3+Pn6+/z9/v9IGFS4o7QYxNIPvI3JYaXKap6awN2jLzXYItI2gPHP+g==")]
    [InlineData("AQAAAAAAAAPoAAAAEPDx8vP09fb3+Pn6+/z9/v9IGFS4o7QYxNIPvI3JYaXKap6awN2jLzXYItI2gPHP+g==")]
    [InlineData("AQAAAAEAAAPoAAAAEPDx8vP09fb3+Pn6+/z9/v+6s7JRCH+OM4BN3ygehKq+BgqlXTSSZnRu1G7NbkwOBQ==")]
    [InlineData("AQAAAAIAAAPoAAAAEPDx8vP09fb3+Pn6+/z9/v/dUqRFgeyPlCKebzWAs3fvGrDKdcLz8QEYSPYebavMUQ==")]
    public void A_hash_from_elsewhere_is_verified_and_has_one_text_of_ours(string text)
    {
        Assert.True(StoredHash.TryParse(text, out var hash));

        Assert.True(hash.Verify(Encoding.UTF8.GetBytes(Password)));
        Assert.False(hash.Verify(Encoding.UTF8.GetBytes(Password + "!")));
        Assert.True(hash.NeedsRehash(12));
        Assert.True(StoredHash.TryParse(hash.ToText(), out var again));
        Assert.Equal(hash.ToText(), again.ToText());
        Assert.True(again.Verify(Encoding.UTF8.GetBytes(Password)));
        Assert.InRange(hash.ToText().Length, 1, StoredHash.LongestText);
    }

    [Theory]
    // passlib's documentation
    [InlineData("$pbkdf2-sha256$6400$.6UI/S.nXIk8jcbdHx3Fhg$98jZicV16ODfEsEZeYPGHU3kbrUrvUEXOPimVSQDD44")]
    // RFC 6070 §2
    [InlineData("$pbkdf2-sha1$i=4096$c2FsdA$SwB5AbdlSJq+rUnZJvch0GWkKcE")]
    public void A_known_hash_is_verified(string text)
    {
        Assert.True(StoredHash.TryParse(text, out var hash));
        Assert.True(hash.Verify("password"u8));
    }

    [Theory]
    [InlineData(PasswordHasherCompatibilityMode.IdentityV2, 1000)]
    [InlineData(PasswordHasherCompatibilityMode.IdentityV3, 1000)]
    [InlineData(PasswordHasherCompatibilityMode.IdentityV3, 100_000)]
    public void What_the_framework_hashes_is_verified(PasswordHasherCompatibilityMode mode, int iterations)
    {
        var options = new PasswordHasherOptions { CompatibilityMode = mode, IterationCount = iterations };
        var theirs = new PasswordHasher<object>(Options.Create(options)).HashPassword(new object(), Password);

        Assert.True(StoredHash.TryParse(theirs, out var hash));
        Assert.True(hash.Verify(Encoding.UTF8.GetBytes(Password)));
        Assert.False(hash.Verify("another"u8));
    }

    [Theory]
    [InlineData("$2b$06$KDsVvt8WeIRzPwlcgWH5M.LqYzAtfrQ0v7nFLRRchLTLw7ghLGyl.")]
    [InlineData("bcrypt$$2b$06$KDsVvt8WeIRzPwlcgWH5M.LqYzAtfrQ0v7nFLRRchLTLw7ghLGyl.")]
    [InlineData("{bcrypt}$2b$06$KDsVvt8WeIRzPwlcgWH5M.LqYzAtfrQ0v7nFLRRchLTLw7ghLGyl.")]
    public void Bcrypt_is_verified_whatever_stands_before_it(string text)
    {
        Assert.True(StoredHash.TryParse(text, out var hash));
        Assert.True(hash.Verify("correct horse"u8));
        Assert.Equal("$2b$06$KDsVvt8WeIRzPwlcgWH5M.LqYzAtfrQ0v7nFLRRchLTLw7ghLGyl.", hash.ToText());
        Assert.False(hash.NeedsRehash(6));
        Assert.True(hash.NeedsRehash(12));
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("$2x$05$/OK.fbVrR/bpIqNJ5ianF.CE5elHaaO4EbggVDjb8P19RukzXSM3e", "bcrypt 2x")]
    [InlineData("$2b$17$/OK.fbVrR/bpIqNJ5ianF.CE5elHaaO4EbggVDjb8P19RukzXSM3e", "cost 17")]
    [InlineData("$2b$12$tooshort", "bcrypt: malformed")]
    [InlineData("$argon2id$v=19$m=65536,t=3,p=4$c29tZXNhbHQ$RdescudvJCsgt3ub+b2dWRWJTmaQh2Zr1rvk0vRvGVE", "argon2id")]
    [InlineData("argon2$argon2id$v=19$m=102400,t=2,p=8$c29tZXNhbHQ$RdescudvJCsgt3ub", "argon2")]
    [InlineData("$scrypt$ln=16,r=8,p=1$aM15713r3Xsvxbi31lqr1Q$nFNh2CVHVjNldFVKDHDlm4CbdRSCdEBsjjJxD+iCs5E", "scrypt")]
    [InlineData("scrypt:32768:8:1$abc$0123", "scrypt")]
    [InlineData("scrypt$16384$salt$8$1$hash", "scrypt")]
    [InlineData("$6$saltsalt$hash", "sha512-crypt")]
    [InlineData("$5$saltsalt$hash", "sha256-crypt")]
    [InlineData("$1$saltsalt$hash", "md5-crypt")]
    [InlineData("$apr1$saltsalt$hash", "md5-crypt")]
    [InlineData("$y$j9T$salt$hash", "yescrypt")]
    [InlineData("$P$B12345678abcdefghijklmnopqrstu", "phpass")]
    [InlineData("bcrypt_sha256$$2b$12$rest", "bcrypt over SHA-256")]
    [InlineData("5f4dcc3b5aa765d61d8327deb882cf99", "MD5 without salt")]
    [InlineData("{SSHA}0123456789", "salted SHA")]
    [InlineData("hunter2", "plain text")]
    [InlineData("$pbkdf2-sha3$i=1000$c2FsdA$SwB5AbdlSJq+rUnZJvch0GWkKcE", "PBKDF2 of an unknown kind")]
    [InlineData("$pbkdf2-sha1$i=0$c2FsdA$SwB5AbdlSJq+rUnZJvch0GWkKcE", "malformed")]
    [InlineData("$pbkdf2-sha1$i=-5$c2FsdA$SwB5AbdlSJq+rUnZJvch0GWkKcE", "malformed")]
    [InlineData("$pbkdf2-sha1$i=4096$$SwB5AbdlSJq+rUnZJvch0GWkKcE", "malformed")]
    [InlineData("$pbkdf2-sha1$i=4096$c2FsdA$SwB5", "malformed")]
    [InlineData("$pbkdf2-sha1$i=4096$c2FsdA$", "malformed")]
    [InlineData("$pbkdf2-sha256$i=10000001$c2FsdA$urOyUQh/jjOATd8oHoSqvgYKpV00kmZ0btRuzW5MDgU", "dearer")]
    [InlineData("AQAAAAF/////AAAAEPDx8vP09fb3+Pn6+/z9/v+6s7JRCH+OM4BN3ygehKq+BgqlXTSSZnRu1G7NbkwOBQ==", "dearer")]
    public void What_cannot_be_verified_is_called_by_its_name(string text, string name)
    {
        Assert.False(StoredHash.TryParse(text, out _));

        Assert.Contains(name, StoredHash.Problem(text)!, StringComparison.Ordinal);
    }

    [Fact]
    public void A_long_digest_is_as_dear_as_its_blocks()
    {
        var digest = new string('A', 86);

        Assert.Null(StoredHash.Problem($"$pbkdf2-sha256$i=5000000$c2FsdA${digest}"));
        Assert.Contains(
            "dearer",
            StoredHash.Problem($"$pbkdf2-sha256$i=5000001$c2FsdA${digest}")!,
            StringComparison.Ordinal
        );
        Assert.Null(StoredHash.Problem($"$pbkdf2-sha512$i=10000000$c2FsdA${digest}"));
    }

    [Fact]
    public void The_longest_hash_fits_the_table() =>
        Assert.InRange(
            new Pbkdf2Hash(
                System.Security.Cryptography.HashAlgorithmName.SHA512,
                Pbkdf2Hash.MostWork,
                new byte[Pbkdf2Hash.LongestSalt],
                new byte[Pbkdf2Hash.LongestDigest]
            )
                .ToText()
                .Length,
            1,
            StoredHash.LongestText
        );

    [Fact]
    public void In_a_log_line_a_hash_shows_no_secret()
    {
        Assert.True(StoredHash.TryParse(Phc, out var hash));

        Assert.DoesNotContain("urOyUQh", $"{hash} {StoredHash.Problem(Phc + "$")}", StringComparison.Ordinal);
    }

    [Fact]
    public void Ten_thousand_damaged_hashes_are_read_or_named_and_never_more()
    {
        var damage = new Damage(
            20261121,
            ["$", "=", "i=", ",l=", "$2b$", "AQAA", "-", "99999999999", "\u00e9", "{", ":"]
        );
        string[] whole =
        [
            Phc,
            "pbkdf2_sha256$1000$q7Rb0sXn2LwTz4$As93gw6rN7p0H2NxyNlpDY2QvlqYvXjstesoaucKhhw=",
            "pbkdf2:sha256:1000$q7Rb0sXn2LwTz4$02cf77830eab37ba741f6371c8d9690d8d90be5a98bd78ecb5eb286ae70a861c",
            "APDx8vP09fb3+Pn6+/z9/v9IGFS4o7QYxNIPvI3JYaXKap6awN2jLzXYItI2gPHP+g==",
            "AQAAAAEAAAPoAAAAEPDx8vP09fb3+Pn6+/z9/v+6s7JRCH+OM4BN3ygehKq+BgqlXTSSZnRu1G7NbkwOBQ==",
            "$2b$06$KDsVvt8WeIRzPwlcgWH5M.LqYzAtfrQ0v7nFLRRchLTLw7ghLGyl.",
        ];
        for (var i = 0; i < 10_000; i++)
        {
            var text = Encoding.Latin1.GetString(damage.Of(Encoding.Latin1.GetBytes(whole[i % whole.Length])));

            var reading = StoredHash.Read(text);

            Assert.True(reading.Hash is null ^ reading.Problem is null, text);
            if (reading.Hash is { } hash)
                Assert.True(StoredHash.TryParse(hash.ToText(), out _), text);
        }
    }
}
