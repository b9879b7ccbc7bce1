using System.Net;

namespace Identity.Authentication.Provider;

/// <summary>The one way to a provider, with an end to everything: how long it may take, how much it may say, and where it may lead.</summary>
internal sealed class ProviderHttp(TimeProvider clock) : IDisposable
{
    /// <summary>More is refused unread.</summary>
    public const int LargestAnswer = 1024 * 1024;

    /// <summary>From the first attempt to connect to the last byte.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly HttpMessageInvoker _http = new(
        new SocketsHttpHandler
        {
            // What was checked is the address that the provider publishes; a redirect would lead where nobody has looked.
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectTimeout = TimeSpan.FromSeconds(5),
            // A provider that moves is found again.
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            MaxResponseHeadersLength = 64,
            // Whoever floods an API with tokens to ask about does not flood the provider through it.
            MaxConnectionsPerServer = 64,
        }
    );

    public async Task<ProviderAnswer> SendAsync(HttpRequestMessage request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        var host = request.RequestUri?.Host;
        using var patience = new CancellationTokenSource(Patience, clock);
        using var any = CancellationTokenSource.CreateLinkedTokenSource(ct, patience.Token);
        try
        {
            using var answer = await _http.SendAsync(request, any.Token);
            return await ReadAsync(answer, host, any.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return new ProviderAnswer.Unreachable($"{host} took longer than {Patience.TotalSeconds} seconds.");
        }
        catch (HttpRequestException e)
        {
            return new ProviderAnswer.Unreachable($"{host} could not be asked: {e.HttpRequestError}.");
        }
        catch (IOException)
        {
            return new ProviderAnswer.Unreachable($"{host} broke off.");
        }
    }

    public void Dispose() => _http.Dispose();

    private static async Task<ProviderAnswer> ReadAsync(HttpResponseMessage answer, string? host, CancellationToken ct)
    {
        if (answer.Content.Headers.ContentLength > LargestAnswer)
            return TooLarge(host);

        // Grows with what comes, and not with what may come.
        using var body = new MemoryStream();
        var buffer = new byte[16 * 1024];
        await using var stream = await answer.Content.ReadAsStreamAsync(ct);
        while (await stream.ReadAsync(buffer, ct) is > 0 and var read)
        {
            if (body.Length + read > LargestAnswer)
                return TooLarge(host);
            body.Write(buffer, 0, read);
        }
        return ProviderAnswer.Read(answer, body.ToArray(), host);
    }

    private static ProviderAnswer.Unreachable TooLarge(string? host) =>
        new($"{host} answered with more than {LargestAnswer} bytes.");
}
