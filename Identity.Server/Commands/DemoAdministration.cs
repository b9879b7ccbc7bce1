using Identity.Server.Audit;
using Identity.Server.Clients;
using Identity.Server.Roles;
using Identity.Server.Users;
using Microsoft.Extensions.Options;

namespace Identity.Server.Commands;

/// <summary>An owner for the demo, and the client of the administrators' site that is started beside it.</summary>
internal sealed class DemoAdministration(
    DemoAccounts accounts,
    AdminClient client,
    ClientRegistry registry,
    RoleMembers members,
    IOptions<AdminOptions> options
)
{
    private const string Email = "admin@example.com";
    private const string UsualUrl = "http://localhost:5001";

    private readonly Uri _url = new(options.Value.Url is { Length: > 0 } url ? url : UsualUrl);

    public async Task<DemoVariables> PrepareAsync(DemoVariables known, CancellationToken ct)
    {
        var demo = new NewAccount(Email, Password: null, "Demo Owner", "Europe/Warsaw", IsVerified: true);
        var (id, password) = await accounts.MakeAsync(demo, known.AdminPassword, ct);
        await members.SetAsync(Actor.Console, AuditParty.User(id), [BuiltInRoles.OwnerName], expected: null, ct);
        return known with
        {
            Admin = _url.AbsoluteUri.TrimEnd('/'),
            AdminUser = Email,
            AdminPassword = password,
            AdminClientId = AdminClient.Id,
            AdminClientSecret = await MakeClientAsync(known.AdminClientSecret, ct),
        };
    }

    // It may have moved since the last start; its secret stays, unless it has been lost with the file that held it.
    private async Task<string> MakeClientAsync(string? known, CancellationToken ct)
    {
        var put = await client.PutAsync(_url, ct);
        if (put is Registration.Done { Secret: null } && known is null)
            put = await registry.RotateSecretAsync(AdminClient.Id, overlap: TimeSpan.Zero, ct);
        return put switch
        {
            Registration.Done done => done.Secret ?? known!,
            Registration.Refused refused => throw new InvalidOperationException(refused.Why),
            _ => throw new InvalidOperationException($"{put}"),
        };
    }
}
