using System.Net;

namespace Identity.Server.Users.Throttling;

/// <summary>Where an attempt comes from, as far as it can be told.</summary>
/// <param name="Address">The network address; null where there is none, as on the command line.</param>
/// <param name="Device">The handle that this browser was given at an earlier sign-in; null where it shows none.</param>
internal sealed record Source(IPAddress? Address, string? Device)
{
    public static Source Unknown { get; } = new(Address: null, Device: null);

    // A device's handle opens no account, but it lifts a limit: it stays out of logs.
    public override string ToString() => Address?.ToString() ?? "unknown";
}
