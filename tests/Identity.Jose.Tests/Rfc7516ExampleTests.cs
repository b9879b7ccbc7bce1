using System.Text;
using Identity.Tests;

namespace Identity.Jose.Tests;

/// <summary>The examples of RFC 7516 appendix A, as printed there; two of the three are of algorithms that are not ours.</summary>
public sealed class Rfc7516ExampleTests
{
    private const string WrappingKey = """{"kty":"oct","k":"GawgguFyGrWKav7AX4VKUg","alg":"A128KW"}""";

    private const string RsaOaepToken =
        "eyJhbGciOiJSU0EtT0FFUCIsImVuYyI6IkEyNTZHQ00ifQ."
        + "OKOawDo13gRp2ojaHV7LFpZcgV7T6DVZKTyKOMTYUmKoTCVJRgckCL9kiMT03JGe"
        + "ipsEdY3mx_etLbbWSrFr05kLzcSr4qKAq7YN7e9jwQRb23nfa6c9d-StnImGyFDb"
        + "Sv04uVuxIp5Zms1gNxKKK2Da14B8S4rzVRltdYwam_lDp5XnZAYpQdb76FdIKLaV"
        + "mqgfwX7XWRxv2322i-vDxRfqNzo_tETKzpVLzfiwQyeyPGLBIO56YJ7eObdv0je8"
        + "1860ppamavo35UgoRdbYaBcoh9QcfylQr66oc6vFWXRcZ_ZT2LawVCWTIy3brGPi"
        + "6UklfCpIMfIjf7iGdXKHzg."
        + "48V1_ALb6US04U3b."
        + "5eym8TW_c8SuK0ltJ3rpYIzOeDQz7TALvtu6UG9oMo4vpzs9tX_EFShS8iB7j6jiSdiwkIr3ajwQzaBtQD_A."
        + "XFBoMYUZodetZdvTiFvSkQ";

    private const string Rsa15Token =
        "eyJhbGciOiJSU0ExXzUiLCJlbmMiOiJBMTI4Q0JDLUhTMjU2In0."
        + "UGhIOguC7IuEvf_NPVaXsGMoLOmwvc1GyqlIKOK1nN94nHPoltGRhWhw7Zx0-kFm"
        + "1NJn8LE9XShH59_i8J0PH5ZZyNfGy2xGdULU7sHNF6Gp2vPLgNZ__deLKxGHZ7Pc"
        + "HALUzoOegEI-8E66jX2E4zyJKx-YxzZIItRzC5hlRirb6Y5Cl_p-ko3YvkkysZIF"
        + "NPccxRU7qve1WYPxqbb2Yw8kZqa2rMWI5ng8OtvzlV7elprCbuPhcCdZ6XDP0_F8"
        + "rkXds2vE4X-ncOIM8hAYHHi29NX0mcKiRaD0-D-ljQTP-cFPgwCp6X-nZZd9OHBv"
        + "-B3oWh2TbqmScqXMR4gp_A."
        + "AxY8DCtDaGlsbGljb3RoZQ."
        + "KDlTtXchhZTGufMYmOYGS4HffxPSUrfmqCHXaI9wOGY."
        + "9hH0vgRfYgPnAHOd8stkvw";

    private const string WrappedToken =
        "eyJhbGciOiJBMTI4S1ciLCJlbmMiOiJBMTI4Q0JDLUhTMjU2In0."
        + "6KB707dM9YTIgHtLvtgWQ8mKwboJW3of9locizkDTHzBC2IlrT1oOQ."
        + "AxY8DCtDaGlsbGljb3RoZQ."
        + "KDlTtXchhZTGufMYmOYGS4HffxPSUrfmqCHXaI9wOGY."
        + "U0m_YmjN04DJvceFICbCVQ";

    [Fact, Spec("RFC 7516 §A.3"), Spec("RFC 7516 §B.7")]
    public void The_example_with_a_wrapped_key_and_hmac_is_decrypted()
    {
        using var key = DecryptionKey.FromJwk(Forge.Jwk(WrappingKey));

        Assert.Equal("Live long and prosper.", ForgeJwe.Decrypt(WrappedToken, key));
        Assert.Null(ForgeJwe.Decrypt(WrappedToken[..^1] + "A", key));
    }

    [Fact, Spec("RFC 7516 §A.3")]
    public void The_header_of_the_example_is_read_without_a_key()
    {
        var header = CompactJwe.PeekHeader(WrappedToken);

        Assert.Same(JweAlgorithm.A128KW, header?.Algorithm);
        Assert.Same(JweEncryption.A128CbcHs256, header?.Encryption);
    }

    [Theory, Spec("RFC 7516 §A.1"), Spec("RFC 7516 §A.2"), Spec("RFC 8725 §3.2")]
    [InlineData(RsaOaepToken)]
    [InlineData(Rsa15Token)]
    public void The_examples_with_rsa_and_sha_1_or_no_hash_are_refused(string token)
    {
        using var key = DecryptionKey.Create(JweAlgorithm.RsaOaep256);

        Assert.False(CompactJwe.TryDecrypt(token, new DecryptionKeys(key), out _, out var why));
        Assert.Equal("The alg of the header is not one of ours.", why);
        Assert.Null(CompactJwe.PeekHeader(token));
    }

    [Fact, Spec("RFC 7516 §A.4")]
    public void The_example_in_json_is_refused()
    {
        using var key = DecryptionKey.FromJwk(Forge.Jwk(WrappingKey));
        var segments = WrappedToken.Split('.');
        var json = $$"""
            {"protected":"{{segments[0]}}","encrypted_key":"{{segments[1]}}","iv":"{{segments[2]}}",
             "ciphertext":"{{segments[3]}}","tag":"{{segments[4]}}"}
            """;

        Assert.Null(ForgeJwe.Decrypt(json, key));
        Assert.Null(ForgeJwe.Decrypt(Convert.ToBase64String(Encoding.UTF8.GetBytes(json)), key));
    }
}
