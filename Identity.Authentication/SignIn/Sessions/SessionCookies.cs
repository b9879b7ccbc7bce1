using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Identity.Authentication.SignIn.Sessions;

/// <summary>Has the cookie that people are signed in with look at the session that it brings, whatever else the app has it do.</summary>
internal sealed class SessionCookies(IServiceProvider services, IEnumerable<SignInScheme> schemes)
    : IPostConfigureOptions<CookieAuthenticationOptions>
{
    public void PostConfigure(string? name, CookieAuthenticationOptions options)
    {
        var signIn = services.GetRequiredService<IOptionsMonitor<OpenIdConnectSignInOptions>>();
        var ours = schemes
            .Select(scheme => signIn.Get(scheme.Name))
            .Where(found => found.SignInScheme == name)
            .ToList();
        if (ours.Count == 0)
            return;
        // Events that the container makes are not these: ended sessions would go on, and nobody would notice.
        if (options.EventsType is not null)
        {
            throw new OptionsValidationException(
                name!,
                typeof(CookieAuthenticationOptions),
                ["EventsType is set for the cookie that people are signed in with; set Events instead."]
            );
        }

        var theirs = options.Events.OnValidatePrincipal;
        options.Events.OnValidatePrincipal = async context =>
        {
            await theirs(context);
            await context.HttpContext.RequestServices.GetRequiredService<SessionCheck>().RunAsync(context);
        };
        if (ours.Exists(found => found.KeepsSessionsOnServer))
            options.SessionStore ??= Store(name!, options);
    }

    private ServerTickets Store(string scheme, CookieAuthenticationOptions options) =>
        new(
            services.GetRequiredService<IDistributedCache>(),
            services.GetRequiredService<IDataProtectionProvider>(),
            services.GetRequiredService<TimeProvider>(),
            scheme,
            options.ExpireTimeSpan
        );
}

/// <summary>A scheme that signs people in, so that the cookies can be told.</summary>
internal sealed record SignInScheme(string Name);
