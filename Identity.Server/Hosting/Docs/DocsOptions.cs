namespace Identity.Server.Hosting.Docs;

/// <summary>Whether the interactive documentation is served.</summary>
internal sealed class DocsOptions
{
    public const string Section = "Docs";

    /// <summary>`/openapi.json`, `/docs` and `/redoc`; where nothing is said, in Development alone.</summary>
    public bool? Enabled { get; init; }
}
