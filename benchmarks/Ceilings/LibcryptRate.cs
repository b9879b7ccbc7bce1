using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Ceilings;

/// <summary>How many bcrypt hashes of cost 12 a second the C library's crypt makes on all cores: the ceiling of a password grant.</summary>
internal static partial class LibcryptRate
{
    private const int CryptDataSize = 32768;
    private const string Setting = "$2b$12$abcdefghijklmnopqrstuu";

    public static double Measure(int seconds)
    {
        var hashes = 0L;
        var clock = Stopwatch.StartNew();
        var workers = Enumerable
            .Range(0, Environment.ProcessorCount)
            .Select(_ => new Thread(() =>
            {
                while (clock.Elapsed.TotalSeconds < seconds)
                {
                    Hash("correct horse battery staple");
                    Interlocked.Increment(ref hashes);
                }
            }))
            .ToArray();
        foreach (var worker in workers)
            worker.Start();
        foreach (var worker in workers)
            worker.Join();
        return hashes / clock.Elapsed.TotalSeconds;
    }

    private static void Hash(string password)
    {
        var scratch = Marshal.AllocHGlobal(CryptDataSize);
        try
        {
            if (CryptRn(password, Setting, scratch, CryptDataSize) == 0)
                throw new InvalidOperationException("This machine's libcrypt does not know bcrypt.");
        }
        finally
        {
            Marshal.FreeHGlobal(scratch);
        }
    }

    [LibraryImport("libcrypt.so.1", EntryPoint = "crypt_rn", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint CryptRn(string phrase, string setting, nint scratch, int size);
}
