using Identity.Server.Resources;
using Identity.Server.Users;

namespace Identity.Server.Interactions.Devices;

/// <summary>What a device that asks is to hear.</summary>
/// <remarks>RFC 8628 §3.5.</remarks>
internal abstract record DevicePoll
{
    /// <summary>Nobody has decided yet.</summary>
    public sealed record Waiting : DevicePoll;

    /// <summary>The same, and it asks too often: from now on it has to wait five seconds longer each time.</summary>
    public sealed record TooSoon : DevicePoll;

    /// <summary>The person said no.</summary>
    public sealed record Denied : DevicePoll;

    public sealed record Expired : DevicePoll;

    /// <summary>The person said yes, and what they allowed has not been fetched.</summary>
    public sealed record Approved(ScopeSet Scopes, string[] Resources) : DevicePoll;

    /// <param name="Reason">For the log.</param>
    public sealed record Unknown(string Reason) : DevicePoll;
}

/// <summary>What a person has allowed a device, fetched by it: once.</summary>
/// <param name="Id">What access tokens end by where there is no refresh family.</param>
/// <param name="Person">Who allowed it, as their account is now.</param>
/// <param name="AuthTime">When they had shown who they are.</param>
/// <param name="Amr">How, as RFC 8176 §2 names it.</param>
/// <param name="SessionId">The browser session that it ends with; null where it goes on without.</param>
internal sealed record RedeemedDevice(
    Guid Id,
    Person Person,
    ScopeSet Scopes,
    DateTimeOffset AuthTime,
    string[] Amr,
    Guid? SessionId
);
