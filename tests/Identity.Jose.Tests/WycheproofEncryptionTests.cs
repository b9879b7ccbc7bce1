using System.Text;
using System.Text.Json;

namespace Identity.Jose.Tests;

/// <summary>Every JWE vector of Wycheproof: it does as published, or is of an algorithm that is not here.</summary>
public sealed class WycheproofEncryptionTests(ITestOutputHelper output)
{
    private static readonly string[] NotHere = ["RSA1_5", "RSA-OAEP", "A128GCMKW", "A192GCMKW", "A256GCMKW"];

    [Theory]
    [InlineData("encryption", 139, 43, 22)]
    [InlineData("crypto", 34, 2, 0)]
    public void Every_vector_is_classified(string file, int total, int decrypted, int refused)
    {
        var counts = new Dictionary<Class, int>();
        var unclassified = new List<string>();
        foreach (
            var group in Vectors
                .Read($"wycheproof/json_web_{file}_test.json")
                .GetProperty("testGroups")
                .EnumerateArray()
                .Where(IsEncryption)
        )
        {
            var keys = Keys(group.GetProperty("private"));
            foreach (var test in group.GetProperty("tests").EnumerateArray())
            {
                var found = Classify(test, keys);
                counts[found] = counts.GetValueOrDefault(found) + 1;
                if (found is Class.None)
                    unclassified.Add($"{test.GetProperty("tcId")} {test.GetProperty("comment")}");
            }
        }

        output.WriteLine($"{file}: {string.Join(", ", counts.Select(count => $"{count.Value} {count.Key}"))}");
        Assert.Empty(unclassified);
        Assert.Equal(total, counts.Values.Sum());
        Assert.Equal(decrypted, counts.GetValueOrDefault(Class.DecryptedAsPublished));
        Assert.Equal(refused, counts.GetValueOrDefault(Class.ValidButNotHere));
    }

    private static bool IsEncryption(JsonElement group) => group.GetProperty("tests")[0].TryGetProperty("jwe", out _);

    private static Class Classify(JsonElement test, DecryptionKey[] keys)
    {
        var jwe = test.GetProperty("jwe");
        var token = jwe.ValueKind == JsonValueKind.String ? jwe.GetString()! : jwe.GetRawText();
        var text = ForgeJwe.Decrypt(token, keys);
        var isValid = test.GetProperty("result").ValueEquals("valid");
        if (text is null)
        {
            if (!isValid)
                return Class.RefusedAsPublished;
            return IsNotHere(token) ? Class.ValidButNotHere : Class.None;
        }

        // The vectors of json_web_crypto_test do not say what they decrypt to.
        var isAsPublished =
            !test.TryGetProperty("pt", out var pt)
            || Convert.ToHexStringLower(Encoding.UTF8.GetBytes(text)).Equals(pt.GetString(), StringComparison.Ordinal);
        return isValid && isAsPublished ? Class.DecryptedAsPublished : Class.None;
    }

    private static bool IsNotHere(string token)
    {
        var header = JsonElement.Parse(ForgeJwe.Header(token));
        return NotHere.Contains(header.GetProperty("alg").GetString()) || header.TryGetProperty("zip", out _);
    }

    private static DecryptionKey[] Keys(JsonElement json)
    {
        Assert.True(Jwk.TryParse(Encoding.UTF8.GetBytes(json.GetRawText()), out var jwk, out var why), why);
        return NotHere.Contains(jwk.Alg) ? [] : [DecryptionKey.FromJwk(jwk)];
    }

    private enum Class
    {
        None,
        DecryptedAsPublished,
        RefusedAsPublished,
        ValidButNotHere,
    }
}
