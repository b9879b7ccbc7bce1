using System.Text;
using System.Text.Json;

namespace Identity.Jose.Tests;

/// <summary>Every JWS vector of Wycheproof: it does as published, or stands in the table below with the reason why not.</summary>
/// <remarks>Those of encryption are in <see cref="WycheproofEncryptionTests"/>.</remarks>
public sealed class WycheproofTests(ITestOutputHelper output)
{
    private const string AlgorithmOfTheKey = "the key says another alg than the token, or one that does not exist";
    private const string SecondSpelling = "the token is spelt with characters that are not base64url";

    /// <summary>Vectors published as valid that we refuse.</summary>
    private static readonly Dictionary<(string File, int Id), string> RefusedOnPurpose = new()
    {
        [("signature", 346)] = AlgorithmOfTheKey,
        [("signature", 347)] = AlgorithmOfTheKey,
        [("signature", 350)] = AlgorithmOfTheKey,
        [("signature", 351)] = AlgorithmOfTheKey,
        [("signature", 372)] = SecondSpelling,
        [("signature", 373)] = SecondSpelling,
    };

    /// <summary>Vectors published as invalid that we accept: their text is that of another, which is published as valid.</summary>
    private static readonly Dictionary<(string File, int Id), int> SameTextAsValid = new()
    {
        [("signature", 367)] = 357,
        [("signature", 370)] = 357,
    };

    [Theory]
    [InlineData("signature", 401, 0)]
    [InlineData("key", 26, 0)]
    [InlineData("crypto", 83, 34)]
    public void Every_vector_is_classified(string file, int total, int encryption)
    {
        var counts = new Dictionary<Class, int>();
        var unclassified = new List<string>();
        var validTexts = new Dictionary<int, string>();
        var groups = Vectors.Read($"wycheproof/json_web_{file}_test.json").GetProperty("testGroups");
        foreach (var group in groups.EnumerateArray())
        {
            var keys = Keys(group);
            foreach (var test in group.GetProperty("tests").EnumerateArray())
            {
                var found = Classify(file, test, keys, validTexts);
                counts[found] = counts.GetValueOrDefault(found) + 1;
                if (found is Class.None)
                    unclassified.Add($"{test.GetProperty("tcId")} {test.GetProperty("comment")}");
            }
        }

        output.WriteLine($"{file}: {string.Join(", ", counts.Select(count => $"{count.Value} {count.Key}"))}");
        Assert.Empty(unclassified);
        Assert.Equal(total, counts.Values.Sum());
        Assert.Equal(encryption, counts.GetValueOrDefault(Class.Encryption));
        Assert.Equal(RefusedOnPurpose.Keys.Count(IsOfFile), counts.GetValueOrDefault(Class.RefusedOnPurpose));
        Assert.Equal(SameTextAsValid.Keys.Count(IsOfFile), counts.GetValueOrDefault(Class.SameTextAsValid));

        bool IsOfFile((string File, int Id) vector) => vector.File.Equals(file, StringComparison.Ordinal);
    }

    private static Class Classify(
        string file,
        JsonElement test,
        VerificationKeys keys,
        Dictionary<int, string> validTexts
    )
    {
        if (test.TryGetProperty("jwe", out _))
            return Class.Encryption;

        var id = test.GetProperty("tcId").GetInt32();
        var text = Text(test.GetProperty("jws"));
        var isAccepted = CompactJws.Verify(text, keys) is not null;
        var isValid = test.GetProperty("result").ValueEquals("valid");
        if (isValid)
            validTexts.Add(id, text);

        if (isAccepted == isValid)
            return Class.AsPublished;
        if (isValid)
            return RefusedOnPurpose.ContainsKey((file, id)) ? Class.RefusedOnPurpose : Class.None;
        return
            SameTextAsValid.TryGetValue((file, id), out var twin)
            && text.Equals(validTexts[twin], StringComparison.Ordinal)
            ? Class.SameTextAsValid
            : Class.None;
    }

    /// <summary>The JSON serializations are objects in the file; to a reader of tokens they are text.</summary>
    private static string Text(JsonElement jws) =>
        jws.ValueKind == JsonValueKind.String ? jws.GetString()! : jws.GetRawText();

    private static VerificationKeys Keys(JsonElement group)
    {
        var json = group.TryGetProperty("public", out var publicPart) ? publicPart : group.GetProperty("private");
        var utf8 = Encoding.UTF8.GetBytes(json.GetRawText());
        var found = new List<Jwk>();
        if (json.TryGetProperty("keys", out _))
        {
            if (JwkSet.TryParse(utf8, out var set, out _))
                found.AddRange(set.Keys);
        }
        else if (Jwk.TryParse(utf8, out var jwk, out _))
        {
            found.Add(jwk);
        }

        var keys = new List<VerificationKey>();
        foreach (var jwk in found)
        {
            if (VerificationKey.TryFromJwk(jwk, algorithm: null, out var key, out _))
                keys.Add(key);
        }
        return new VerificationKeys(keys);
    }

    private enum Class
    {
        None,
        AsPublished,
        RefusedOnPurpose,
        SameTextAsValid,
        Encryption,
    }
}
