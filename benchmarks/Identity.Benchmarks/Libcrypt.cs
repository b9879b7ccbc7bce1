using System.Runtime.InteropServices;

namespace Identity.Benchmarks;

/// <summary>The C library's crypt, to hold our bcrypt against.</summary>
internal static partial class Libcrypt
{
    private const int ScratchSize = 32768;

    public static string Hash(string password, string setting)
    {
        var scratch = Marshal.AllocHGlobal(ScratchSize);
        try
        {
            var hash = CryptRn(password, setting, scratch, ScratchSize);
            return Marshal.PtrToStringUTF8(hash)
                ?? throw new InvalidOperationException("This machine's libcrypt does not know bcrypt.");
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
