using Identity.Tests;

namespace Identity.Jose.Tests;

/// <summary>A JWS whose header carries the public key, as a proof that the private one is at hand.</summary>
public sealed class EmbeddedKeyTests
{
    [Theory, Spec("RFC 9449 §4.2"), Spec("RFC 7515 §4.1.3")]
    [InlineData("ES256")]
    [InlineData("RS256")]
    public void The_header_carries_the_public_key_and_nothing_private(string name)
    {
        Assert.True(JwsAlgorithm.TryParse(name, out var algorithm));
        using var key = SigningKey.Create(algorithm);

        var proof = CompactJws.SignWithPublicKey("{}"u8, key, "dpop+jwt");

        var header = CompactJws.PeekHeader(proof)!;
        Assert.Equal(("dpop+jwt", null), (header.Type, header.KeyId));
        Assert.True(header.TryGet("jwk", out var json));
        Assert.True(Jwk.TryRead(json, out var jwk, out _));
        Assert.False(jwk.IsPrivate);
        Assert.Equal(key.Verification.ToJwk().ThumbprintText, jwk.ThumbprintText);
        Assert.NotNull(CompactJws.Verify(proof, new VerificationKeys(VerificationKey.FromJwk(jwk, algorithm))));
    }

    [Fact]
    public void A_key_in_a_header_verifies_nothing_by_itself()
    {
        using var key = SigningKey.Create(JwsAlgorithm.ES256);
        using var other = SigningKey.Create(JwsAlgorithm.ES256);

        Assert.Null(
            CompactJws.Verify(CompactJws.SignWithPublicKey("{}"u8, key), new VerificationKeys(other.Verification))
        );
    }

    [Fact]
    public void A_shared_secret_is_not_put_into_a_header()
    {
        using var key = SigningKey.Create(JwsAlgorithm.HS256);

        Assert.Throws<InvalidOperationException>(() => CompactJws.SignWithPublicKey("{}"u8, key));
    }
}
