using Identity.Server.Protocol.Pkce;
using Identity.Tests;

namespace Identity.Server.Tests.Protocol.Pkce;

/// <summary>A verifier and what it answers.</summary>
public sealed class CodeChallengeTests
{
    [Fact, Spec("RFC 7636 §B")]
    public void The_published_example() =>
        Assert.Equal(
            "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
            CodeChallenge.Of("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")
        );

    [Theory]
    [InlineData(42, 'a', false)]
    [InlineData(43, 'a', true)]
    [InlineData(128, '~', true)]
    [InlineData(129, 'a', false)]
    [InlineData(43, '+', false)]
    [InlineData(43, ' ', false)]
    [InlineData(43, 'é', false)]
    [Spec("RFC 7636 §4.1")]
    public void A_verifier_is_43_to_128_unreserved_characters(int length, char character, bool isOne) =>
        Assert.Equal(isOne, CodeChallenge.Of(new string(character, length)) is not null);

    [Theory]
    [InlineData("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM", true)]
    [InlineData("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-c", false)]
    [InlineData("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM=", false)]
    [InlineData("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw+cM", false)]
    [Spec("RFC 7636 §4.2")]
    public void A_challenge_is_a_hash_in_base64url(string challenge, bool isOne) =>
        Assert.Equal(isOne, CodeChallenge.IsWellFormed(challenge));
}
