using System.Buffers.Text;
using Identity.Tests;

namespace Identity.Jose.Tests;

/// <summary>The printed results of key wrapping and key agreement, each the key of a content that only it decrypts.</summary>
public sealed class KeyManagementVectorTests
{
    private const string Bob = """
        {"kty":"EC","crv":"P-256","alg":"ECDH-ES",
         "x":"weNJy2HscCSM6AEDTDg04biOvhFhyyWvOHQfeF_PxMQ",
         "y":"e8lnCO-AlStT-NJVX-crhB7QRYhiix03illJOVAOyck",
         "d":"VEmDZpDXXK8p8N0Cndsxs924q6nS1RXFASRl6BfUqdw"}
        """;

    private const string Alice = """
        {"kty":"EC","crv":"P-256",
         "x":"gI0GAILBdu7T53akrFmMyGcsF3n5dO7MmwNBHKW5SV0",
         "y":"SLW_xSffzlPWrHEVI30DHM_4egVwt3NQqeUD7nMFpps"}
        """;

    // What is wrapped can be unwrapped to one key alone, so the vectors say of wrapping what they say of unwrapping.
    [Theory, Spec("RFC 3394 §4.1"), Spec("RFC 3394 §4.2"), Spec("RFC 3394 §4.3")]
    [Spec("RFC 3394 §4.4"), Spec("RFC 3394 §4.5"), Spec("RFC 3394 §4.6"), Spec("RFC 7518 §4.4")]
    [InlineData(16, 16, "1FA68B0A8112B447AEF34BD8FB5A7B829D3E862371D2CFE5")]
    [InlineData(24, 16, "96778B25AE6CA435F92B5B97C050AED2468AB8A17AD84E5D")]
    [InlineData(32, 16, "64E8C3F9CE0F5BA263E9777905818A2A93C8191E7D6E8AE7")]
    [InlineData(24, 24, "031D33264E15D33268F24EC260743EDCE1C6C7DDEE725A936BA814915C6762D2")]
    [InlineData(32, 24, "A8F9BC1612C68B3FF6E6F4FBE30E71E4769C8B80A32CB8958CD5D17D6B254DA1")]
    [InlineData(32, 32, "28C9F404C4B810F4CBCCB35CFB87F8263F5786E2D80ED326CBC7F0E71A99F43BFB988B9B7A02DD21")]
    public void A_key_is_unwrapped_as_printed(int wrapping, int wrapped, string printed)
    {
        var secret = Enumerable.Range(0, wrapping).Select(at => (byte)at).ToArray();
        var cek = Convert.FromHexString("00112233445566778899AABBCCDDEEFF000102030405060708090A0B0C0D0E0F")[..wrapped];
        var encryptedKey = Convert.FromHexString(printed);
        Assert.True(JweAlgorithm.TryParse($"A{wrapping * 8}KW", out var algorithm));
        using var key = DecryptionKey.FromSecret(algorithm, secret);
        var header = $$"""{"alg":"A{{wrapping * 8}}KW","enc":"A{{wrapped * 8}}GCM"}""";

        Assert.Equal("content", ForgeJwe.Decrypt(ForgeJwe.Gcm(header, encryptedKey, cek), key));
        for (var at = 0; at < encryptedKey.Length; at++)
        {
            encryptedKey[at] ^= 1;
            Assert.Null(ForgeJwe.Decrypt(ForgeJwe.Gcm(header, encryptedKey, cek), key));
            encryptedKey[at] ^= 1;
        }
    }

    [Fact, Spec("RFC 7518 §C"), Spec("RFC 7518 §4.6.2")]
    public void The_key_of_the_example_is_agreed_on_as_printed()
    {
        using var key = DecryptionKey.FromJwk(Forge.Jwk(Bob));
        var cek = Base64Url.DecodeFromChars("VqqN6vgjbSBcIijNcacQGg");

        Assert.Equal("content", ForgeJwe.Decrypt(Token("\"apu\":\"QWxpY2U\",\"apv\":\"Qm9i\""), key));
        Assert.Null(ForgeJwe.Decrypt(Token("\"apu\":\"Qm9i\",\"apv\":\"QWxpY2U\""), key));
        Assert.Null(ForgeJwe.Decrypt(Token("\"apu\":\"QWxpY2U\""), key));
        Assert.Null(ForgeJwe.Decrypt(Token("\"apv\":\"Qm9i\""), key));

        string Token(string parties) =>
            ForgeJwe.Gcm($$"""{"alg":"ECDH-ES","enc":"A128GCM",{{parties}},"epk":{{Alice}}}""", [], cek);
    }

