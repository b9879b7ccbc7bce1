using System.Diagnostics;
using System.Text;

namespace Identity.Jose.Tests;

/// <summary>The examples of the library's README, compiled, run, and compared with what is printed there.</summary>
public sealed class ReadmeTests
{
    [Fact]
    public void The_examples_run()
    {
        using var key = SigningKey.Create(JwsAlgorithm.ES256);
        var keys = new VerificationKeys(key.Verification);

        var token = CompactJws.Sign(
            """{"iss":"https://id.example.com","sub":"alice","exp":1800000060}"""u8,
            key,
            "at+jwt"
        );

        var expected = new JwtExpectations { Issuer = "https://id.example.com", Types = ["at+jwt"] };
        var answer = Jwt.Validate(token, keys, expected, DateTimeOffset.FromUnixTimeSeconds(1800000000)) switch
        {
            JwtVerdict.Valid valid => $"Hello, {valid.Claims.Subject}.",
            JwtVerdict.Invalid invalid => $"No: {invalid.Reason}",
            _ => throw new UnreachableException(),
        };

        Assert.Equal("Hello, alice.", answer);

        using var recipient = DecryptionKey.Create(JweAlgorithm.EcdhEs);
        var published = new JwkSet([recipient.Encryption.ToJwk()]);

        var nested = EncryptionKey.TryChoose(published, JweAlgorithm.EcdhEs, out var to, out var why)
            ? CompactJwe.Encrypt(Encoding.ASCII.GetBytes(token), to, JweEncryption.A256GCM, contentType: "JWT")
            : throw new InvalidOperationException(why);

        var inside = CompactJwe.TryDecrypt(nested, new DecryptionKeys(recipient), out var decrypted, out why)
            ? Encoding.ASCII.GetString(decrypted.Plaintext.Span)
            : $"No: {why}";

        Assert.Equal(token, inside);
    }

    [Fact]
    public void The_examples_are_those_that_run()
    {
        var readme = File.ReadAllText(Checkout.Path("Identity.Jose/README.md"));
        var source = Compact(File.ReadAllText(Checkout.Path("tests/Identity.Jose.Tests/ReadmeTests.cs")));

        var examples = readme.Split("```csharp")[1..].Select(text => text.Split("```")[0]).ToList();

        Assert.Equal(2, examples.Count);
        Assert.All(examples, example => Assert.Contains(Compact(example), source, StringComparison.Ordinal));
    }

    /// <summary>Without white space, which the formatter may lay out as it likes.</summary>
    private static string Compact(string text) => string.Concat(text.Where(letter => !char.IsWhiteSpace(letter)));
}
