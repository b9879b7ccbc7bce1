using System.ComponentModel.DataAnnotations;

namespace Worker;

/// <summary>Who this program is, and what it calls: <c>Worker__ClientSecret</c> and the like in the environment.</summary>
internal sealed class WorkerOptions
{
    public const string Section = "Worker";

    public Uri Issuer { get; init; } = new("http://localhost:5000");

    public Uri Api { get; init; } = new("http://localhost:3001");

    [Required]
    public string ClientId { get; init; } = "notes-worker";

    [Required(ErrorMessage = "Worker__ClientSecret is missing: it was shown when the client was registered.")]
    public string ClientSecret { get; init; } = "";

    /// <summary>What it may do, with spaces between.</summary>
    public string Scope { get; init; } = "notes.read";

    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(10);
}
