using System.Diagnostics;
using System.Net;
using Microsoft.Extensions.Options;

namespace Identity.Server.Fetching;

/// <summary>
/// Asks for what strangers say is at their URLs, and cannot be sent where they have no business: into networks that are not public, in circles,
/// or to a host that never comes to an end.
/// </summary>
internal sealed class Fetcher(HostGuard guard, IOptions<FetchOptions> options, TimeProvider clock) : IDisposable
{
    private readonly HttpMessageInvoker _http = PinnedConnections.Open(options.Value.Timeout);
    private readonly CancellationTokenSource _closing = new();
    private readonly FetchGate _gate = new();
    private readonly SharedWork<(string Url, FetchExpectation Expected), Fetched> _running = new();

    /// <summary>Fetches a document. Those who ask for the same at the same time are answered by one fetch.</summary>
    public Task<Fetched> GetAsync(string url, FetchExpectation expected, CancellationToken ct) =>
        _running.RunAsync(
            (url, expected),
            asked => SendAsync(asked.Url, form: null, asked.Expected, CancellationToken.None),
            ct
        );

    /// <summary>Posts a form, once for each call.</summary>
    public async Task<Fetched> PostAsync(
        string url,
        IEnumerable<KeyValuePair<string, string>> form,
        FetchExpectation expected,
        CancellationToken ct
    )
    {
        using var content = new FormUrlEncodedContent(form);
        return await SendAsync(url, content, expected, ct);
    }

    public void Dispose()
    {
        _closing.Cancel();
        _closing.Dispose();
        _http.Dispose();
    }

    private async Task<Fetched> SendAsync(
        string url,
        HttpContent? form,
        FetchExpectation expected,
        CancellationToken ct
    )
    {
        if (!FetchTarget.TryRead(url, out var target, out var why))
            return new Fetched.Refused(FetchFault.BadUrl, why);
        using var place = _gate.TryEnter(target.Host);
        if (place is null)
            return new Fetched.Refused(FetchFault.Busy, $"Too much is being fetched from {target.Host}, or in all.");

        using var patience = new CancellationTokenSource(options.Value.Timeout, clock);
        using var any = CancellationTokenSource.CreateLinkedTokenSource(ct, patience.Token, _closing.Token);
        try
        {
            return await guard.CheckAsync(target, any.Token) switch
            {
                HostCheck.Passed host => await SendAsync(target, host, form, expected, any.Token),
                HostCheck.Failed failed => failed.Refusal,
                _ => throw new UnreachableException(),
            };
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return new Fetched.Refused(FetchFault.TooSlow, $"{target.Host} took too long.");
        }
        catch (HttpRequestException e)
        {
            return Failure(target.Host, e.HttpRequestError);
        }
        catch (IOException)
        {
            return Failure(target.Host, HttpRequestError.ResponseEnded);
        }
    }

    private async Task<Fetched> SendAsync(
        FetchTarget target,
        HostCheck.Passed host,
        HttpContent? form,
        FetchExpectation expected,
        CancellationToken ct
    )
    {
        using var request = new HttpRequestMessage(form is null ? HttpMethod.Get : HttpMethod.Post, target.Uri)
        {
            Version = HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = form,
        };
        request.Headers.UserAgent.ParseAdd("Identity");
        request.Headers.AcceptEncoding.ParseAdd("identity");
        foreach (var type in expected.ContentTypes)
            request.Headers.Accept.ParseAdd(type);
        request.Pin(host);

        using var answer = await _http.SendAsync(request, ct);
        return await AnswerReader.ReadAsync(answer, target.Host, expected, ct);
    }

    private static Fetched.Refused Failure(string host, HttpRequestError error) =>
        error switch
        {
            HttpRequestError.ConnectionError => new(FetchFault.NotReached, $"{host} could not be reached."),
            HttpRequestError.SecureConnectionError => new(
                FetchFault.NotTrusted,
                $"{host} did not show a certificate that is trusted."
            ),
            HttpRequestError.ConfigurationLimitExceeded => new(
                FetchFault.TooLarge,
                $"{host} answered with headers that are too large."
            ),
            _ => new(FetchFault.Broken, $"{host} answered something that is not HTTP, or broke off."),
        };
}
