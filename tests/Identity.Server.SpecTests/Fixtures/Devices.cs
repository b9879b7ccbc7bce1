using Identity.Server.Interactions.Devices;
using Identity.Server.Sessions;
using Identity.Server.Users;
using Identity.Tests;

namespace Identity.Server.SpecTests.Fixtures;

/// <summary>Devices that ask to be let in, and the people who decide, as long as it is not about the pages.</summary>
internal static class Devices
{
    public const string GrantType = "urn:ietf:params:oauth:grant-type:device_code";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static Task<TestAnswer> BeginDeviceAsync(
        this Scene scene,
        string? scope = null,
        params (string Name, string Value)[] more
    ) => scene.Server.PostAsync("/connect/device", scene.Client, [("scope", scope ?? scene.EveryScope), .. more]);

    public static (string Name, string Value)[] DeviceForm(TestAnswer begun) =>
        [("grant_type", GrantType), ("device_code", begun.Issued("device_code"))];

    /// <summary>The device asks whether it has been let in.</summary>
    public static Task<TestAnswer> PollAsync(
        this Scene scene,
        TestAnswer begun,
        params (string Name, string Value)[] more
    ) => scene.Server.TokenAsync(scene.Client, [.. DeviceForm(begun), .. more]);

    /// <summary>Somebody signs in at a browser.</summary>
    public static async Task<StartedSession> SessionAsync(this Scene scene)
    {
        var person = await scene.Server.Get<People>().FindActiveAsync(scene.Email, Ct);
        return await scene.Server.Get<BrowserSessions>().StartAsync(person!, "Firefox on Linux", ["pwd"], Ct);
    }

    /// <summary>Somebody types the code and says yes.</summary>
    public static async Task<StartedSession> ApproveAsync(this Scene scene, TestAnswer begun)
    {
        var session = await scene.SessionAsync();
        var approvals = scene.Server.Get<DeviceApprovals>();
        Assert.True(await approvals.ApproveAsync(await scene.FindAsync(begun), session.Session, Ct));
        return session;
    }

    /// <summary>Somebody types the code and says no.</summary>
    public static async Task RefuseAsync(this Scene scene, TestAnswer begun) =>
        Assert.True(await scene.Server.Get<DeviceApprovals>().RefuseAsync(await scene.FindAsync(begun), Ct));

    /// <summary>Somebody who is signed in types a code that waits.</summary>
    /// <returns>The page on which they decide.</returns>
    public static async Task<string> TypeAsync(this Visitor visitor, string code)
    {
        var visit = await visitor.SubmitAsync("/device", ("code", code));
        Assert.StartsWith("/device/confirm?ticket=", visit.Location, StringComparison.Ordinal);
        return visit.Location!;
    }

    private static async Task<WaitingDevice> FindAsync(this Scene scene, TestAnswer begun) =>
        (await scene.Server.Get<DeviceApprovals>().FindAsync(UserCode.Read(begun.Issued("user_code"))!.Value, Ct))!;
}
