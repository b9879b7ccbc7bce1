using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Identity.Authentication.Provider;

/// <summary>The providers that this process deals with; schemes that name the same one share what is known of it.</summary>
internal sealed class OpenIdProviders(ProviderHttp http, TimeProvider clock, ILogger<OpenIdProvider> logger)
{
    private readonly ConcurrentDictionary<string, OpenIdProvider> _providers = new(StringComparer.Ordinal);

    /// <param name="authority">Validated when the application starts.</param>
    /// <exception cref="ArgumentException">It is no authority.</exception>
    public OpenIdProvider Of(string? authority) =>
        Authority.TryRead(authority, out var read, out var why)
            ? _providers.GetOrAdd(read.Value, _ => new OpenIdProvider(read, http, clock, logger))
            : throw new ArgumentException(why, nameof(authority));
}
