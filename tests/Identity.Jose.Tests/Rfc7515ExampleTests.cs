using System.Text;
using Identity.Tests;

namespace Identity.Jose.Tests;

/// <summary>The examples of RFC 7515 appendix A, as printed there.</summary>
public sealed class Rfc7515ExampleTests
{
    private const string Claims = "{\"iss\":\"joe\",\r\n \"exp\":1300819380,\r\n \"http://example.com/is_root\":true}";
    private const string ClaimsSegment =
        "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFt" + "cGxlLmNvbS9pc19yb290Ijp0cnVlfQ";

    internal const string SecretKey = """
        {"kty":"oct",
         "k":"AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow"}
        """;

    internal const string RsaKey = """
        {"kty":"RSA",
         "n":"ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ",
         "e":"AQAB",
         "d":"Eq5xpGnNCivDflJsRQBXHx1hdR1k6Ulwe2JZD50LpXyWPEAeP88vLNO97IjlA7_GQ5sLKMgvfTeXZx9SE-7YwVol2NXOoAJe46sui395IW_GO-pWJ1O0BkTGoVEn2bKVRUCgu-GjBVaYLU6f3l9kJfFNS3E0QbVdxzubSu3Mkqzjkn439X0M_V51gfpRLI9JYanrC4D4qAdGcopV_0ZHHzQlBjudU2QvXt4ehNYTCBr6XCLQUShb1juUO1ZdiYoFaFQT5Tw8bGUl_x_jTj3ccPDVZFD9pIuhLhBOneufuBiB4cS98l2SR_RQyGWSeWjnczT0QU91p1DhOVRuOopznQ",
         "p":"4BzEEOtIpmVdVEZNCqS7baC4crd0pqnRH_5IB3jw3bcxGn6QLvnEtfdUdiYrqBdss1l58BQ3KhooKeQTa9AB0Hw_Py5PJdTJNPY8cQn7ouZ2KKDcmnPGBY5t7yLc1QlQ5xHdwW1VhvKn-nXqhJTBgIPgtldC-KDV5z-y2XDwGUc",
         "q":"uQPEfgmVtjL0Uyyx88GZFF1fOunH3-7cepKmtH4pxhtCoHqpWmT8YAmZxaewHgHAjLYsp1ZSe7zFYHj7C6ul7TjeLQeZD_YwD66t62wDmpe_HlB-TnBA-njbglfIsRLtXlnDzQkv5dTltRJ11BKBBypeeF6689rjcJIDEz9RWdc",
         "dp":"BwKfV3Akq5_MFZDFZCnW-wzl-CCo83WoZvnLQwCTeDv8uzluRSnm71I3QCLdhrqE2e9YkxvuxdBfpT_PI7Yz-FOKnu1R6HsJeDCjn12Sk3vmAktV2zb34MCdy7cpdTh_YVr7tss2u6vneTwrA86rZtu5Mbr1C1XsmvkxHQAdYo0",
         "dq":"h_96-mK1R_7glhsum81dZxjTnYynPbZpHziZjeeHcXYsXaaMwkOlODsWa7I9xXDoRwbKgB719rrmI2oKr6N3Do9U0ajaHF-NKJnwgjMd2w9cjz3_-kyNlxAr2v4IKhGNpmM5iIgOS1VZnOZ68m6_pbLBSp3nssTdlqvd0tIiTHU",
         "qi":"IYd7DHOhrWvxkwPQsRM2tOgrjbcrfvtQJipd-DlcxyVuuM9sQLdgjVk2oy26F0EmpScGLq2MowX7fhd_QJQ3ydy5cY7YIBi87w93IKLEdfnbJtoOPLUW0ITrJReOgo1cq9SbsxYawBgfp_gh6A5603k2-ZQwVK0JKSHuLFkuQ3U"}
        """;

    private const string P256Key = """
        {"kty":"EC",
         "crv":"P-256",
         "x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
         "y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
         "d":"jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI"}
        """;

    private const string P521Key = """
        {"kty":"EC",
         "crv":"P-521",
         "x":"AekpBQ8ST8a8VcfVOTNl353vSrDCLLJXmPk06wTjxrrjcBpXp5EOnYG_NjFZ6OvLFV1jSfS9tsz4qUxcWceqwQGk",
         "y":"ADSmRA43Z1DSNx_RvcLI87cdL07l6jQyyBXMoxVg_l2Th-x3S1WDhjDly79ajL4Kkd0AZMaZmh9ubmf63e3kyMj2",
         "d":"AY5pb7A0UFiB3RELSD64fTLOSV_jazdF7fLYyuTw8lOfRhWg6Y6rUrPAxerEzgdRhajnu0ferB0d53vM9mE15j2C"}
        """;

