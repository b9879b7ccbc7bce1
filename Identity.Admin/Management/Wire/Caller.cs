using System.Security.Claims;
using Microsoft.AspNetCore.Components.Authorization;

namespace Identity.Admin.Management.Wire;

/// <summary>For whom the management API is called: who has the circuit, or sent the request.</summary>
public sealed class Caller(AuthenticationStateProvider circuit)
{
    private ClaimsPrincipal? _sender;

    /// <summary>Says who it is where a request is answered that draws no page.</summary>
    public void Is(ClaimsPrincipal sender) => _sender = sender;

    public async Task<ClaimsPrincipal> PersonAsync() => _sender ?? (await circuit.GetAuthenticationStateAsync()).User;
}
