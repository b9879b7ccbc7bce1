using Identity.Server.Clients;
using Identity.Tests;

namespace Identity.EndToEnd.Clients;

/// <summary>Registers apps that sign people in through a browser.</summary>
internal static class Apps
{
    /// <summary>An app of somebody else: people are asked whether it may know who they are.</summary>
    public static Task<TestClient> AddAppAsync(
        this TestServer server,
        string redirectUri,
        Func<NewClient, NewClient>? with = null
    ) =>
        server.AddClientAsync(
            ["openid", "email", "profile", "offline_access"],
            asked =>
            {
                var app = asked with
                {
                    GrantTypes = ["authorization_code", "refresh_token"],
                    RedirectUris = [redirectUri],
                };
                return with?.Invoke(app) ?? app;
            }
        );
}
