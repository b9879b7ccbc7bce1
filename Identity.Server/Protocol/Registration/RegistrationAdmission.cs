using Identity.Server.Clients;
using Identity.Server.Clients.DynamicRegistration;
using Identity.Server.Hosting.Wire;
using Identity.Server.Protocol.Wire;
using Identity.Server.Users.Throttling;
using Microsoft.Extensions.Options;

namespace Identity.Server.Protocol.Registration;

/// <summary>Leave to register a client.</summary>
/// <param name="Policy">What the client may be.</param>
/// <param name="Token">What is used up by it; null where everybody may register.</param>
internal sealed record RegistrationLeave(RegistrationPolicy Policy, RegistrationHandle? Token);

/// <summary>Finds out whether whoever asks may register clients, and which.</summary>
/// <remarks>RFC 7591 §3.</remarks>
internal sealed class RegistrationAdmission(
    IOptions<RegistrationOptions> options,
    InitialAccessTokens tokens,
    RequestThrottle throttle
)
{
    private readonly RegistrationPolicy _everybody = options.Value.ToPolicy();

    public bool IsClosed => options.Value.Mode == RegistrationMode.Closed;

    public bool IsOpen => options.Value.Mode == RegistrationMode.Open;

    /// <summary>What a client that is registered may become: what it is, and what everybody may be.</summary>
    public RegistrationPolicy ChangesOf(NewClient client) =>
        RegistrationPolicy.ToKeep(client, IsOpen ? _everybody : null);

    public async Task<Outcome<RegistrationLeave>> AskAsync(HttpRequest request, CancellationToken ct)
    {
        if (BearerHeader.Read(request) is { } presented)
        {
            return
                RegistrationHandle.ReadInitial(presented) is { } token
                && await tokens.FindAsync(token, ct) is { } policy
                ? new RegistrationLeave(policy, token)
                : RegistrationErrors.TokenInvalid;
        }
        if (!IsOpen)
            return RegistrationErrors.TokenMissing;
        var source = new Source(request.HttpContext.Connection.RemoteIpAddress, Device: null);
        return await throttle.AdmitAsync("register-client", source, ct) is { } wait
            ? ProtocolError.TooManyAttempts(wait)
            : new RegistrationLeave(_everybody, Token: null);
    }

    /// <summary>Takes the leave, once everything else is in order.</summary>
    /// <returns>False where somebody else has used the last of it meanwhile.</returns>
    public async Task<bool> TakeAsync(RegistrationLeave leave, CancellationToken ct) =>
        leave.Token is not { } token || await tokens.UseAsync(token, ct);
}
