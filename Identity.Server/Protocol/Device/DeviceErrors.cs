using Identity.Server.Protocol.Wire;

namespace Identity.Server.Protocol.Device;

/// <summary>What a device hears as long as it has not been let in, or never will be.</summary>
/// <remarks>RFC 8628 §3.5.</remarks>
internal static class DeviceErrors
{
    public static ProtocolError Pending { get; } =
        new("authorization_pending", "The person has not decided yet. Ask again after the interval.")
        {
            IsForAudit = false,
        };

    public static ProtocolError SlowDown { get; } =
        new("slow_down", "The person has not decided yet. Wait five seconds longer between questions from now on.")
        {
            IsForAudit = false,
        };

    public static ProtocolError Denied { get; } = new("access_denied", "The person refused.");

    public static ProtocolError Expired { get; } =
        new("expired_token", "The device_code has expired. Begin again with a new one.");
}
