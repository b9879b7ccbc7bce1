using System.Globalization;
using Identity.EndToEnd.Samples;
using Identity.Tests;

namespace Identity.EndToEnd.Admin;

/// <summary>samples/WebApp beside the administrators' site: an app that people sign in to.</summary>
internal static class Storefront
{
    public static Task<Sample> StartAsync(AdminSite site, TestClient client, int port) =>
        Sample.StartAsync(
            "WebApp",
            port,
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["ISSUER"] = site.Issuer,
                ["CLIENT_ID"] = client.Id,
                ["CLIENT_SECRET"] = client.Secret!,
                // Nobody is there: what the app shows of its notes is no matter here.
                ["API"] = "http://127.0.0.1:9",
                ["PORT"] = port.ToString(CultureInfo.InvariantCulture),
            },
            "dotnet",
            Checkout.BinaryOf("WebApp")
        );
}
