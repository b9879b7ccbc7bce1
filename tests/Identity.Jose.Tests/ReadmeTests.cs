using System.Diagnostics;

namespace Identity.Jose.Tests;

/// <summary>The example of the library's README, compiled, run, and compared with what is printed there.</summary>
public sealed class ReadmeTests
{
    [Fact]
    public void The_example_runs()
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
    }

    [Fact]
    public void The_example_is_the_one_that_runs()
    {
        var readme = File.ReadAllText(Checkout.Path("Identity.Jose/README.md"));
        var source = Compact(File.ReadAllText(Checkout.Path("tests/Identity.Jose.Tests/ReadmeTests.cs")));

        var example = readme.Split("```csharp")[1].Split("```")[0];

        Assert.Contains(Compact(example), source, StringComparison.Ordinal);
    }

    /// <summary>Without white space, which the formatter may lay out as it likes.</summary>
    private static string Compact(string text) => string.Concat(text.Where(letter => !char.IsWhiteSpace(letter)));
}
