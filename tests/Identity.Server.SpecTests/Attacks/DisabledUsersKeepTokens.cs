using Identity.Server.SpecTests.Fixtures;
using Identity.Tests;

namespace Identity.Server.SpecTests.Attacks;

public sealed class DisabledUsersKeepTokens(ClassServer host) : IClassFixture<ClassServer>
{
    [Fact, Spec("RFC 7662 §2.2"), Spec("RFC 6749 §10.4")]
    public async Task A_suspended_persons_tokens_are_worth_nothing_anywhere()
    {
        var scene = await Scene.SetAsync(host.Server);
        var bystander = scene with { Email = await host.Server.AddUserAsync() };
        var tokens = await scene.SignInAsync();
        var others = await bystander.SignInAsync();

        await scene.SuspendAsync();

        await scene.ShouldBeTakenByNobodyAsync(tokens.Issued());
        (await scene.IntrospectAsync(tokens.Issued("refresh_token"))).ShouldBeInactive();
        (await scene.RefreshAsync(tokens.Issued("refresh_token"))).ShouldRefuse("invalid_grant");
        (await scene.SignInAsync()).ShouldRefuse("invalid_grant");
        await scene.ShouldBeAsGoodAsBeforeAsync(others);
    }

    [Fact, Spec("RFC 7662 §2.2"), Spec("RFC 6749 §10.4")]
    public async Task A_disabled_clients_tokens_are_worth_nothing_anywhere()
    {
        var scene = await Scene.SetAsync(host.Server);
        var api = await scene.AddApiClientAsync();
        var tokens = await scene.SignInAsync();

        await host.Server.DisableAsync(scene.Client);

        (await host.Server.IntrospectAsync(api, tokens.Issued())).ShouldBeInactive();
        (await host.Server.UserInfoAsync(tokens.Issued())).ShouldRefuse("invalid_token", 401);
        (await scene.RefreshAsync(tokens.Issued("refresh_token"))).ShouldRefuse("invalid_client", 401);

        // Nothing was lost: the owner may change their mind.
        await host.Server.ChangeClientAsync(scene.Client, row => row.DisabledAt = null);
        await scene.ShouldBeAsGoodAsBeforeAsync(tokens);
    }
}