    internal const string Hs256Token =
        "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9." + ClaimsSegment + ".dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

    private const string Rs256Token =
        "eyJhbGciOiJSUzI1NiJ9."
        + ClaimsSegment
        + ".cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7"
        + "AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4"
        + "BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K"
        + "0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqv"
        + "hJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrB"
        + "p0igcN_IoypGlUPQGe77Rw";

    private const string Es256Token =
        "eyJhbGciOiJFUzI1NiJ9."
        + ClaimsSegment
        + ".DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSA"
        + "pmWQxfKTUJqPP3-Kg6NU1Q";

    private const string Es512Token =
        "eyJhbGciOiJFUzUxMiJ9.UGF5bG9hZA"
        + ".AdwMgeerwtHoh-l192l60hp9wAHZFVJbLfD_UxMi70cwnZOYaRI1bKPWROc-mZZq"
        + "wqT2SI-KGDKB34XO0aw_7XdtAG8GaSwFKdCAPZgoXD2YBJZCPEX3xKpRwcdOO8Kp"
        + "EHwJjyqOgzDO7iKvU8vcnwNrmxYbSW9ERBXukOXolLzeO_Jn";

    [Fact, Spec("RFC 7515 §A.1")]
    public void The_example_with_hs256_is_verified() =>
        AssertVerified(Hs256Token, SecretKey, JwsAlgorithm.HS256, Claims);

    [Fact, Spec("RFC 7515 §A.2")]
    public void The_example_with_rs256_is_verified() => AssertVerified(Rs256Token, RsaKey, JwsAlgorithm.RS256, Claims);

    [Fact, Spec("RFC 7515 §A.2")]
    public void The_example_with_rs256_is_signed_to_the_letter()
    {
        // The printed header has no kid, and a key made from a JWK has a name: only the signature can be compared.
        using var key = SigningKey.FromJwk(Forge.Jwk(RsaKey) with { Alg = "RS256" });
        var lastDot = Rs256Token.LastIndexOf('.');
        var signature = System.Buffers.Text.Base64Url.DecodeFromChars(Rs256Token.AsSpan(lastDot + 1));

        Assert.True(key.Verification.Verify(Encoding.ASCII.GetBytes(Rs256Token[..lastDot]), signature));
    }

    [Fact, Spec("RFC 7515 §A.3")]
    public void The_example_with_es256_is_verified() => AssertVerified(Es256Token, P256Key, JwsAlgorithm.ES256, Claims);

    [Fact, Spec("RFC 7515 §A.4")]
    public void The_example_with_es512_is_verified() =>
        AssertVerified(Es512Token, P521Key, JwsAlgorithm.ES512, "Payload");

    [Fact, Spec("RFC 7515 §A.5"), Spec("RFC 8725 §3.2")]
    public void The_unsecured_example_is_refused()
    {
        var keys = new VerificationKeys(VerificationKey.FromJwk(Forge.Jwk(SecretKey), JwsAlgorithm.HS256));

        Assert.Null(CompactJws.Verify("eyJhbGciOiJub25lIn0." + ClaimsSegment + ".", keys));
    }

    [Fact, Spec("RFC 7515 §E")]
    public void The_example_with_a_critical_extension_is_refused()
    {
        var keys = new VerificationKeys(VerificationKey.FromJwk(Forge.Jwk(SecretKey), JwsAlgorithm.HS256));

        Assert.Null(
            CompactJws.Verify(
                "eyJhbGciOiJub25lIiwNCiAiY3JpdCI6WyJodHRwOi8vZXhhbXBsZS5jb20vVU5ERUZJTkVEIl0sDQogImh0dHA6Ly9leGFtcGxlLmNvbS9VTkRFRklORUQiOnRydWUNCn0.RkFJTA.",
                keys
            )
        );
    }

    private static void AssertVerified(string token, string key, JwsAlgorithm algorithm, string payload)
    {
        var verification = VerificationKey.FromJwk(Forge.Jwk(key), algorithm);

        var verified = CompactJws.Verify(token, new VerificationKeys(verification));

        Assert.NotNull(verified);
        Assert.Same(verification, verified.Key);
        Assert.Equal(payload, Encoding.UTF8.GetString(verified.Payload.Span));
        Assert.Null(
            CompactJws.Verify(token[..^1] + (token[^1] is 'A' ? 'B' : 'A'), new VerificationKeys(verification))
        );
    }
}
