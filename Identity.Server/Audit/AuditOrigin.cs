using System.Diagnostics;
using System.Net;

namespace Identity.Server.Audit;

/// <summary>Where what is being done comes from, as the framework's own record of the present activity has it.</summary>
/// <param name="Address">Whose request it is; null for a job or the command line.</param>
/// <param name="Correlation">What logs and error pages call it; null where it has no name.</param>
internal readonly record struct AuditOrigin(IPAddress? Address, string? Correlation)
{
    /// <summary>The tag under which the door leaves the address: OpenTelemetry's name for it, and not yet text.</summary>
    public const string AddressTag = "client.address";

    public static AuditOrigin Current
    {
        get
        {
            var (activity, root) = (Activity.Current, Activity.Current);
            for (; activity is not null; activity = activity.Parent)
            {
                if (activity.GetTagItem(AddressTag) is IPAddress address)
                    return new AuditOrigin(address, activity.TraceId.ToHexString());
            }
            return new AuditOrigin(Address: null, root?.TraceId.ToHexString());
        }
    }
}
