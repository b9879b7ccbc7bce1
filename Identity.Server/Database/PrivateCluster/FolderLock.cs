using System.Globalization;

namespace Identity.Server.Database.PrivateCluster;

/// <summary>Lets one process at a time keep a private cluster in a folder; the system takes it back when the process dies.</summary>
internal sealed class FolderLock : IDisposable
{
    private readonly FileStream _file;

    private FolderLock(FileStream file) => _file = file;

    /// <summary>Whether another process has it now.</summary>
    public static bool IsTaken(string folder)
    {
        if (!File.Exists(LockIn(folder)))
            return false;
        try
        {
            using var free = new FileStream(LockIn(folder), FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }

    /// <exception cref="PrivateClusterException">Another process has it.</exception>
    public static FolderLock Take(string folder)
    {
        // The holder signs a second file: the locked one cannot be read by the one who is refused.
        var signature = Path.Combine(folder, "postgres.holder");
        try
        {
            Directory.CreateDirectory(folder);
            var file = new FileStream(LockIn(folder), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            File.WriteAllText(signature, Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
            return new FolderLock(file);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new PrivateClusterException(
                $"The folder {folder} cannot hold a private PostgreSQL cluster, because this user may not write to it.",
                e
            );
        }
        catch (IOException e) when (File.Exists(signature))
        {
            throw new PrivateClusterException(
                $"The private PostgreSQL cluster in {folder} is in use by another server, process {File.ReadAllText(signature)}.",
                e
            );
        }
    }

    private static string LockIn(string folder) => Path.Combine(folder, "postgres.lock");

    // The files stay: deleting the lock would let a third process lock a new file while a second one waits on this one.
    public void Dispose() => _file.Dispose();
}
