using Identity.Admin.Hosting;
using Identity.Admin.Shell.Plain;
using Identity.Authentication;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Identity.Admin.SignIn;

/// <summary>Signs administrators in at the server that they administer. Their tokens never leave this process.</summary>
internal static partial class SignInSetup
{
    public const string Problem = "/sign-in/problem";
    public const string SignedOut = "/signed-out";

    public static void AddSignIn(this IServiceCollection services, Settings settings)
    {
        services.AddDistributedMemoryCache();
        services
            .AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme)
            .AddCookie(cookie =>
            {
                cookie.Cookie.Name = "identity-admin";
                cookie.ExpireTimeSpan = TimeSpan.FromHours(8);
            })
            .AddOpenIdConnectSignIn(options =>
            {
                options.Authority = settings.Issuer.AbsoluteUri.TrimEnd('/');
                options.ClientId = settings.ClientId;
                options.ClientSecret = settings.ClientSecret;
                options.Scopes.Add("offline_access");
                options.Scopes.Add("identity.admin");
                options.KeepsSessionsOnServer = true;
                // The management API takes bearer tokens, and says itself who somebody is.
                options.BindsTokens = false;
                options.ReadsUserInfo = false;
                options.SignedOutRedirectPath = SignedOut;
                options.AccessDeniedPath = Problem;
                options.Events.OnRemoteFailure = context =>
                {
                    var log = context.HttpContext.RequestServices.GetRequiredService<ILogger<ServerAway>>();
                    NotSignedIn(log, context.Failure?.Message ?? "no reason is known");
                    context.Response.Redirect(Problem);
                    context.HandleResponse();
                    return Task.CompletedTask;
                };
            });
        services.AddAuthorization();
        services.AddHttpClient(ServerAway.Client, client => client.Timeout = ServerAway.Patience);
        services.AddSingleton<ServerAway>();
        services.AddSingleton<IAuthorizationMiddlewareResultHandler>(provider =>
            provider.GetRequiredService<ServerAway>()
        );
        services.AddCascadingAuthenticationState();
    }

    public static void MapSignIn(this WebApplication app)
    {
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapGet("/sign-in", AgainAsync).AllowAnonymous();
        app.MapPost("/sign-out", () => Results.SignOut(authenticationSchemes: [OpenIdConnectSignInExtensions.Scheme]));
        app.MapGet(Problem, () => new RazorComponentResult<SignInProblem>()).AllowAnonymous();
        app.MapGet(SignedOut, () => new RazorComponentResult<SignedOut>()).AllowAnonymous();
    }

    // Whose session is over still has its cookie: it goes first, or they would be shown the same end again.
    private static async Task AgainAsync(HttpContext http, string? to, ServerAway server)
    {
        if (await server.IsAwayAsync(http.RequestAborted))
        {
            await ServerAway.ShowAsync(http);
            return;
        }
        await http.SignOutAsync(CookieAuthenticationDefaults.AuthenticationScheme);
        await http.ChallengeAsync(
            OpenIdConnectSignInExtensions.Scheme,
            new SignInProperties { RedirectUri = to ?? "/" }
        );
    }

    [LoggerMessage(LogLevel.Warning, "Somebody was not signed in: {Reason}")]
    private static partial void NotSignedIn(ILogger logger, string reason);
}
