using System.Net;
using System.Net.Http.Headers;

namespace Worker;

/// <summary>Sends the token along with each request of a client, and tries once more with a new one where it is refused.</summary>
internal sealed class BearerHandler(AccessTokens tokens) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken ct)
    {
        var token = await tokens.GetAsync(ct);
        var response = await SendAsync(request, token, ct);
        // What has a body may not be sent twice.
        if (response.StatusCode != HttpStatusCode.Unauthorized || request.Content is not null)
            return response;

        response.Dispose();
        tokens.Forget(token);
        return await SendAsync(request, await tokens.GetAsync(ct), ct);
    }

    private Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, string token, CancellationToken ct)
    {
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return base.SendAsync(request, ct);
    }
}