    // Both were made by other software; the second by one that forgot the zero.
    [Theory, Spec("RFC 7518 §4.6.2")]
    [InlineData("blwn4BczfynnDDVH.W_w7DnnwJx3fElSmbN8ejA", "zero and all")]
    [InlineData("tzpI3ZuHLQ8Zh2gC.UwO4pzzfYDZG6BiuHTR6og", null)]
    public void An_agreed_secret_that_begins_with_zero_keeps_its_zero(string ciphertextAndTag, string? plaintext)
    {
        const string Header =
            "eyJhbGciOiJFQ0RILUVTIiwiZW5jIjoiQTEyOEdDTSIsImVwayI6eyJrdHkiOiJFQyIsImNydiI6IlAtMjU2Iiwi"
            + "eCI6IjcyRVlDS2lHQ0pQYlVpcWtUbll4aWV1NElqSW5VSVlMTU14SEI1VWU4MVUiLCJ5IjoibjdNNkJlMEpMNEtS"
            + "Mm9SRTF0akRsRkVkQlg2ZXdON2pGTkJsLXdLRDQ2WSJ9fQ";
        using var key = DecryptionKey.FromJwk(Forge.Jwk(Bob));

        Assert.Equal(plaintext, ForgeJwe.Decrypt($"{Header}..AAAAAAAAAAAAAAAA.{ciphertextAndTag}", key));
    }

    [Theory, Spec("OpenID Connect Core §10.2")]
    [InlineData("A128KW", "A256GCM", "oh9_DwNe620PzbUocM9xzQ")]
    [InlineData("A192KW", "A256GCM", "oh9_DwNe620PzbUocM9xzdfxR83edQTf")]
    [InlineData("A256KW", "A128CBC-HS256", "oh9_DwNe620PzbUocM9xzdfxR83edQTf-kKxikLSw3g")]
    [InlineData("dir", "A128GCM", "oh9_DwNe620PzbUocM9xzQ")]
    [InlineData("dir", "A256GCM", "oh9_DwNe620PzbUocM9xzdfxR83edQTf-kKxikLSw3g")]
    [InlineData("dir", "A128CBC-HS256", "oh9_DwNe620PzbUocM9xzdfxR83edQTf-kKxikLSw3g")]
    [InlineData("dir", "A192CBC-HS384", "tmyxzwdYKiUlhXy31UXsbY1QTnQpvWJHtJEMMSwggcKgnq9DegO5TBNxhTphOYOa")]
    [InlineData(
        "dir",
        "A256CBC-HS512",
        "6Eh36tDzCokpePPLjPhRGrEeqq2sVGVPQB3eUnaI6bwXLyfHv_zVEuoAg9rKlabCH6UxWWhUuZrMaE7M8KpZWQ"
    )]
    public void The_key_of_a_client_is_the_left_of_the_hash_of_its_secret(string alg, string enc, string derived)
    {
        const string Secret = "the secret of a client, of more than thirty-two bytes";
        Assert.True(JweAlgorithm.TryParse(alg, out var algorithm));
        Assert.True(JweEncryption.TryParse(enc, out var encryption));
        var bytes = Base64Url.DecodeFromChars(derived);
        using var known = alg is "dir"
            ? DecryptionKey.FromSecret(encryption, bytes)
            : DecryptionKey.FromSecret(algorithm, bytes);
        using var theirs = DecryptionKey.FromClientSecret(Secret, algorithm, encryption);
        var ours = EncryptionKey.FromClientSecret(Secret, algorithm, encryption);

        Assert.Equal("content", ForgeJwe.Decrypt(CompactJwe.Encrypt("content"u8, ours, encryption), known));
        Assert.Equal(
            "content",
            ForgeJwe.Decrypt(CompactJwe.Encrypt("content"u8, known.Encryption, encryption), theirs)
        );
        Assert.Null(theirs.KeyId);
    }
}
