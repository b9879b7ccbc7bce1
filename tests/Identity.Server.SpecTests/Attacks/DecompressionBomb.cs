using System.Buffers.Text;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Identity.Server.SpecTests.Fixtures;
using Identity.Tests;

namespace Identity.Server.SpecTests.Attacks;

/// <summary>A small request is encrypted to us that would unpack to a giant one, before anybody knows who has sent it.</summary>
public sealed class DecompressionBomb(ClassServer host) : IClassFixture<ClassServer>
{
    [Fact, Spec("RFC 7516 §4.1.3"), Spec("RFC 8725 §3.6")]
    public async Task What_is_packed_is_not_unpacked()
    {
        var app = await SigningApp.RegisterAsync(host.Server);
        var signed = Encoding.ASCII.GetBytes(app.Object());
        var key = await KeyAsync();

        await app.RefusedAsync(Encrypt(key, Deflate(new byte[4 * 1024 * 1024]), ""","zip":"DEF" """));
        await app.RefusedAsync(Encrypt(key, Deflate(signed), ""","zip":"DEF" """));

        // The same by the same hand, but for that.
        Assert.NotNull((await app.TravelAsync(app.Address(Encrypt(key, signed, more: ""))))["code"]);
    }

    // RFC 7516 §5.1
    private static string Encrypt((RSA Key, string Kid) to, byte[] plaintext, string more)
    {
        var json = $$"""{"alg":"RSA-OAEP-256","enc":"A256GCM","cty":"JWT","kid":"{{to.Kid}}"{{more}}}""";
        var header = Base64Url.EncodeToString(Encoding.ASCII.GetBytes(json));
        var (secret, iv) = (RandomNumberGenerator.GetBytes(32), RandomNumberGenerator.GetBytes(12));
        var (ciphertext, tag) = (new byte[plaintext.Length], new byte[16]);
        using (var aes = new AesGcm(secret, tag.Length))
            aes.Encrypt(iv, plaintext, ciphertext, tag, Encoding.ASCII.GetBytes(header));
        byte[][] rest = [to.Key.Encrypt(secret, RSAEncryptionPadding.OaepSHA256), iv, ciphertext, tag];
        return string.Join('.', [header, .. rest.Select(part => Base64Url.EncodeToString(part))]);
    }

    private static byte[] Deflate(byte[] text)
    {
        using var packed = new MemoryStream();
        using (var deflate = new DeflateStream(packed, CompressionLevel.SmallestSize))
            deflate.Write(text);
        return packed.ToArray();
    }

    private async Task<(RSA Key, string Kid)> KeyAsync()
    {
        var keys = (await host.Server.GetAsync("/.well-known/jwks.json")).Json.GetProperty("keys");
        var key = keys.EnumerateArray()
            .First(key => key.GetProperty("use").GetString() == "enc" && key.GetProperty("kty").GetString() == "RSA");
        var rsa = RSA.Create(
            new RSAParameters
            {
                Modulus = Base64Url.DecodeFromChars(key.GetProperty("n").GetString()),
                Exponent = Base64Url.DecodeFromChars(key.GetProperty("e").GetString()),
            }
        );
        return (rsa, key.GetProperty("kid").GetString()!);
    }
}
