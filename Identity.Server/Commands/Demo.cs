using Identity.Server.Clients;
using Identity.Server.Resources;
using Identity.Server.Tokens;
using Identity.Server.Users;

namespace Identity.Server.Commands;

/// <summary>A client, an API, accounts and an administrators' site to try the server with. Its secrets are random, made on the first start.</summary>
internal sealed class Demo(
    ClientRegistry clients,
    ApiRegistry apis,
    DemoAccounts accounts,
    DemoProfiles profiles,
    DemoAdministration administration
)
{
    private const string ClientId = "demo";
    private const string Scope = "api";
    private const string Audience = "urn:demo:api";
    private const string Email = "demo@example.com";

    public async Task PrepareAsync(Issuer issuer, CancellationToken ct)
    {
        var variables = DemoVariables.Read();
        await apis.CreateAsync(
            new NewApi
            {
                Audience = Audience,
                Name = "Demo API",
                Scopes = [Scope],
            },
            ct
        );
        var demo = new NewAccount(Email, Password: null, "Demo Person", "Europe/Warsaw", IsVerified: true);
        variables = await administration.PrepareAsync(variables, ct) with
        {
            Id = issuer.Value,
            ClientId = ClientId,
            ClientSecret = await MakeClientAsync(variables.ClientSecret, ct),
            DemoUser = Email,
            DemoPassword = (await accounts.MakeAsync(demo, variables.DemoPassword, ct)).Password,
            ApiSecrets = await profiles.ApplyAsync(variables.ApiSecrets, ct),
        };
        variables.Write();
        Print(variables);
    }

    // What exists from an earlier start stays, unless its secret has been lost with the file that held it.
    private async Task<string> MakeClientAsync(string? known, CancellationToken ct)
    {
        var demo = new NewClient
        {
            ClientId = ClientId,
            Name = "Demo app",
            GrantTypes = NewClient.KnownGrantTypes,
            Scopes = [.. StandardScopes.All, Scope],
            IsFirstParty = true,
        };
        if (await clients.CreateAsync(demo, ct) is Registration.Done { Secret: { } made })
            return made;
        if (known is not null)
            return known;
        return
            await clients.RotateSecretAsync(ClientId, overlap: TimeSpan.Zero, ct)
                is Registration.Done { Secret: { } fresh }
            ? fresh
            : throw new InvalidOperationException($"The client '{ClientId}' exists and is not the demo's.");
    }

    private static void Print(DemoVariables variables) =>
        Console.WriteLine(
            $"""

            Identity is running with demo data.

              Server      {variables.Id}
              Discovery   {variables.Id}/.well-known/openid-configuration
              Account     {variables.DemoUser} / {variables.DemoPassword}
              Client      {variables.ClientId} / {variables.ClientSecret}
              Admin       {variables.Admin} as {variables.AdminUser} / {variables.AdminPassword}
              Profiles    {string.Join(", ", DemoProfiles.Names)} (samples/adopted)

            The same as shell variables: source {Path.GetRelativePath(
                Directory.GetCurrentDirectory(),
                DemoVariables.File
            )}
            A token:

              curl -s -u $CLIENT_ID:$CLIENT_SECRET -d grant_type=password -d username=$DEMO_USER \
                   -d password=$DEMO_PASSWORD -d 'scope=openid offline_access api' $ID/connect/token

            """
        );
}
