using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Identity.EndToEnd.Processes;
using Identity.Jose;

namespace Identity.EndToEnd.Clients;

/// <summary>Identity.Jose and npm's jose decrypt what the other encrypted, with every algorithm and for every content encryption.</summary>
public sealed class JoseEncryptionTests
{
    private const string Text = "nobody else's business";

    public static TheoryData<string, string?> Keys =>
        new(
            JweAlgorithm.All.SelectMany(algorithm =>
                algorithm.KeyType is "EC"
                    ? new (string, string?)[]
                    {
                        (algorithm.Name, "P-256"),
                        (algorithm.Name, "P-384"),
                        (algorithm.Name, "P-521"),
                    }
                    : [(algorithm.Name, null)]
            )
        );

    [Theory, MemberData(nameof(Keys))]
    public async Task What_one_encrypts_the_other_decrypts(string alg, string? curve)
    {
        Assert.True(JweAlgorithm.TryParse(alg, out var algorithm));
        await using var jose = await Script.NodeAsync("jose.mjs");
        foreach (var encryption in JweEncryption.All)
        {
            var theirs = await MakeKeyAsync(jose, algorithm, encryption, curve);
            using var key = DecryptionKey.FromJwk(theirs);
            var request = new JsonObject { ["jwk"] = JsonNode.Parse(theirs.ToJson()), ["alg"] = alg };

            request["enc"] = encryption.Name;
            request["text"] = Text;
            var token = (await jose.AskAsync("encrypt", request)).Value.GetString();
            Assert.True(CompactJwe.TryDecrypt(token, new DecryptionKeys(key), out var decrypted, out var why), why);
            Assert.Equal(Text, Encoding.UTF8.GetString(decrypted.Plaintext.Span));

            request["token"] = CompactJwe.Encrypt(Encoding.UTF8.GetBytes(Text), key.Encryption, encryption);
            var read = (await jose.AskAsync("decrypt", request)).Value;
            Assert.Equal(Text, read.GetProperty("text").GetString());
            Assert.Equal(encryption.Name, read.GetProperty("header").GetProperty("enc").GetString());
        }
    }

    [Theory]
    [InlineData("RSA-OAEP-256", null)]
    [InlineData("ECDH-ES", "P-521")]
    [InlineData("ECDH-ES+A256KW", "P-384")]
    public async Task They_encrypt_to_the_key_that_we_publish(string alg, string? curve)
    {
        Assert.True(JweAlgorithm.TryParse(alg, out var algorithm));
        await using var jose = await Script.NodeAsync("jose.mjs");
        using var ours = DecryptionKey.Create(algorithm, "ours", curve);

        var token = await jose.AskAsync(
            "encrypt",
            new JsonObject
            {
                ["jwk"] = JsonNode.Parse(ours.Encryption.ToJwk().ToJson()),
                ["alg"] = alg,
                ["enc"] = "A256GCM",
                ["text"] = Text,
            }
        );

        Assert.True(
            CompactJwe.TryDecrypt(token.Value.GetString(), new DecryptionKeys(ours), out var decrypted, out var why),
            why
        );
        Assert.Equal("ours", decrypted.Header.KeyId);
    }

    /// <summary>A key pair of theirs, or a secret, which nobody's software makes any better.</summary>
    private static async Task<Jwk> MakeKeyAsync(
        Script jose,
        JweAlgorithm algorithm,
        JweEncryption encryption,
        string? curve
    )
    {
        if (algorithm.IsSymmetric)
        {
            var length = algorithm == JweAlgorithm.Dir ? encryption.KeyLength : SecretLength(algorithm);
            return new Jwk
            {
                Kty = "oct",
                Alg = algorithm == JweAlgorithm.Dir ? encryption.Name : algorithm.Name,
                K = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(length)),
            };
        }

        var made = await jose.AskAsync("makeKey", new JsonObject { ["alg"] = algorithm.Name, ["crv"] = curve });
        var json = made.Value.GetProperty("jwk").GetRawText();
        Assert.True(Jwk.TryParse(Encoding.UTF8.GetBytes(json), out var jwk, out var why), why);
        return jwk;
    }

    private static int SecretLength(JweAlgorithm algorithm) =>
        algorithm == JweAlgorithm.A128KW ? 16
        : algorithm == JweAlgorithm.A192KW ? 24
        : 32;
}
