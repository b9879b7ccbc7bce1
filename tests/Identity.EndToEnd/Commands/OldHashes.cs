using System.ComponentModel;
using System.Diagnostics;

namespace Identity.EndToEnd.Commands;

/// <summary>Hashes of passwords that other programs make, and what those programs think of ours. Who is not on this machine skips the test.</summary>
internal static class OldHashes
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>crypt(3), which Perl calls by its name.</summary>
    public static Task<string> CryptAsync(string password) => CryptAsync(password, "$2b$05$KDsVvt8WeIRzPwlcgWH5M.");

    /// <summary>Whether the system finds that this is the hash of the password.</summary>
    public static async Task<bool> CryptAgreesAsync(string password, string hash) =>
        await CryptAsync(password, hash) == hash;

    public static async Task<string> HtpasswdAsync(string password) =>
        (await SayAsync("htpasswd", ["-n", "-b", "-B", "-C", "5", "", password])).TrimStart(':');

    public static async Task<string> PythonAsync(string password)
    {
        const string Program =
            "import bcrypt,sys; print(bcrypt.hashpw(sys.argv[1].encode(), bcrypt.gensalt(5)).decode())";
        foreach (var python in (string[])["python3", "/usr/bin/python3"])
        {
            if (await TryAsync(python, ["-c", Program, password]) is { Length: > 0 } hash)
                return hash;
        }
        Assert.Skip("Python's bcrypt is not installed.");
        return "";
    }

    private static Task<string> CryptAsync(string password, string setting) =>
        SayAsync("perl", ["-e", "print crypt($ARGV[0], $ARGV[1])", password, setting]);

    private static async Task<string> SayAsync(string program, string[] arguments)
    {
        var said = await TryAsync(program, arguments);
        Assert.SkipWhen(string.IsNullOrEmpty(said), $"{program} is not on this machine.");
        return said!;
    }

    private static async Task<string?> TryAsync(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            using var process = Process.Start(start)!;
            return (await process.StandardOutput.ReadToEndAsync(Ct)).Trim();
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}
