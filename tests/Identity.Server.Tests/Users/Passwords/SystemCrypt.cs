using System.Runtime.InteropServices;

namespace Identity.Server.Tests.Users.Passwords;

/// <summary>The C implementation of bcrypt that the machine has, to compare ours with.</summary>
internal static class SystemCrypt
{
    private const string Library = "libcrypt.so.1";

    public static void SkipWhereAbsent()
    {
        if (!NativeLibrary.TryLoad(Library, out var handle))
            Assert.Skip($"{Library} is not on this machine.");

        NativeLibrary.Free(handle);
    }

    /// <summary>crypt(3), which keeps its answer in memory of its own: one call at a time.</summary>
    public static string? Hash(ReadOnlySpan<byte> password, string setting) =>
        Marshal.PtrToStringUTF8(Crypt([.. password, 0], [.. System.Text.Encoding.ASCII.GetBytes(setting), 0]));

    [DllImport(Library, EntryPoint = "crypt")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint Crypt(byte[] password, byte[] setting);
}
