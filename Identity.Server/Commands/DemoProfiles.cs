using System.Buffers.Text;
using System.Security.Cryptography;
using Identity.Server.Clients.AccountProfiles;
using Identity.Server.Declarations;

namespace Identity.Server.Commands;

/// <summary>The systems that moved in, for the demo: the profiles of samples/adopted, with secrets made on the first start.</summary>
internal sealed class DemoProfiles(ProfileApplication application)
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "adopted");

    public static IEnumerable<string> Names => Files.Select(file => Path.GetFileNameWithoutExtension(file));

    private static IEnumerable<string> Files =>
        Directory.EnumerateFiles(Folder, "*.json").Order(StringComparer.Ordinal);

    /// <param name="known">Secrets of an earlier start, by variable.</param>
    /// <returns>The secrets that hold now.</returns>
    public async Task<IReadOnlyDictionary<string, string>> ApplyAsync(
        IReadOnlyDictionary<string, string> known,
        CancellationToken ct
    )
    {
        var secrets = new Dictionary<string, string>(known, StringComparer.Ordinal);
        foreach (var file in Files)
        {
            var (profile, problems) = ProfileReader.Read(await File.ReadAllTextAsync(file, ct));
            if (profile is null)
                throw new InvalidOperationException($"{file}: {problems[0]}");
            string? secret = null;
            if (profile.Api.Secret?.Environment is { } variable && !secrets.TryGetValue(variable, out secret))
                secrets[variable] = secret = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
            if (await application.ApplyAsync(profile, secret, ct) is ProfileApplied.Refused refused)
                throw new InvalidOperationException($"{file}: {refused.Problems[0]}");
        }
        return secrets;
    }
}
