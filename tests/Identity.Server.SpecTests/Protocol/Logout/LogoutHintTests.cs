using System.Text;
using Identity.Server.Clients.Metadata;
using Identity.Server.SpecTests.Attacks;
using Identity.Server.SpecTests.Fixtures;
using Identity.Tests;

namespace Identity.Server.SpecTests.Protocol.Logout;

/// <summary>Hints that are made for one app alone: they name the person, or are signed, as no other app's are.</summary>
public sealed class LogoutHintTests(ClassServer host) : IClassFixture<ClassServer>
{
    [Fact, Spec("OpenID Connect RP-Initiated Logout §2"), Spec("OpenID Connect Core §8.1")]
    public async Task A_hint_may_call_the_person_by_a_name_that_only_the_app_knows()
    {
        using var scene = await LogoutScene.SetAsync(host.Server, asked => asked with { SubjectType = "pairwise" });

        var end = await scene.BringAsync();

        Assert.False(Guid.TryParse(ServedKeys.Claims(scene.IdToken).GetProperty("sub").GetString(), out _));
        Assert.StartsWith(scene.After, end.Location, StringComparison.Ordinal);
        Assert.False(await scene.IsSignedInAsync());
    }

    [Fact, Spec("OpenID Connect RP-Initiated Logout §2"), Spec("OpenID Connect Core §10.1")]
    public async Task A_hint_may_be_signed_with_the_secret_that_the_app_shares_with_us_and_with_no_other()
    {
        using var scene = await LogoutScene.SetAsync(host.Server, WithSecret);
        using var other = await LogoutScene.SetAsync(host.Server, WithSecret);
        using var rsa = await LogoutScene.SetAsync(host.Server);
        var secret = Encoding.UTF8.GetBytes(other.App.Client.Secret!);

        await RefusedAsync(
            scene,
            ("id_token_hint", Forge.Hs256(Forge.Header(scene.IdToken), Forge.Claims(scene.IdToken), secret))
        );
        // Of an app whose tokens are signed with a key of ours.
        await RefusedAsync(
            rsa,
            (
                "id_token_hint",
                Forge.Hs256(
                    Forge.Header(scene.IdToken),
                    Forge.Claims(rsa.IdToken),
                    Encoding.UTF8.GetBytes(rsa.App.Client.Secret!)
                )
            )
        );
        var end = await scene.BringAsync();

        Assert.Equal("HS256", Forge.Header(scene.IdToken)["alg"]!.ToString());
        Assert.StartsWith(scene.After, end.Location, StringComparison.Ordinal);
        Assert.False(await scene.IsSignedInAsync());

        static ClientMetadata WithSecret(ClientMetadata asked) => asked with { IdTokenSignedResponseAlg = "HS256" };
    }

    private static async Task RefusedAsync(LogoutScene scene, params (string Name, string? Value)[] changes)
    {
        var page = await scene.Visitor.GetAsync(scene.Address(changes));
        Assert.Equal(400, page.Status);
        Assert.Null(page.Location);
        Assert.True(await scene.IsSignedInAsync());
    }
}
