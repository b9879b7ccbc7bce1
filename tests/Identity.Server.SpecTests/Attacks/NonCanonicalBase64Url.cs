using Identity.Server.SpecTests.Fixtures;
using Identity.Tests;

namespace Identity.Server.SpecTests.Attacks;

public sealed class NonCanonicalBase64Url(ClassServer host) : IClassFixture<ClassServer>
{
    [Fact, Spec("RFC 7515 §2"), Spec("RFC 4648 §3.5")]
    public async Task A_token_has_one_spelling()
    {
        const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        var scene = await Scene.SetAsync(host.Server);
        var tokens = await scene.SignInAsync();
        var token = tokens.Issued();
        // 256 bytes: the last letter says four bits that belong to no byte.
        var last = Alphabet.IndexOf(token[^1], StringComparison.Ordinal);

        await scene.ShouldBeTakenByNobodyAsync(token[..^1] + Alphabet[last | 1]);
        foreach (
            var odd in new[]
            {
                $"{token}=",
                $"{token}==",
                token.Insert(30, "\n"),
                $" {token}",
                $"{token}.",
                $"{token}A",
            }
        )
        {
            (await scene.IntrospectAsync(odd)).ShouldBeInactive();
            (await scene.RefreshAsync(odd)).ShouldRefuse("invalid_grant");
        }
        foreach (var odd in new[] { $"{tokens["refresh_token"]}=", $"{tokens["refresh_token"]} " })
        {
            (await scene.IntrospectAsync(odd)).ShouldBeInactive();
            (await scene.RefreshAsync(odd)).ShouldRefuse("invalid_grant");
        }
        await scene.ShouldBeAsGoodAsBeforeAsync(tokens);
    }
}
