using Identity.Server.AccountApi.Wire;
using Identity.Server.Clients.AccountProfiles;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Identity.Server.AccountApi.Actions;

/// <summary>Says at a system's own address whether the server can answer.</summary>
internal sealed class HealthAction(HealthCheckService health) : IAccountAction
{
    private static readonly TimeSpan Shortly = TimeSpan.FromSeconds(5);

    public AccountAction Action => AccountAction.Health;

    public async Task<AccountAnswer> AnswerAsync(AccountCall call, CancellationToken ct) =>
        (await health.CheckHealthAsync(ct)).Status == HealthStatus.Unhealthy
            ? AccountAnswer.Busy(Shortly)
            : new AccountAnswer.Done();
}
