using Identity.Server.Sessions;

namespace Identity.Server.Pages.Visits;

/// <summary>Who a request comes from, as its session says.</summary>
internal static class SignedIn
{
    /// <returns>The session of this browser; null where nobody is signed in.</returns>
    public static Session? SessionOrNull(this HttpContext http) => http.Features.Get<Session>();

    /// <summary>The session on a page that only people who are signed in reach.</summary>
    public static Session Session(this HttpContext http) =>
        http.SessionOrNull()
        ?? throw new InvalidOperationException("This page was reached without a session; SignInFirst must guard it.");
}
