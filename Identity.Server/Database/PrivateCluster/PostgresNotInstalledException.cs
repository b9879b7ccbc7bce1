namespace Identity.Server.Database.PrivateCluster;

/// <summary>Says that this machine has no PostgreSQL programs, which package brings them and which setting does without.</summary>
internal sealed class PostgresNotInstalledException : InvalidOperationException
{
    public PostgresNotInstalledException()
        : this(
            $"No PostgreSQL programs were found on this machine: install {Package()}, "
                + "or name a server in the setting ConnectionStrings:Identity."
        ) { }

    public PostgresNotInstalledException(string message)
        : base(message) { }

    public PostgresNotInstalledException(string message, Exception innerException)
        : base(message, innerException) { }

    private static string Package() =>
        OperatingSystem.IsWindows() ? "PostgreSQL (winget install PostgreSQL.PostgreSQL.17)"
        : OperatingSystem.IsMacOS() ? "PostgreSQL (brew install postgresql@17)"
        : "the package postgresql (Debian, Ubuntu: apt-get install postgresql) or postgresql-server (Fedora, RHEL)";
}
