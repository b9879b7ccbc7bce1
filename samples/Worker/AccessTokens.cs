using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Worker;

/// <summary>The token that this program works with: asked for once, kept until shortly before it expires, then asked for again.</summary>
/// <remarks>RFC 6749 §4.4. There is no refresh token, and none is needed: the secret is as good.</remarks>
internal sealed partial class AccessTokens(
    IHttpClientFactory clients,
    IOptions<WorkerOptions> options,
    TimeProvider clock,
    ILogger<AccessTokens> log
) : IDisposable
{
    public const string Client = "identity";

    // A request that leaves with the token arrives before it ends, also where two clocks disagree a little.
    private static readonly TimeSpan Reserve = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim _asking = new(1, 1);
    private Kept? _kept;
    private Uri? _endpoint;

    public async ValueTask<string> GetAsync(CancellationToken ct)
    {
        if (Current is { } current)
            return current;

        // Whoever waits here finds what the first one has brought.
        await _asking.WaitAsync(ct);
        try
        {
            return Current ?? await AskAsync(ct);
        }
        finally
        {
            _asking.Release();
        }
    }

    /// <summary>For a token that was refused: it may have been revoked, or the API's keys have changed.</summary>
    public void Forget(string token)
    {
        if (_kept is { } kept && kept.Token == token)
            _kept = null;
    }

    public void Dispose() => _asking.Dispose();

    private string? Current => _kept is { } kept && clock.GetUtcNow() < kept.RenewAt ? kept.Token : null;

    private async Task<string> AskAsync(CancellationToken ct)
    {
        using var http = clients.CreateClient(Client);
        var settings = options.Value;
        _endpoint ??= await FindEndpointAsync(http, settings.Issuer, ct);
        using var request = new HttpRequestMessage(HttpMethod.Post, _endpoint)
        {
            Content = new FormUrlEncodedContent([
                new("grant_type", "client_credentials"),
                new("scope", settings.Scope),
            ]),
        };
        request.Headers.Authorization = Basic(settings.ClientId, settings.ClientSecret);

        var asked = clock.GetUtcNow();
        using var response = await http.SendAsync(request, ct);
        if (!response.IsSuccessStatusCode)
            throw new HttpRequestException(await WhyAsync(response, ct), inner: null, response.StatusCode);
        var answer = (await response.Content.ReadFromJsonAsync<TokenAnswer>(ct))!;
        var life = TimeSpan.FromSeconds(answer.ExpiresIn);
        _kept = new Kept(answer.AccessToken, asked + life - (life / 5 < Reserve ? life / 5 : Reserve));
        Received(_kept.RenewAt);
        return answer.AccessToken;
    }

    private static async Task<Uri> FindEndpointAsync(HttpClient http, Uri issuer, CancellationToken ct)
    {
        var address = $"{issuer.OriginalString.TrimEnd('/')}/.well-known/openid-configuration";
        var metadata = await http.GetFromJsonAsync<Metadata>(address, ct);
        // OpenID Connect Discovery §4.3: or somebody else's document would send our secret to them.
        return metadata?.Issuer == issuer.OriginalString.TrimEnd('/')
            ? metadata.TokenEndpoint
            : throw new HttpRequestException($"{address} is the metadata of {metadata?.Issuer}.");
    }

    // RFC 6749 §2.3.1: both halves are form-encoded first.
    private static AuthenticationHeaderValue Basic(string id, string secret) =>
        new(
            "Basic",
            Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Uri.EscapeDataString(id)}:{Uri.EscapeDataString(secret)}"))
        );

    private static async Task<string> WhyAsync(HttpResponseMessage response, CancellationToken ct)
    {
        var body = await response.Content.ReadAsStringAsync(ct);
        return $"No token was given ({(int)response.StatusCode}): {body}";
    }

    [LoggerMessage(LogLevel.Information, "A new token, kept until {Time:HH:mm:ss}")]
    private partial void Received(DateTimeOffset time);

    private sealed record Kept(string Token, DateTimeOffset RenewAt);

    private sealed record Metadata(
        [property: JsonPropertyName("issuer")] string Issuer,
        [property: JsonPropertyName("token_endpoint")] Uri TokenEndpoint
    );

    private sealed record TokenAnswer(
        [property: JsonPropertyName("access_token")] string AccessToken,
        [property: JsonPropertyName("expires_in")] long ExpiresIn
    );
}
