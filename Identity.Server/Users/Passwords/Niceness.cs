using System.Runtime.InteropServices;

namespace Identity.Server.Users.Passwords;

/// <summary>Lowers the calling thread's claim on the processor, which <see cref="Thread.Priority"/> does not do on Linux.</summary>
internal static class Niceness
{
    private const int OfThisThread = 0;
    private const int Considerate = 10;

    /// <remarks>setpriority(2): Linux keeps the value by thread. A refusal changes nothing but the latency of others, so it is ignored.</remarks>
    public static void LowerForThisThread()
    {
        if (OperatingSystem.IsLinux())
            _ = SetPriority(0, OfThisThread, Considerate);
        else
            Thread.CurrentThread.Priority = ThreadPriority.BelowNormal;
    }

    [DllImport("libc", EntryPoint = "setpriority")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetPriority(int which, uint who, int value);
}
