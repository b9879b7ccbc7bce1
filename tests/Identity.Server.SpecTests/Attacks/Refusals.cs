using Identity.Server.SpecTests.Fixtures;
using Identity.Tests;

namespace Identity.Server.SpecTests.Attacks;

/// <summary>A forged token has failed when nobody takes it and the genuine one is as good as before.</summary>
internal static class Refusals
{
    public static async Task ShouldBeTakenByNobodyAsync(this Scene scene, string forged)
    {
        (await scene.IntrospectAsync(forged)).ShouldBeInactive();
        (await scene.Server.UserInfoAsync(forged)).ShouldRefuse("invalid_token", 401);
        (await scene.RefreshAsync(forged)).ShouldRefuse("invalid_grant");
    }

    public static async Task ShouldBeAsGoodAsBeforeAsync(this Scene scene, TestAnswer tokens)
    {
        (await scene.IntrospectAsync(tokens.Issued())).ShouldBeActive();
        if (tokens["refresh_token"] is { } refreshToken)
        {
            (await scene.IntrospectAsync(refreshToken)).ShouldBeActive();
            (await scene.RefreshAsync(refreshToken)).ShouldSucceed();
        }
    }
}
