using System.Globalization;
using System.Net;
using Identity.EndToEnd.Processes;
using Identity.Tests;

namespace Identity.EndToEnd.Samples;

/// <summary>samples/Api.Express, as its README starts it.</summary>
[Collection(SampleCollection.Name)]
public sealed class ExpressApiTests(SampleServer server)
{
    private const string Audience = "urn:sample:notes";

    [Fact]
    public async Task It_keeps_notes_for_whom_the_server_vouches_for()
    {
        Sample.NeedNodePackages("Api.Express");
        var caller = (await server.RegisterOnceAsync("Api.Express"))["notes-demo"];
        await using var api = await StartAsync(server);
        var token = await server.TokenAsync(caller);

        Assert.Equal("[]", (await api.GetAsync("/notes", token)).Body);

        await api.RefusesAsync("/notes", token: null, "Bearer", HttpStatusCode.Unauthorized);
        var spoilt = new SpoiltTokens(token);
        foreach (
            var bad in (string[])
                [spoilt.SignedWithRsa(), spoilt.Unsigned(), spoilt.SignedWith(new byte[32]), spoilt.WithOtherClaims()]
        )
        {
            await api.RefusesAsync("/notes", bad, "Bearer error=\"invalid_token\"", HttpStatusCode.Unauthorized);
        }

        // A token of ours, by our key and for now, but for another API.
        var elsewhere = await server.RegisterAsync(
            "Api.Express",
            instead: [("notes.", "others."), (Audience, "urn:sample:others"), ("notes-demo", "others-demo")]
        );
        await api.RefusesAsync(
            "/notes",
            await server.TokenAsync(elsewhere["others-demo"]),
            "Bearer error=\"invalid_token\"",
            HttpStatusCode.Unauthorized
        );

        var written = await api.CallAsync(HttpMethod.Post, "/notes", token, """{"text":"Milk"}""");
        Assert.Equal(HttpStatusCode.Forbidden, written.Response.StatusCode);
        Assert.Equal(
            "Bearer error=\"insufficient_scope\", scope=\"notes.write\"",
            written.Response.Headers.WwwAuthenticate.ToString()
        );
    }

    /// <param name="app">The origin whose pages may call.</param>
    internal static Task<Sample> StartAsync(SampleServer server, string app = "http://localhost:5173")
    {
        var port = FreePort.Take();
        return Sample.StartAsync(
            "Api.Express",
            port,
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["ISSUER"] = server.Issuer,
                ["PORT"] = port.ToString(CultureInfo.InvariantCulture),
                ["APP_ORIGIN"] = app,
            },
            "node",
            "server.js"
        );
    }
}
