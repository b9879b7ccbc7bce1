using System.Buffers.Text;
using System.Numerics;
using Identity.Jose;
using Identity.Server.Resources;
using Identity.Server.SpecTests.Fixtures;
using Identity.Tests;

namespace Identity.Server.SpecTests.Attacks;

/// <summary>Anybody can turn one valid ECDSA signature into another: a token that was ended must not come back in that shape.</summary>
public sealed class SignatureMalleability(ClassServer host) : IClassFixture<ClassServer>
{
    private static readonly BigInteger Order = BigInteger.Parse(
        "0ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551",
        System.Globalization.NumberStyles.HexNumber,
        System.Globalization.CultureInfo.InvariantCulture
    );

    [Theory, Spec("RFC 7009 §2.1"), Spec("RFC 7515 §10.1")]
    [InlineData(TokenProfile.Plain)]
    [InlineData(TokenProfile.AccessTokenJwt)]
    internal async Task A_revoked_token_stays_revoked_under_its_other_signature(TokenProfile profile)
    {
        var scene = await Scene.SetAsync(
            host.Server,
            JwsAlgorithm.ES256,
            asked =>
                asked with
                {
                    Profile = profile,
                    Claims = profile == TokenProfile.Plain ? ["client_id", "scope"] : [],
                }
        );
        var token = (await scene.SignInAsync()).Issued();
        var twin = Twin(token);
        Assert.NotEqual(token, twin);

        (await host.Server.RevokeAsync(scene.Client, token)).ShouldSucceed();

        await scene.ShouldBeTakenByNobodyAsync(token);
        await scene.ShouldBeTakenByNobodyAsync(twin);
    }

    /// <summary>The same token under the other signature that its key might have made.</summary>
    internal static string Twin(string token)
    {
        var at = token.LastIndexOf('.') + 1;
        var signature = Base64Url.DecodeFromChars(token.AsSpan(at));
        var s = new BigInteger(signature.AsSpan(32), isUnsigned: true, isBigEndian: true);
        var other = (Order - s).ToByteArray(isUnsigned: true, isBigEndian: true);
        signature.AsSpan(32).Clear();
        other.CopyTo(signature.AsSpan(64 - other.Length));
        return token[..at] + Base64Url.EncodeToString(signature);
    }
}
