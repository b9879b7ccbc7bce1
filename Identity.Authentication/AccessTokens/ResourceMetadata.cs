using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Identity.Jose;
using Microsoft.AspNetCore.Http;

namespace Identity.Authentication.AccessTokens;

/// <summary>What an API says of itself, so that a client that has only its URL finds out where tokens for it come from.</summary>
/// <remarks>RFC 9728 §2.</remarks>
internal sealed class ResourceMetadata
{
    private const string WellKnown = "/.well-known/oauth-protected-resource";

    private readonly byte[] _json;
    private readonly string _path;

    private ResourceMetadata(Uri resource, byte[] json)
    {
        // RFC 9728 §3.1: the well-known part stands between the host and the path, without a terminating slash.
        _path = WellKnown + (resource.AbsolutePath == "/" ? "" : resource.AbsolutePath);
        Address = resource.GetLeftPart(UriPartial.Authority) + _path;
        _json = json;
    }

    /// <summary>What challenges name as resource_metadata.</summary>
    /// <remarks>RFC 9728 §5.1.</remarks>
    public string Address { get; }

    public static bool TryRead(string resource, [NotNullWhen(true)] out Uri? uri) =>
        Uri.TryCreate(resource, UriKind.Absolute, out uri)
        && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback))
        && uri is { Fragment: "", Query: "", UserInfo: "" };

    public static ResourceMetadata? Of(AccessTokenValidationOptions options) =>
        options.Resource is { } resource && TryRead(resource, out var uri)
            ? new ResourceMetadata(uri, Write(options))
            : null;

    /// <summary>Answers a request for it.</summary>
    /// <returns>Whether the request was one.</returns>
    public async Task<bool> TryAnswerAsync(HttpContext http)
    {
        ArgumentNullException.ThrowIfNull(http);
        var request = http.Request;
        var isRead = HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method);
        if (!isRead || !string.Equals(request.PathBase.Add(request.Path), _path, StringComparison.Ordinal))
            return false;

        http.Response.ContentType = "application/json";
        http.Response.ContentLength = _json.Length;
        http.Response.Headers.CacheControl = "public, max-age=3600";
        // A public document, which browser apps of any origin read.
        http.Response.Headers.AccessControlAllowOrigin = "*";
        if (HttpMethods.IsGet(request.Method))
            await http.Response.Body.WriteAsync(_json, http.RequestAborted);
        return true;
    }

    private static byte[] Write(AccessTokenValidationOptions options)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("resource", options.Resource);
            WriteList(json, "authorization_servers", [options.Authority!]);
            if (options.Scopes is { Count: > 0 } scopes)
                WriteList(json, "scopes_supported", scopes);
            WriteList(json, "bearer_methods_supported", ["header"]);
            WriteList(
                json,
                "dpop_signing_alg_values_supported",
                JwsAlgorithm.All.Where(algorithm => !algorithm.IsSymmetric).Select(algorithm => algorithm.Name)
            );
            if (options.RequireDpop)
                json.WriteBoolean("dpop_bound_access_tokens_required", value: true);
            json.WriteEndObject();
        }
        return buffer.ToArray();
    }

    private static void WriteList(Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
            json.WriteStringValue(value);
        json.WriteEndArray();
    }
}
