using System.Net.Http.Json;
using System.Text.Json;

namespace Device.Cli;

/// <summary>Lets somebody in who has a browser elsewhere: a phone beside a television, a laptop beside a machine without a screen.</summary>
/// <remarks>RFC 8628.</remarks>
internal sealed class DeviceLogin(HttpClient http, Metadata metadata, string clientId, TimeProvider clock)
{
    private const string Grant = "urn:ietf:params:oauth:grant-type:device_code";

    // RFC 8628 §3.5: how often to ask where the server does not say, and how much more slowly once it says that it was too often.
    private static readonly TimeSpan UsualInterval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Slower = TimeSpan.FromSeconds(5);

    /// <remarks>RFC 8628 §3.1.</remarks>
    public async Task<Begun> BeginAsync(string scope, CancellationToken ct)
    {
        using var response = await http.PostAsync(
            metadata.DeviceEndpoint,
            new FormUrlEncodedContent([new("client_id", clientId), new("scope", scope)]),
            ct
        );
        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadFromJsonAsync<Begun>(ct))!;
    }

    /// <summary>Asks until the person has decided, or the code has expired.</summary>
    public async Task<TokenAnswer> WaitAsync(Begun begun, CancellationToken ct)
    {
        var interval = begun.Interval is { } seconds ? TimeSpan.FromSeconds(seconds) : UsualInterval;
        var end = clock.GetUtcNow() + TimeSpan.FromSeconds(begun.ExpiresIn);
        while (clock.GetUtcNow() < end)
        {
            await Task.Delay(interval, clock, ct);
            switch (await AskAsync(begun, ct))
            {
                case { Error: "authorization_pending" }:
                    break;
                case { Error: "slow_down" }:
                    interval += Slower;
                    break;
                case { } decided:
                    return decided;
                case null:
                    // RFC 8628 §3.5: a network that is away is asked less and less often.
                    interval *= 2;
                    break;
            }
        }
        return new TokenAnswer(AccessToken: null, "expired_token", "Nobody has answered in time.");
    }

    private async Task<TokenAnswer?> AskAsync(Begun begun, CancellationToken ct)
    {
        try
        {
            using var response = await http.PostAsync(
                metadata.TokenEndpoint,
                new FormUrlEncodedContent([
                    new("grant_type", Grant),
                    new("device_code", begun.DeviceCode),
                    new("client_id", clientId),
                ]),
                ct
            );
            return await response.Content.ReadFromJsonAsync<TokenAnswer>(ct);
        }
        catch (Exception e) when (e is HttpRequestException or JsonException || IsTimeout(e, ct))
        {
            return null;
        }
    }

    private static bool IsTimeout(Exception e, CancellationToken ct) =>
        e is OperationCanceledException && !ct.IsCancellationRequested;
}
