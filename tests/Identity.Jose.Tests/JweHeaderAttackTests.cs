using System.Buffers.Text;
using System.Diagnostics;
using Identity.Tests;

namespace Identity.Jose.Tests;

/// <summary>What an encrypted token may not say of itself, and how it may not be written.</summary>
public sealed class JweHeaderAttackTests(AttackedRecipient recipient) : IClassFixture<AttackedRecipient>
{
    [Fact]
    public void The_forged_token_that_breaks_no_rule_is_decrypted() =>
        Assert.Equal("content", recipient.Decrypt(recipient.Forged("""{"alg":"dir","enc":"A128GCM","kid":"dir"}""")));

    [Theory, Spec("RFC 8725 §3.2")]
    [InlineData("RSA1_5")]
    [InlineData("RSA-OAEP")]
    [InlineData("rsa-oaep-256")]
    [InlineData("A256GCMKW")]
    [InlineData("PBES2-HS256+A128KW")]
    [InlineData("none")]
    [InlineData("DIR")]
    [InlineData("")]
    [InlineData("HS256")]
    public void An_algorithm_that_is_not_ours_is_refused(string alg) =>
        recipient.Refuses(
            recipient.Forged($$"""{"alg":"{{alg}}","enc":"A128GCM"}"""),
            "The alg of the header is not one of ours."
        );

    [Theory, Spec("RFC 7518 §5.1")]
    [InlineData("\"enc\":\"A128CBC\"")]
    [InlineData("\"enc\":\"a128gcm\"")]
    [InlineData("\"enc\":\"none\"")]
    [InlineData("\"enc\":null")]
    [InlineData("\"enc\":[\"A128GCM\"]")]
    [InlineData("\"no\":\"A128GCM\"")]
    public void A_content_encryption_that_is_not_ours_is_refused(string enc) =>
        recipient.Refuses(recipient.Forged($$"""{"alg":"dir",{{enc}}}"""), "The enc of the header is not one of ours.");

