namespace Identity.Server.Hosting.Checkups;

/// <summary>Looks at what keeps this server from working well. One door knows how; others show what it found.</summary>
internal interface ICheckup
{
    Task<IReadOnlyList<Finding>> LookAsync(CancellationToken ct);
}
