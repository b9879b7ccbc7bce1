using System.Text;
using Identity.Server.SpecTests.Fixtures;
using Identity.Tests;

namespace Identity.Server.SpecTests.Attacks;

public sealed class LooselyDecodedBasic(ClassServer host) : IClassFixture<ClassServer>
{
    public static TheoryData<string, Func<string, string>> Loose =>
        new()
        {
            { "not base64", _ => "Basic !!!!" },
            { "nothing", _ => "Basic" },
            { "an empty value", _ => "Basic " },
            { "no colon", credentials => Basic(credentials.Replace(':', '.')) },
            { "white space within", credentials => Basic(credentials).Insert(20, " ") },
            { "a tab within", credentials => Basic(credentials).Insert(20, "\t") },
            { "no padding", credentials => Basic(Padded(credentials)).TrimEnd('=') },
            { "padding of its own", credentials => Basic(credentials) + "====" },
            { "bits beyond the end", credentials => LooseEnd(Basic(Padded(credentials))) },
            {
                "another alphabet",
                credentials => Basic($"{credentials}\u00ff\u00fe").Replace('/', '_').Replace('+', '-')
            },
            { "a second value", credentials => $"{Basic(credentials)}, {Basic(credentials)}" },
            { "broken form encoding", credentials => Basic($"{credentials}%") },
            { "form encoding of no hex", credentials => Basic($"{credentials}%zz") },
            { "a NUL", credentials => Basic($"{credentials}%00") },
            { "a space at the end", credentials => Basic($"{credentials} ") },
            { "a space as a plus", credentials => Basic($"{credentials}+") },
            { "another scheme", credentials => Basic(credentials).Replace("Basic", "Bearer") },
            { "two schemes", credentials => $"Basic {Basic(credentials)}" },
        };

    [Theory, Spec("RFC 7617 §2"), Spec("RFC 4648 §3.5"), Spec("RFC 6749 §2.3.1")]
    [MemberData(nameof(Loose), DisableDiscoveryEnumeration = true)]
    public async Task Credentials_that_must_be_repaired_to_be_read_are_none(string how, Func<string, string> spoil)
    {
        var scene = await Scene.SetAsync(host.Server);
        var credentials = $"{scene.Client.Id}:{scene.Client.Secret}";

        var answer = await host.Server.PostRawAsync(
            "/connect/token",
            spoil(credentials),
            "grant_type=client_credentials"u8.ToArray()
        );

        Assert.True(answer.Status == 401, $"{how}: {answer.Status} {answer.Body}");
        answer.ShouldRefuse("invalid_client", 401);
        (await scene.ClientCredentialsAsync()).ShouldSucceed();
    }

    private static string Basic(string credentials) =>
        $"Basic {Convert.ToBase64String(Encoding.Latin1.GetBytes(credentials))}";

    /// <summary>The same credentials, form-encoded to a length at which base64 needs padding.</summary>
    private static string Padded(string credentials) =>
        (credentials.Length % 3) switch
        {
            0 => $"%{(int)credentials[0]:x2}{credentials[1..]}" is var two && two.Length % 3 != 0 ? two : credentials,
            _ => credentials,
        };

    private static string LooseEnd(string basic)
    {
        const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        var at = basic.AsSpan().LastIndexOfAnyExcept('=');
        Assert.NotEqual(basic.Length - 1, at);
        return $"{basic[..at]}{Alphabet[Alphabet.IndexOf(basic[at], StringComparison.Ordinal) | 1]}{basic[(at + 1)..]}";
    }
}
