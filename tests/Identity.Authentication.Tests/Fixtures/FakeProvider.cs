using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Identity.Jose;
using Identity.Tests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Identity.Authentication.Tests.Fixtures;

/// <summary>A provider on a port of its own that does everything right, until a test spoils something.</summary>
internal sealed class FakeProvider : IAsyncDisposable
{
    public const string MetadataPath = "/.well-known/openid-configuration";
    public const string JwksPath = "/jwks";
    public const string IntrospectionPath = "/introspect";

    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, RequestDelegate> _endpoints = new();
    private readonly ConcurrentDictionary<string, int> _asked = new();

    private FakeProvider(WebApplication app)
    {
        _app = app;
        Answer(MetadataPath, http => WriteAsync(http, Metadata));
        Answer(JwksPath, http => WriteAsync(http, Jwks()));
        Answer(IntrospectionPath, http => WriteAsync(http, Introspection));
    }

    public ManualClock Clock { get; } = new();

    public string Issuer { get; private set; } = "";

    /// <summary>What it says of itself; a test may change any member.</summary>
    public JsonObject Metadata { get; } = [];

    /// <summary>The key that it signs with.</summary>
    public SigningKey Key { get; private set; } = SigningKey.Create(JwsAlgorithm.ES256);

    /// <summary>The keys that it publishes.</summary>
    public ConcurrentDictionary<string, Jwk> Published { get; } = new();

    /// <summary>What it says of any token that it is asked about.</summary>
    public JsonObject Introspection { get; set; } = new() { ["active"] = false };

    public static async Task<FakeProvider> StartAsync()
    {
        // Empty: the others watch files, and a machine has so many watches and no more.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var provider = new FakeProvider(app);
        app.Run(provider.AnswerAsync);
        await app.StartAsync(TestContext.Current.CancellationToken);
        provider.IntroduceItself(app.Urls.Single());
        return provider;
    }

    /// <summary>Changes what is answered at a path, or adds one.</summary>
    public void Answer(string path, RequestDelegate answer) => _endpoints[path] = answer;

    /// <summary>Answers a path with bytes that a test has made up.</summary>
    public void Answer(string path, int status, string body) =>
        Answer(
            path,
            http =>
            {
                http.Response.StatusCode = status;
                http.Response.ContentType = "application/json";
                return http.Response.WriteAsync(body, http.RequestAborted);
            }
        );

    /// <summary>Breaks every connection, as a machine does that went away, until it is healed.</summary>
    public bool IsAway { get; set; }

    /// <summary>How often a path was asked for.</summary>
    public int Asked(string path) => _asked.GetValueOrDefault(path);

    public void Publish(SigningKey key) => Published[key.KeyId!] = key.Verification.ToJwk();

    /// <summary>Signs with a new key from now on, and publishes it beside the old ones.</summary>
    public SigningKey Rotate(JwsAlgorithm algorithm)
    {
        Key = SigningKey.Create(algorithm);
        Publish(Key);
        return Key;
    }

    public static Task WriteAsync(HttpContext http, JsonNode json)
    {
        http.Response.ContentType = "application/json";
        return http.Response.WriteAsync(json.ToJsonString(), http.RequestAborted);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        Key.Dispose();
    }

    private JsonObject Jwks() =>
        new() { ["keys"] = new JsonArray([.. Published.Values.Select(key => JsonNode.Parse(key.ToJson()))]) };

    private void IntroduceItself(string address)
    {
        Issuer = address;
        Publish(Key);
        Metadata["issuer"] = address;
        Metadata["jwks_uri"] = address + JwksPath;
        Metadata["authorization_endpoint"] = $"{address}/authorize";
        Metadata["token_endpoint"] = $"{address}/token";
        Metadata["userinfo_endpoint"] = $"{address}/userinfo";
        Metadata["end_session_endpoint"] = $"{address}/logout";
        Metadata["introspection_endpoint"] = address + IntrospectionPath;
        Metadata["token_endpoint_auth_methods_supported"] = new JsonArray(
            "client_secret_basic",
            "client_secret_post",
            "private_key_jwt",
            "none"
        );
    }

    private Task AnswerAsync(HttpContext http)
    {
        var path = http.Request.Path.Value ?? "";
        _asked.AddOrUpdate(path, 1, (_, count) => count + 1);
        if (IsAway)
        {
            http.Features.Get<IHttpRequestLifetimeFeature>()?.Abort();
            return Task.CompletedTask;
        }
        if (_endpoints.TryGetValue(path, out var answer))
            return answer(http);
        http.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }
}
