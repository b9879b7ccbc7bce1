using Identity.Server.Sessions;
using Identity.Server.Users;
using Identity.Server.Users.Throttling;

namespace Identity.Server.Pages.Visits;

/// <summary>Signs browsers in and out: their session, and the cookies that hold on to it.</summary>
internal sealed class Browsers(BrowserSessions sessions, SessionEnds ends, KnownDevices devices, PageCookies cookies)
{
    // RFC 8176 §2
    private static readonly string[] ByPassword = ["pwd"];

    /// <summary>Where an attempt on these pages comes from.</summary>
    public Source SourceOf(HttpContext http) => new(http.Connection.RemoteIpAddress, cookies.DeviceOf(http.Request));

    /// <summary>
    /// Signs a person in under a handle that nobody knew before. What the browser held until now is over: a handle that
    /// was planted there opens nothing. Whoever only showed once more who they are stays in the same session.
    /// </summary>
    public async Task SignInAsync(HttpContext http, Person person, CancellationToken ct)
    {
        var description = DeviceDescription.Of(http.Request.Headers.UserAgent.ToString());
        var started =
            await RenewedAsync(http, person, ct) ?? await sessions.StartAsync(person, description, ByPassword, ct);
        var device = await devices.RememberAsync(person, cookies.DeviceOf(http.Request), description, ct);
        cookies.KeepSession(http.Response, started.Handle);
        cookies.KeepDevice(http.Response, device.Handle);
    }

    private async Task<StartedSession?> RenewedAsync(HttpContext http, Person person, CancellationToken ct)
    {
        if (cookies.SessionOf(http.Request) is not { } old)
            return null;
        var isTheirs = http.SessionOrNull()?.Person.Id == person.Id;
        if (isTheirs && await sessions.RenewAsync(old, ByPassword, ct) is { } renewed)
            return renewed;
        await ends.EndAsync(old, ct);
        return null;
    }

    public async Task SignOutAsync(HttpContext http, CancellationToken ct)
    {
        if (cookies.SessionOf(http.Request) is { } handle)
            await ends.EndAsync(handle, ct);
        cookies.ForgetSession(http.Response);
    }

    /// <summary>Signs a person out in every browser but this one, which goes on under another handle.</summary>
    public async Task SignOutElsewhereAsync(HttpContext http, CancellationToken ct)
    {
        if (cookies.SessionOf(http.Request) is not { } handle || !await ends.EndEverywhereElseAsync(handle, ct))
            return;
        if (await sessions.RenewAsync(handle, shown: null, ct) is { } renewed)
            cookies.KeepSession(http.Response, renewed.Handle);
    }
}
