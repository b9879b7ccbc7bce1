using System.Security.Cryptography;
using Microsoft.Extensions.Options;

namespace Identity.Server.Database.Sealing;

/// <summary>Finds the master key where the settings say it is, or makes one in Development.</summary>
internal static class MasterKeySetup
{
    private const string HowTo =
        "Set MasterKey:Value, or MasterKey:File, to 32 random bytes in base64 (`openssl rand -base64 32`).";

    public static IServiceCollection AddMasterKey(this IServiceCollection services)
    {
        services.AddOptions<MasterKeyOptions>().BindConfiguration(MasterKeyOptions.Section);
        return services.AddSingleton(provider =>
        {
            var options = provider.GetRequiredService<IOptions<MasterKeyOptions>>().Value;
            var environment = provider.GetRequiredService<IHostEnvironment>();
            return Load(options, environment.IsDevelopment() ? DevelopmentFolder.Path("master.key") : null);
        });
    }

    /// <param name="developmentFile">Where Development keeps the key it makes for itself; null elsewhere.</param>
    public static MasterKey Load(MasterKeyOptions options, string? developmentFile) =>
        new(Find(options, developmentFile));

    private static byte[] Find(MasterKeyOptions options, string? developmentFile)
    {
        if (options.Value is { Length: > 0 } value)
            return Read(value, "MasterKey:Value");
        if (options.File is { Length: > 0 } file)
        {
            if (!File.Exists(file))
                throw new InvalidOperationException($"MasterKey:File names {file}, which does not exist. {HowTo}");
            return Read(File.ReadAllText(file), "MasterKey:File");
        }
        if (developmentFile is null)
            throw new InvalidOperationException($"There is no master key. {HowTo}");

        if (!File.Exists(developmentFile))
            MakeFor(developmentFile);
        return Read(File.ReadAllText(developmentFile), developmentFile);
    }

    /// <summary>What is weak about the key that the settings name, to follow "the master key …"; null where nothing is.</summary>
    /// <exception cref="InvalidOperationException">There is none, or it is not of the right size.</exception>
    public static string? WeaknessOf(MasterKeyOptions options)
    {
        var key = Find(options, developmentFile: null);
        var weakness = MasterKeyStrength.WeaknessOf(key);
        CryptographicOperations.ZeroMemory(key);
        return weakness;
    }

    private static byte[] Read(string text, string origin)
    {
        var key = new byte[MasterKey.Length];
        if (!Convert.TryFromBase64String(text.Trim(), key, out var length) || length != key.Length)
            throw new InvalidOperationException($"{origin} does not hold 32 bytes in base64. {HowTo}");
        return key;
    }

    // Readable by the owner alone from the moment it exists, and whole or absent whenever it is looked at.
    private static void MakeFor(string path)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var half = path + ".new";
        // What an earlier start left would lend its permissions.
        File.Delete(half);
        using (var writer = new StreamWriter(half, options))
            writer.WriteLine(Convert.ToBase64String(RandomNumberGenerator.GetBytes(MasterKey.Length)));
        File.Move(half, path, overwrite: false);
    }
}
