using Identity.Server.SpecTests.Fixtures;
using Identity.Tests;

namespace Identity.Server.SpecTests.Attacks;

public sealed class CrossClientIntrospection(ClassServer host) : IClassFixture<ClassServer>
{
    [Fact, Spec("RFC 7662 §4"), Spec("RFC 7009 §2.1"), Spec("RFC 7662 §5")]
    public async Task Another_client_or_another_api_neither_reads_nor_ends_a_token()
    {
        var scene = await Scene.SetAsync(host.Server);
        var stranger = await Scene.SetAsync(host.Server);
        var tokens = await scene.SignInAsync();

        foreach (var caller in new[] { stranger.Client, await stranger.AddApiClientAsync() })
        {
            foreach (var kind in new[] { "access_token", "refresh_token", "id_token" })
            {
                (await host.Server.IntrospectAsync(caller, tokens.Issued(kind))).ShouldBeInactive();
                (await host.Server.RevokeAsync(caller, tokens.Issued(kind))).ShouldSucceed();
            }
        }

        await scene.ShouldBeAsGoodAsBeforeAsync(tokens);
    }

    [Fact, Spec("RFC 7009 §2.1")]
    public async Task The_api_may_read_a_token_that_names_its_client_and_not_end_it()
    {
        var scene = await Scene.SetAsync(host.Server);
        var api = await scene.AddApiClientAsync();
        var tokens = await scene.SignInAsync();

        (await host.Server.RevokeAsync(api, tokens.Issued())).ShouldSucceed();

        (await host.Server.IntrospectAsync(api, tokens.Issued())).ShouldBeActive();
        await scene.ShouldBeAsGoodAsBeforeAsync(tokens);
    }
}
