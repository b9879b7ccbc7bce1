using Identity.Authentication.AccessTokens;
using Identity.Authentication.Dpop;
using Identity.Authentication.Provider;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Identity.Authentication;

/// <summary>Protects an API with access tokens.</summary>
public static class AccessTokenValidationExtensions
{
    /// <summary>The scheme, unless another name is given; also its name on the wire.</summary>
    public const string Scheme = "Bearer";

    /// <summary>
    /// Accepts access tokens from the <c>Authorization</c> header: JWTs of a provider or under a shared secret, and tokens that the provider
    /// is asked about.
    /// </summary>
    /// <remarks>RFC 6750 §2.1; RFC 9068 §4; RFC 9449 §7.1. Claims keep the names they have in the token.</remarks>
    public static AuthenticationBuilder AddAccessTokenValidation(
        this AuthenticationBuilder authentication,
        Action<AccessTokenValidationOptions> configure
    ) => authentication.AddAccessTokenValidation(Scheme, configure);

    /// <inheritdoc cref="AddAccessTokenValidation(AuthenticationBuilder, Action{AccessTokenValidationOptions})"/>
    /// <param name="scheme">A name of its own for each where an API takes tokens of several providers.</param>
    public static AuthenticationBuilder AddAccessTokenValidation(
        this AuthenticationBuilder authentication,
        string scheme,
        Action<AccessTokenValidationOptions> configure
    )
    {
        ArgumentNullException.ThrowIfNull(authentication);
        ArgumentException.ThrowIfNullOrEmpty(scheme);
        ArgumentNullException.ThrowIfNull(configure);

        var services = authentication.Services;
        services.AddProviders();
        services.TryAddSingleton<ProofMemory>();
        services.TryAddSingleton<ProofCheck>();
        services.TryAddSingleton<AccessTokenValidators>();
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<
                IValidateOptions<AccessTokenValidationOptions>,
                AccessTokenValidationOptionsValidator
            >()
        );
        services.AddOptions<AccessTokenValidationOptions>(scheme).ValidateOnStart();
        return authentication.AddScheme<AccessTokenValidationOptions, AccessTokenHandler>(
            scheme,
            displayName: null,
            configure
        );
    }
}
