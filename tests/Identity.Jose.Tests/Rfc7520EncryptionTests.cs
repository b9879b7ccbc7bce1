using System.Text;
using System.Text.Json;
using Identity.Tests;

namespace Identity.Jose.Tests;

/// <summary>The JOSE cookbook: each serialization of each encryption is decrypted, or refused for a stated reason.</summary>
public sealed class Rfc7520EncryptionTests(ITestOutputHelper output)
{
    private static readonly Dictionary<string, string> RefusedOnPurpose = new(StringComparer.Ordinal)
    {
        ["5_1.key_encryption_using_rsa_v15_and_aes-hmac-sha2"] = "RSA1_5 is not here",
        ["5_2.key_encryption_using_rsa-oaep_with_aes-gcm"] = "RSA-OAEP with SHA-1 is not here",
        ["5_3.key_wrap_using_pbes2-aes-keywrap_with-aes-cbc-hmac-sha2"] = "passwords are not here",
        ["5_7.key_wrap_using_aes-gcm_keywrap_with_aes-cbc-hmac-sha2"] = "A256GCMKW is not here",
        ["5_9.compressed_content"] = "compression is not here",
        ["ecdh-es"] = "X25519 is not here",
        ["encrypt"] = "RSA-OAEP with SHA-1 is not here",
    };

    [
        Fact,
        Spec("RFC 7520 §5"),
        Spec("RFC 7520 §5.4"),
        Spec("RFC 7520 §5.5"),
        Spec("RFC 7520 §5.6"),
        Spec("RFC 7520 §5.8")
    ]
    public void Every_encryption_is_classified()
    {
        var examples = Directory
            .GetFiles(Vectors.Path("rfc7520/jwe"))
            .Append(Vectors.Path("rfc7520/curve25519/ecdh-es.json"))
            .Select(file => (Path.GetFileNameWithoutExtension(file), JsonElement.Parse(File.ReadAllBytes(file))))
            .Append(
                ("encrypt", Vectors.Read("rfc7520/6.nesting_signatures_and_encryption.json").GetProperty("encrypt"))
            );
        var decrypted = 0;
        var json = 0;
        var refused = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (name, example) in examples)
        {
            foreach (var form in example.GetProperty("output").EnumerateObject())
            {
                var input = example.GetProperty("input");
                var isCompact = form.NameEquals("compact");
                var token = isCompact ? form.Value.GetString()! : form.Value.GetRawText();
                var text = ForgeJwe.Decrypt(token, Keys(input));
                Assert.True((text is null) == (!isCompact || RefusedOnPurpose.ContainsKey(name)), name);
                if (!isCompact)
                    json++;
                else if (text is null)
                    refused.Add(name);
                else
                    decrypted++;
                if (text is not null)
                    Assert.Equal(input.GetProperty("plaintext").GetString(), text);
            }
        }

        output.WriteLine($"{decrypted} decrypted, {refused.Count} refused on purpose, {json} in JSON.");
        Assert.Equal(4, decrypted);
        Assert.Equal(RefusedOnPurpose.Count, refused.Count);
        Assert.Equal(29, json);
    }

    /// <summary>The key of the example, told which alg it is for where it does not say so.</summary>
    private static DecryptionKey[] Keys(JsonElement input)
    {
        if (!input.TryGetProperty("key", out var key) || key.ValueKind != JsonValueKind.Object)
            return [];
        if (!Jwk.TryParse(Encoding.UTF8.GetBytes(key.GetRawText()), out var jwk, out _))
            return [];
        var named = jwk with { Alg = jwk.Alg ?? input.GetProperty("alg").GetString() };
        return JweAlgorithm.TryParse(named.Alg, out _) || JweEncryption.TryParse(named.Alg, out _)
            ? [DecryptionKey.FromJwk(named)]
            : [];
    }
}
