using System.Security.Cryptography;

namespace Identity.EndToEnd.Processes;

/// <summary>A folder outside the checkout that a server runs in and keeps its `.data` in; gone when the test is.</summary>
internal sealed class WorkFolder : IDisposable
{
    // Not CreateTempSubdirectory: the unprivileged user of PostgreSQL must be let through.
    public WorkFolder() =>
        Path = Directory
            .CreateDirectory(
                System.IO.Path.Join(
                    System.IO.Path.GetTempPath(),
                    $"identity-run-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6))}"
                )
            )
            .FullName;

    public string Path { get; }

    public string In(params string[] names) => System.IO.Path.Join([Path, .. names]);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
