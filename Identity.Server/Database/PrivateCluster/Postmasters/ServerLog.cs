namespace Identity.Server.Database.PrivateCluster.Postmasters;

/// <summary>What PostgreSQL says, in a file beside its tables: two files at most, and the last lines for an error message.</summary>
internal sealed class ServerLog(ClusterHome home)
{
    private const int Largest = 1024 * 1024;
    private const int LastLines = 12;

    public string Path { get; } = System.IO.Path.Combine(home.Folder, "server.log");

    public void Rotate()
    {
        if (File.Exists(Path) && new FileInfo(Path).Length > Largest)
            File.Move(Path, System.IO.Path.Combine(home.Folder, "server.previous.log"), overwrite: true);
    }

    public async Task<string> TailAsync(CancellationToken ct)
    {
        if (!File.Exists(Path))
            return "";

        await using var file = new FileStream(
            Path,
            FileMode.Open,
            FileAccess.Read,
            FileShare.ReadWrite | FileShare.Delete
        );
        file.Seek(-Math.Min(file.Length, 8192), SeekOrigin.End);
        using var reader = new StreamReader(file);
        var lines = (await reader.ReadToEndAsync(ct)).TrimEnd().Split('\n');
        return string.Join('\n', lines.TakeLast(LastLines));
    }
}
