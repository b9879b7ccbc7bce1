using System.Buffers.Text;
using System.Security.Cryptography;
using Identity.Server.Audit;
using Identity.Server.Roles;
using Identity.Server.Users;
using Microsoft.Extensions.Options;

namespace Identity.Server.Commands;

/// <summary>An owner for the demo, and the client of the administrators' site that is started beside it.</summary>
internal sealed class DemoAdministration(
    DemoAccounts accounts,
    AdminClient client,
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
        // It may have moved since the last start; its secret stays, unless the file that held it was lost.
        var secret = known.AdminClientSecret ?? Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        await client.PutAsync(_url, secret, ct);
        return known with
        {
            Admin = _url.AbsoluteUri.TrimEnd('/'),
            AdminUser = Email,
            AdminPassword = password,
            AdminClientId = AdminClient.Id,
            AdminClientSecret = secret,
        };
    }
}
