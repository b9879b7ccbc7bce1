using Identity.Server.Sessions;
using Identity.Server.Tokens.Logout;
using Identity.Server.Users;
using Identity.Server.Users.Throttling;

namespace Identity.Server.Pages.Visits;

/// <summary>Signs browsers in and out: their session, and the cookies that hold on to it.</summary>
internal sealed class Browsers(
    BrowserSessions sessions,
    SessionEnds ends,
    SessionLogouts logouts,
    KnownDevices devices,
    PageCookies cookies
)
{
    // RFC 8176 §2
    private static readonly string[] ByPassword = ["pwd"];

    /// <summary>Where an attempt on these pages comes from.</summary>
    public Source SourceOf(HttpContext http) => new(http.Connection.RemoteIpAddress, cookies.DeviceOf(http.Request));

    /// <summary>
    /// Signs a person in under a handle that nobody knew before. What the browser held until now is over: a handle that
    /// was planted there opens nothing.
    /// </summary>
    /// <remarks>
    /// Who signs in again has the same session under another handle: the apps that it signed them in to go on, and hear of
    /// its end.
    /// </remarks>
    public async Task SignInAsync(HttpContext http, Person person, CancellationToken ct)
    {
        var description = DeviceDescription.Of(http.Request.Headers.UserAgent.ToString());
        var started =
            await SignInAgainAsync(http, person, ct) ?? await sessions.StartAsync(person, description, ByPassword, ct);
        var device = await devices.RememberAsync(person, cookies.DeviceOf(http.Request), description, ct);
        cookies.KeepSession(http.Response, started);
        cookies.KeepDevice(http.Response, device.Handle);
    }

    /// <returns>What has ended; null where nobody was signed in.</returns>
    public async Task<EndedSession?> SignOutAsync(HttpContext http, CancellationToken ct)
    {
        cookies.ForgetSession(http.Response);
        return SessionHandle.Read(cookies.SessionOf(http.Request) ?? "") is { } handle
            ? await logouts.EndAsync(handle, ct)
            : null;
    }

    /// <summary>Signs a person out in every browser but this one, which goes on under another handle.</summary>
    public async Task SignOutElsewhereAsync(HttpContext http, CancellationToken ct)
    {
        if (cookies.SessionOf(http.Request) is not { } handle || !await ends.EndEverywhereElseAsync(handle, ct))
            return;
        if (await sessions.RenewAsync(handle, shown: null, ct) is { } renewed)
            cookies.KeepSession(http.Response, renewed);
    }

    private async Task<StartedSession?> SignInAgainAsync(HttpContext http, Person person, CancellationToken ct)
    {
        if (cookies.SessionOf(http.Request) is not { } old)
            return null;
        if ((await sessions.FindAsync(old, ct))?.Person.Id == person.Id)
            return await sessions.RenewAsync(old, ByPassword, ct);
        if (SessionHandle.Read(old) is { } handle)
            await logouts.EndAsync(handle, ct);
        return null;
    }
}
