using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Identity.Server.Database;

/// <summary>How the server meets its database.</summary>
internal sealed class DatabaseOptions
{
    public const string Section = "Database";

    /// <summary>Apply missing migrations at start. On in Development; elsewhere `migrate` is run by a role that may alter tables.</summary>
    public bool MigrateOnStart { get; init; }

    /// <summary>The most connections this node keeps to PostgreSQL; past a pooler, to the server itself, four at most are beside them.</summary>
    [Range(4, 1000)]
    public int MaximumPoolSize { get; init; } = 40;

    /// <summary>How long a statement may take before it is given up and the request answered 503.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:01:00")]
    public TimeSpan CommandTimeout { get; init; } = TimeSpan.FromSeconds(5);
}

[OptionsValidator]
internal sealed partial class DatabaseOptionsValidator : IValidateOptions<DatabaseOptions>;