    [Fact, Spec("RFC 7518 §4.8.1.2")]
    public void A_billion_iterations_are_not_begun()
    {
        var watch = Stopwatch.StartNew();
        var cek = new byte[16];

        Assert.Null(
            recipient.Decrypt(
                ForgeJwe.Gcm(
                    """{"alg":"PBES2-HS512+A256KW","enc":"A128GCM","p2s":"AAAAAAAAAAA","p2c":2147483647}""",
                    new byte[24],
                    cek
                )
            )
        );
        Assert.Equal(
            "content",
            recipient.Decrypt(recipient.Forged("""{"alg":"dir","enc":"A128GCM","p2c":2147483647}"""))
        );
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(5));
    }

    [Theory, Spec("RFC 7516 §4.1.13"), Spec("RFC 7516 §4.1.3"), Spec("RFC 8725 §3.6")]
    [InlineData("\"zip\":\"DEF\"")]
    [InlineData("\"zip\":null")]
    [InlineData("\"crit\":[\"exp\"],\"exp\":1")]
    [InlineData("\"crit\":[]")]
    [InlineData("\"crit\":null")]
    public void What_would_change_the_meaning_is_refused(string member) =>
        Assert.Null(recipient.Decrypt(recipient.Forged($$"""{"alg":"dir","enc":"A128GCM",{{member}}}""")));

    [Theory, Spec("RFC 7516 §4")]
    [InlineData("\"unknown\":{\"a\":[1,2]}")]
    [InlineData("\"iss\":\"https://id.example.com\"")]
    [InlineData("\"epk\":7,\"apu\":8")]
    [InlineData("\"jku\":\"http://127.0.0.1:1/keys\"")]
    public void What_is_not_known_is_tolerated(string member) =>
        Assert.Equal("content", recipient.Decrypt(recipient.Forged($$"""{"alg":"dir","enc":"A128GCM",{{member}}}""")));

    [Theory, Spec("RFC 7516 §4"), Spec("RFC 7516 §5.2")]
    [InlineData("""{"alg":"dir","enc":"A128GCM","alg":"dir"}""")]
    [InlineData("""{"alg":"RSA1_5","enc":"A128GCM","\u0061lg":"dir"}""")]
    [InlineData("""{"alg":"dir","enc":"A128GCM","kid":7}""")]
    [InlineData("""{"alg":"dir","enc":"A128GCM","typ":["JWT"]}""")]
    [InlineData("""{"alg":"dir","enc":"A128GCM","cty":null}""")]
    [InlineData("""{"alg":"dir","enc":"A128GCM",}""")]
    [InlineData("""["dir","A128GCM"]""")]
    [InlineData("""{"enc":"A128GCM"}""")]
    [InlineData("")]
    public void A_header_that_readers_could_read_differently_is_refused(string header) =>
        Assert.Null(recipient.Decrypt(recipient.Forged(header)));

    [Theory, Spec("RFC 7518 §4.6.1.1"), Spec("RFC 7518 §4.6.1.2")]
    [InlineData("")]
    [InlineData("\"epk\":null,")]
    [InlineData("\"epk\":\"P-256\",")]
    [InlineData("\"epk\":{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"AA\",\"y\":\"AA\"},")]
    [InlineData("\"epk\":{\"kty\":\"oct\",\"k\":\"AAAA\"},")]
    [InlineData("\"epk\":EPK,\"apu\":7,")]
    [InlineData("\"epk\":EPK,\"apu\":\"A===\",")]
    [InlineData("\"epk\":EPK,\"apv\":[],")]
    [InlineData("\"epk\":PRIVATE,")]
    public void A_malformed_agreement_is_refused(string members)
    {
        var epk = recipient.EphemeralKey;
        var header =
            "{"
            + members
                .Replace("EPK", epk.ToJson(), StringComparison.Ordinal)
                .Replace("PRIVATE", (epk with { D = epk.X }).ToJson(), StringComparison.Ordinal)
            + "\"alg\":\"ECDH-ES\",\"enc\":\"A128GCM\"}";

        Assert.Null(CompactJwe.PeekHeader(Forge.Encode(header) + "...."));
        Assert.Null(recipient.Decrypt(ForgeJwe.Gcm(header, [], new byte[16])));
    }

    [Theory, Spec("RFC 7518 §4.6.1.2")]
    [InlineData(512, true)]
    [InlineData(513, false)]
    public void The_name_of_a_party_has_a_limit(int length, bool isRead)
    {
        var epk = recipient.EphemeralKey.ToJson();
        var apu = Base64Url.EncodeToString(new byte[length]);
        var header = $$"""{"alg":"ECDH-ES","enc":"A128GCM","epk":{{epk}},"apu":"{{apu}}"}""";

        Assert.Equal(isRead, CompactJwe.PeekHeader(Forge.Encode(header) + "....") is not null);
    }

    [Fact, Spec("RFC 7516 §3.1")]
    public void A_token_has_five_segments()
    {
        var token = recipient.Honest("dir");
        var signed = Forge.Hs256("""{"alg":"HS256"}""", "{}", new byte[32]);

        foreach (var other in (string[])["", ".", "....", token + ".", "." + token, token + ".A", signed])
            Assert.Null(recipient.Decrypt(other));
        recipient.Refuses(token[..token.LastIndexOf('.')], "The token does not have five segments.");
        Assert.Null(
            CompactJws.Verify(token, new VerificationKeys(VerificationKey.FromSecret(JwsAlgorithm.HS256, new byte[32])))
        );
    }

    [Theory, MemberData(nameof(AttackedRecipient.Names), MemberType = typeof(AttackedRecipient))]
    [Spec("RFC 7515 §2")]
    public void A_second_spelling_is_refused(string name)
    {
        var token = recipient.Honest(name);
        for (var segment = 0; segment < 5; segment++)
        {
            var text = token.Split('.')[segment];
            foreach (var spelling in (string[])[text + "=", text + " ", "\n" + text, text + "\u00e9", text + "A"])
                Assert.Null(recipient.Decrypt(ForgeJwe.With(token, segment, spelling)));
        }
    }

    [Fact]
    public void An_oversized_token_is_refused_before_it_is_read()
    {
        var limit = new string('A', CompactJwe.MaximumLength);
        var header = $$"""{"alg":"dir","enc":"A128GCM","x":"{{limit[..CompactJwe.MaximumHeaderLength]}}"}""";

        recipient.Refuses(limit + "A", "The token is too long.");
        recipient.Refuses(recipient.Forged(header), "The header is too long.");
        Assert.Null(CompactJwe.PeekHeader(limit + "A"));
        Assert.Null(CompactJwe.PeekHeader(recipient.Forged(header)));
        Assert.Null(recipient.Decrypt(new string('.', CompactJwe.MaximumLength)));
        recipient.Refuses(
            ForgeJwe.With(recipient.Honest("rsa"), 1, limit[..8000]),
            "The encrypted key is not base64url, or too long."
        );
        Assert.Null(
            recipient.Decrypt(
                recipient.Forged(
                    $$"""{"alg":"dir","enc":"A128GCM","x":{{new string('[', 99)}}{{new string(']', 99)}}}"""
                )
            )
        );
    }
}
