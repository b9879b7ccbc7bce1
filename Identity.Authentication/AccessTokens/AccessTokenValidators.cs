using System.Runtime.CompilerServices;
using Identity.Authentication.Provider;

namespace Identity.Authentication.AccessTokens;

/// <summary>What stands ready for a scheme: its rules, and what says which tokens keep them.</summary>
internal sealed record AccessTokenGate(AccessTokenValidator Validator, ResourceMetadata? Metadata);

/// <summary>Makes a scheme's gate when its options are first used, and again when they have changed.</summary>
internal sealed class AccessTokenValidators(OpenIdProviders providers, TimeProvider clock)
{
    // Options that were reloaded are another object; the gate of the former goes when the last request has let go of it.
    private readonly ConditionalWeakTable<AccessTokenValidationOptions, AccessTokenGate> _gates = [];

    public AccessTokenGate Of(AccessTokenValidationOptions options) => _gates.GetValue(options, Build);

    private AccessTokenGate Build(AccessTokenValidationOptions options)
    {
        var provider = options.Authority is null ? null : providers.Of(options.Authority);
        var validator = new AccessTokenValidator(
            new AccessTokenRules(options),
            provider,
            IntrospectionOf(options, provider),
            clock
        );
        return new AccessTokenGate(validator, ResourceMetadata.Of(options));
    }

    private Introspection? IntrospectionOf(AccessTokenValidationOptions options, OpenIdProvider? provider)
    {
        if (provider is null || !(options.RevocationSensitive || options.AcceptOpaqueTokens))
            return null;
        var life =
            options.IntrospectionLife
            ?? (options.RevocationSensitive ? TimeSpan.Zero : AccessTokenValidationOptions.UsualIntrospectionLife);
        var terms = new IntrospectionTerms(options.Audience, options.ClockSkew, life);
        return new Introspection(provider, CredentialsOf(options), terms, clock);
    }

    private static ClientCredentials CredentialsOf(AccessTokenValidationOptions options) =>
        options.ClientKey is { } key
            ? ClientCredentials.WithKey(options.ClientId!, key)
            : ClientCredentials.WithSecret(options.ClientId!, options.ClientSecret!);
}
