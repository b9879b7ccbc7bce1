using Identity.Authentication.Provider;
using Identity.Authentication.SignIn;
using Identity.Authentication.SignIn.Logout;
using Identity.Authentication.SignIn.Sessions;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Identity.Authentication;

/// <summary>Adds sign-in at an OpenID provider to an app.</summary>
public static class OpenIdConnectSignInExtensions
{
    /// <summary>The scheme's name where none is given.</summary>
    public const string Scheme = "OpenIdConnect";

    /// <summary>
    /// Signs people in at an OpenID provider, and keeps them signed in with the app's own cookie: add it with
    /// <c>AddCookie()</c>. Unless the app says otherwise, this scheme becomes the one that challenges.
    /// </summary>
    /// <remarks>OpenID Connect Core §3.1. The options are validated when the app starts.</remarks>
    public static AuthenticationBuilder AddOpenIdConnectSignIn(
        this AuthenticationBuilder builder,
        Action<OpenIdConnectSignInOptions> configure
    ) => builder.AddOpenIdConnectSignIn(Scheme, "OpenID Connect", configure);

    /// <inheritdoc cref="AddOpenIdConnectSignIn(AuthenticationBuilder, Action{OpenIdConnectSignInOptions})"/>
    /// <param name="scheme">The name of the scheme, for an app that signs people in at several providers: each has paths of its own.</param>
    /// <param name="displayName">What people are shown of it, where they choose.</param>
    public static AuthenticationBuilder AddOpenIdConnectSignIn(
        this AuthenticationBuilder builder,
        string scheme,
        string? displayName,
        Action<OpenIdConnectSignInOptions> configure
    )
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        services.AddProviders();
        services.AddSingleton(new SignInScheme(scheme));
        services.TryAddSingleton<RefreshMemory>();
        services.TryAddSingleton<SessionRefresh>();
        services.TryAddSingleton<SessionCheck>();
        services.TryAddSingleton<KeptSessions>();
        services.TryAddSingleton<BackChannelLogout>();
        services.TryAddSingleton<SigningOut>();
        services.TryAddSingleton(EndedSessions);
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IPostConfigureOptions<CookieAuthenticationOptions>, SessionCookies>()
        );
        services.PostConfigure<AuthenticationOptions>(options => options.DefaultChallengeScheme ??= scheme);
        services
            .AddOptions<OpenIdConnectSignInOptions>(scheme)
            .PostConfigure<IDataProtectionProvider>(
                (options, protection) =>
                {
                    options.DataProtectionProvider ??= protection;
                    options.StateFormat ??= new PropertiesDataFormat(
                        options.DataProtectionProvider.CreateProtector("Identity.Authentication.SignIn.v1", scheme)
                    );
                }
            )
            .Validate<IServiceProvider>(
                (options, services) =>
                    !options.KeepsSessionsOnServer || services.GetService<IDistributedCache>() is not null,
                "KeepsSessionsOnServer needs an IDistributedCache, such as AddDistributedMemoryCache() or Redis."
            )
            .ValidateOnStart();
        return builder.AddRemoteScheme<OpenIdConnectSignInOptions, OpenIdConnectSignInHandler>(
            scheme,
            displayName,
            configure
        );
    }

    private static IEndedSessions EndedSessions(IServiceProvider services) =>
        services.GetService<IDistributedCache>() is { } cache
            ? new SharedEndedSessions(cache)
            : new LocalEndedSessions(services.GetRequiredService<TimeProvider>());
}
