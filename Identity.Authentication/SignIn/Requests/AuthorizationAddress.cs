using Identity.Authentication.Provider;
using Microsoft.AspNetCore.Http.Extensions;

namespace Identity.Authentication.SignIn.Requests;

/// <summary>Where the browser is sent with a request, or why it cannot be sent anywhere.</summary>
internal abstract record AuthorizationAddress
{
    private AuthorizationAddress() { }

    public sealed record Found(string Url) : AuthorizationAddress;

    public sealed record Refused(string Reason, string? Error = null) : AuthorizationAddress;

    /// <summary>Pushes the request first where that is offered and wanted.</summary>
    /// <remarks>RFC 9126 §2 and RFC 9126 §4.</remarks>
    /// <exception cref="ProviderUnavailableException">The provider has never answered yet.</exception>
    public static async Task<AuthorizationAddress> OfAsync(
        OpenIdProvider provider,
        OpenIdConnectSignInOptions options,
        IReadOnlyList<KeyValuePair<string, string>> request,
        CancellationToken ct
    )
    {
        var metadata = await provider.MetadataAsync(ct);
        if (metadata.AuthorizationEndpoint is not { } endpoint)
            return new Refused("The provider's metadata names no authorization_endpoint.");

        var isPushed = options.PushedRequests switch
        {
            PushedRequests.Required => true,
            PushedRequests.Never => metadata.RequirePushedAuthorizationRequests,
            _ => metadata.PushedAuthorizationRequestEndpoint is not null,
        };
        if (!isPushed)
            return new Found(Extend(endpoint, request));
        if (metadata.PushedAuthorizationRequestEndpoint is not { } pushTo)
            return new Refused("Pushed requests are required, and the provider has no endpoint for them.");

        var answer = await provider.PostFormAsync(pushTo, WithoutClient(request), options.Credentials, dpop: null, ct);
        return answer switch
        {
            ProviderAnswer.Success { Json: { } json } when StrictText.Of(json, "request_uri") is { } requestUri =>
                new Found(Extend(endpoint, [new("client_id", options.ClientId), new("request_uri", requestUri)])),
            ProviderAnswer.Refused refused => new Refused(
                $"The provider refused the pushed request: {refused}.",
                refused.Error
            ),
            ProviderAnswer.Unreachable away => new Refused(away.Reason),
            _ => new Refused("The provider's answer to the pushed request names no request_uri."),
        };
    }

    // How a client names itself depends on how it authenticates.
    private static IEnumerable<KeyValuePair<string, string>> WithoutClient(
        IEnumerable<KeyValuePair<string, string>> request
    ) => request.Where(parameter => parameter.Key != "client_id");

    // RFC 6749 §3.1: a query that the endpoint has already is kept.
    private static string Extend(string endpoint, IEnumerable<KeyValuePair<string, string>> parameters)
    {
        var query = new QueryBuilder(parameters).ToQueryString().Value!;
        return endpoint.Contains('?', StringComparison.Ordinal) ? $"{endpoint}&{query[1..]}" : endpoint + query;
    }
}
