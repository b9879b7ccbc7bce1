using System.Diagnostics;
using Identity.Authentication.Dpop;
using Identity.Jose;
using Microsoft.Extensions.Logging;

namespace Identity.Authentication.Provider;

/// <summary>A provider as its clients and APIs see it: what it says of itself, its keys, and its endpoints.</summary>
internal sealed class OpenIdProvider
{
    /// <summary>How long metadata is good without another look.</summary>
    public static readonly TimeSpan MetadataLife = TimeSpan.FromHours(12);

    /// <summary>How long keys are: a key that the provider withdraws is believed no longer than this.</summary>
    public static readonly TimeSpan KeyLife = TimeSpan.FromHours(1);

    private readonly ProviderHttp _http;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly KeptDocument<ProviderMetadata> _metadata;
    private readonly KeptDocument<ProviderKeys> _keys;

    public OpenIdProvider(Authority authority, ProviderHttp http, TimeProvider clock, ILogger<OpenIdProvider> logger)
    {
        (Authority, _http, _clock, _logger) = (authority, http, clock, logger);
        _metadata = new(FetchMetadataAsync, MetadataLife, clock, logger);
        _keys = new(FetchKeysAsync, KeyLife, clock, logger);
    }

    public Authority Authority { get; }

    /// <remarks>OpenID Connect Discovery §4.</remarks>
    /// <exception cref="ProviderUnavailableException">The provider has never answered yet.</exception>
    public ValueTask<ProviderMetadata> MetadataAsync(CancellationToken ct) => _metadata.GetAsync(ct);

    /// <exception cref="ProviderUnavailableException">The provider has never answered yet.</exception>
    public ValueTask<ProviderKeys> KeysAsync(CancellationToken ct) => _keys.GetAsync(ct);

    /// <summary>The keys for a token that names one that nobody has seen yet. Made-up names cost one question a minute.</summary>
    /// <remarks>OpenID Connect Core §10.1.1.</remarks>
    /// <exception cref="ProviderUnavailableException">The provider has never answered yet.</exception>
    public ValueTask<ProviderKeys> KeysForUnknownAsync(CancellationToken ct) => _keys.GetNewerAsync(ct);

    /// <summary>Validates a JWT that the provider is to have signed with one of the algorithms that the caller accepts.</summary>
    /// <remarks>RFC 8725 §3.1: the header names one of the caller's algorithms, or ends here. Symmetric ones have no published key.</remarks>
    /// <exception cref="ProviderUnavailableException">The provider has never answered yet.</exception>
    public async ValueTask<JwtVerdict> ValidateAsync(
        string token,
        IReadOnlyCollection<JwsAlgorithm> accepted,
        JwtExpectations expected,
        CancellationToken ct
    )
    {
        if (CompactJws.PeekHeader(token) is not { } header)
            return new JwtVerdict.Invalid("The token is no signed JWT of an algorithm that is known here.");
        if (!accepted.Contains(header.Algorithm) || header.Algorithm.IsSymmetric)
            return new JwtVerdict.Invalid($"The token is signed with {header.Algorithm}, which is not accepted here.");

        var keys = await KeysAsync(ct);
        if (!keys.Know(header.KeyId, header.Algorithm))
            keys = await KeysForUnknownAsync(ct);
        return Jwt.Validate(token, keys.Of(header.Algorithm), expected, _clock.GetUtcNow());
    }

    /// <summary>Posts a form as a client to an endpoint that the provider's metadata names.</summary>
    /// <param name="dpop">Proves with each request that its key is at hand, where there is one; a nonce that is asked for is sent.</param>
    public async Task<ProviderAnswer> PostFormAsync(
        string endpoint,
        IEnumerable<KeyValuePair<string, string>> form,
        ClientCredentials client,
        DpopKey? dpop,
        CancellationToken ct
    )
    {
        var provider = await MetadataAsync(ct);
        var fields = form.ToList();
        var answer = await PostOnceAsync(nonce: dpop?.NonceOf(endpoint));

        // RFC 9449 §8: the provider says which nonce it wants, once, and the request is made again with it.
        if (dpop is null || answer is not ProviderAnswer.Refused { Error: "use_dpop_nonce", DpopNonce: { } wanted })
            return answer;
        dpop.Remember(endpoint, wanted);
        return await PostOnceAsync(wanted);

        async Task<ProviderAnswer> PostOnceAsync(string? nonce)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, endpoint);
            var all = new List<KeyValuePair<string, string>>(fields);
            client.AddTo(request, all, provider, _clock.GetUtcNow());
            if (dpop is not null)
                request.Headers.Add("DPoP", dpop.Prove(HttpMethod.Post, endpoint, _clock.GetUtcNow(), nonce));
            request.Headers.Accept.ParseAdd("application/json");
            request.Content = new FormUrlEncodedContent(all);
            return await _http.SendAsync(request, ct);
        }
    }

    /// <summary>Sends anything else, such as a request for userinfo.</summary>
    public Task<ProviderAnswer> SendAsync(HttpRequestMessage request, CancellationToken ct) =>
        _http.SendAsync(request, ct);

    private async Task<Fetched<ProviderMetadata>> FetchMetadataAsync(CancellationToken ct) =>
        await GetAsync(Authority.MetadataAddress, ct) switch
        {
            ProviderAnswer.Success { Json: { } json } => MetadataReader.Read(json, Authority),
            ProviderAnswer.Success => new Fetched<ProviderMetadata>.Missing(
                "The provider's metadata is no JSON object."
            ),
            ProviderAnswer.Refused refused => new Fetched<ProviderMetadata>.Missing($"Metadata: {refused}."),
            ProviderAnswer.Unreachable away => new Fetched<ProviderMetadata>.Missing($"Metadata: {away.Reason}"),
            _ => throw new UnreachableException(),
        };

    private async Task<Fetched<ProviderKeys>> FetchKeysAsync(CancellationToken ct)
    {
        string? jwksUri;
        try
        {
            jwksUri = (await MetadataAsync(ct)).JwksUri;
        }
        catch (ProviderUnavailableException away)
        {
            return new Fetched<ProviderKeys>.Missing(away.Message);
        }
        if (jwksUri is null)
            return new Fetched<ProviderKeys>.Missing("The provider's metadata names no jwks_uri.");

        return await GetAsync(jwksUri, ct) switch
        {
            ProviderAnswer.Success success => ReadKeys(success),
            ProviderAnswer.Refused refused => new Fetched<ProviderKeys>.Missing($"Keys: {refused}."),
            ProviderAnswer.Unreachable away => new Fetched<ProviderKeys>.Missing($"Keys: {away.Reason}"),
            _ => throw new UnreachableException(),
        };
    }

    private Fetched<ProviderKeys> ReadKeys(ProviderAnswer.Success answer)
    {
        var isRead = ProviderKeys.TryRead(answer.Body.Span, out var keys, out var leftOut, out var why);
        foreach (var reason in leftOut)
            _logger.KeyLeftOut(reason);
        return isRead ? new Fetched<ProviderKeys>.Found(keys!) : new Fetched<ProviderKeys>.Missing(why!);
    }

    private async Task<ProviderAnswer> GetAsync(string address, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Accept.ParseAdd("application/json");
        return await _http.SendAsync(request, ct);
    }
}
