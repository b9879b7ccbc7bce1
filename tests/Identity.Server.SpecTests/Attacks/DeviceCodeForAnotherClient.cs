using Identity.Server.SpecTests.Fixtures;
using Identity.Tests;

namespace Identity.Server.SpecTests.Attacks;

/// <summary>A device code that another client has got hold of.</summary>
public sealed class DeviceCodeForAnotherClient(ClassServer host) : IClassFixture<ClassServer>
{
    [Fact, Spec("RFC 8628 §3.4"), Spec("RFC 6749 §5.2")]
    public async Task It_fetches_nothing_and_takes_nothing_away()
    {
        var scene = await Scene.SetAsync(host.Server);
        var thief = await Scene.SetAsync(host.Server, client: asked => asked with { IsFirstParty = true });
        var begun = await scene.BeginDeviceAsync();

        // It neither learns what has become of it nor makes its owner wait.
        for (var time = 0; time < 3; time++)
            (await thief.PollAsync(begun)).ShouldRefuse("invalid_grant");
        (await scene.PollAsync(begun)).ShouldRefuse("authorization_pending");
        await scene.ApproveAsync(begun);
        (await thief.PollAsync(begun)).ShouldRefuse("invalid_grant");

        (await scene.PollAsync(begun)).ShouldSucceed();
    }

    [Fact, Spec("RFC 8628 §5.2")]
    public async Task What_one_grant_gives_out_is_worth_nothing_to_another()
    {
        var scene = await Scene.SetAsync(host.Server);
        var begun = await scene.BeginDeviceAsync();
        await scene.ApproveAsync(begun);
        var code = begun.Issued("device_code");
        var refresh = await scene.FirstRefreshTokenAsync();

        (await scene.RefreshAsync(code)).ShouldRefuse("invalid_grant");
        (await scene.RefreshAsync($"rt_{code[3..]}")).ShouldRefuse("invalid_grant");
        (await host.Server.UserInfoAsync(code)).ShouldRefuse("invalid_token", 401);
        (await scene.IntrospectAsync(code)).ShouldBeInactive();
        foreach (var other in new[] { begun.Issued("user_code"), refresh, $"dc_{refresh[3..]}" })
        {
            (
                await host.Server.TokenAsync(scene.Client, ("grant_type", Devices.GrantType), ("device_code", other))
            ).ShouldRefuse("invalid_grant");
        }

        (await scene.PollAsync(begun)).ShouldSucceed();
        (await scene.RefreshAsync(refresh)).ShouldSucceed();
    }
}
