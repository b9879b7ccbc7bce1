using System.Text;
using System.Text.Json;
using Identity.Tests;

namespace Identity.Jose.Tests;

/// <summary>The JOSE cookbook: each serialization of each signature is verified, or refused for a stated reason.</summary>
public sealed class Rfc7520Tests(ITestOutputHelper output)
{
    private const string JsonSerialization = "only the compact serialization is read";
    private const string Detached = "a token without its payload is not read";
    private const string EdDsa = "the framework has no Ed25519";

    private static readonly Dictionary<string, string> RefusedOnPurpose = new(StringComparer.Ordinal)
    {
        ["4_1.rsa_v15_signature json"] = JsonSerialization,
        ["4_1.rsa_v15_signature json_flat"] = JsonSerialization,
        ["4_2.rsa-pss_signature json"] = JsonSerialization,
        ["4_2.rsa-pss_signature json_flat"] = JsonSerialization,
        ["4_3.ecdsa_signature json"] = JsonSerialization,
        ["4_3.ecdsa_signature json_flat"] = JsonSerialization,
        ["4_4.hmac-sha2_integrity_protection json"] = JsonSerialization,
        ["4_4.hmac-sha2_integrity_protection json_flat"] = JsonSerialization,
        ["4_5.signature_with_detached_content compact"] = Detached,
        ["4_5.signature_with_detached_content json"] = JsonSerialization,
        ["4_5.signature_with_detached_content json_flat"] = JsonSerialization,
        ["4_6.protecting_specific_header_fields json"] = JsonSerialization,
        ["4_6.protecting_specific_header_fields json_flat"] = JsonSerialization,
        ["4_7.protecting_content_only json"] = JsonSerialization,
        ["4_7.protecting_content_only json_flat"] = JsonSerialization,
        ["4_8.multiple_signatures json"] = JsonSerialization,
        ["jws compact"] = EdDsa,
        ["jws json"] = JsonSerialization,
        ["jws json_flat"] = JsonSerialization,
    };

    [Fact, Spec("RFC 7520 §4")]
    public void Every_signature_is_classified()
    {
        var folder = Vectors.Path("rfc7520/jws");
        var files = Directory.GetFiles(folder).Append(Vectors.Path("rfc7520/curve25519/jws.json"));
        var verified = 0;
        var refused = new HashSet<string>(StringComparer.Ordinal);
        foreach (var file in files.Order(StringComparer.Ordinal))
        {
            var example = JsonElement.Parse(File.ReadAllBytes(file));
            foreach (var form in example.GetProperty("output").EnumerateObject())
            {
                var name = $"{Path.GetFileNameWithoutExtension(file)} {form.Name}";
                var token =
                    form.Value.ValueKind == JsonValueKind.String ? form.Value.GetString()! : form.Value.GetRawText();
                var isVerified = CompactJws.Verify(token, Keys(example.GetProperty("input"))) is not null;
                Assert.True(isVerified != RefusedOnPurpose.ContainsKey(name), name);
                if (isVerified)
                    verified++;
                else
                    refused.Add(name);
            }
        }

        output.WriteLine($"{verified} verified, {refused.Count} refused on purpose.");
        Assert.Equal(4, verified);
        Assert.Equal(RefusedOnPurpose.Count, refused.Count);
    }

    [Theory, Spec("RFC 7520 §4.1"), Spec("RFC 7520 §4.4")]
    [InlineData("4_1.rsa_v15_signature.json")]
    [InlineData("4_4.hmac-sha2_integrity_protection.json")]
    public void A_deterministic_signature_is_made_to_the_letter(string file)
    {
        var example = Vectors.Read($"rfc7520/jws/{file}");
        var input = example.GetProperty("input");
        using var key = SigningKey.FromJwk(
            Key(input.GetProperty("key")) with
            {
                Alg = input.GetProperty("alg").GetString(),
            }
        );

        var token = CompactJws.Sign(Encoding.UTF8.GetBytes(input.GetProperty("payload").GetString()!), key);

        Assert.Equal(example.GetProperty("output").GetProperty("compact").GetString(), token);
    }

    [Fact, Spec("RFC 7520 §6")]
    public void The_signature_inside_the_nested_example_is_verified()
    {
        var sign = Vectors.Read("rfc7520/6.nesting_signatures_and_encryption.json").GetProperty("sign");
        var token = sign.GetProperty("output").GetProperty("compact").GetString()!;
        var expected = new JwtExpectations { Issuer = "hobbiton.example", Types = ["JWT"] };

        var verdict = Jwt.Validate(
            token,
            Keys(sign.GetProperty("input")),
            expected,
            DateTimeOffset.FromUnixTimeSeconds(1300819379)
        );

        Assert.IsType<JwtVerdict.Valid>(verdict);
    }

    [Theory, Spec("RFC 7520 §3")]
    [InlineData("3_1.ec_public_key", "ES512", false, true)]
    [InlineData("3_2.ec_private_key", "ES512", true, true)]
    [InlineData("3_3.rsa_public_key", "RS256", false, true)]
    [InlineData("3_4.rsa_private_key", "RS256", true, true)]
    [InlineData("3_5.symmetric_key_mac_computation", "HS256", true, true)]
    [InlineData("3_6.symmetric_key_encryption", "HS256", true, false)] // its use is enc
    public void A_key_is_read_and_used_for_what_it_is_for(string file, string alg, bool isPrivate, bool verifies)
    {
        var jwk = Key(Vectors.Read($"rfc7520/jwk/{file}.json"));
        Assert.True(JwsAlgorithm.TryParse(alg, out var algorithm));

        Assert.Equal(isPrivate, jwk.IsPrivate);
        Assert.Equal(verifies, VerificationKey.TryFromJwk(jwk, algorithm, out _, out _));
    }

    private static Jwk Key(JsonElement json) => Forge.Jwk(json.GetRawText());

    private static VerificationKeys Keys(JsonElement input)
    {
        var key = input.GetProperty("key");
        var isKnown = JwsAlgorithm.TryParse(
            input.GetProperty("alg") is { ValueKind: JsonValueKind.String } alg ? alg.GetString() : null,
            out var algorithm
        );
        return isKnown ? new VerificationKeys(VerificationKey.FromJwk(Key(key), algorithm)) : new VerificationKeys([]);
    }
}
