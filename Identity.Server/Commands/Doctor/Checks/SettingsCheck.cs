using System.Runtime.CompilerServices;
using Identity.Server.Commands.Settings;
using Identity.Server.Hosting.Checkups;

namespace Identity.Server.Commands.Doctor.Checks;

/// <summary>Says where the settings that matter came from, which ones nobody knows, and which values will not do.</summary>
internal sealed class SettingsCheck : ICheck
{
    public string Name => "Settings";

    public async IAsyncEnumerable<Finding> LookAsync(Examination at, [EnumeratorCancellation] CancellationToken ct)
    {
        await Task.CompletedTask;
        var set = KnownSettings.All.Where(setting => at.Configuration[setting.Key] is { Length: > 0 }).ToList();
        foreach (
            var source in set.GroupBy(
                setting => SettingOrigin.Of(at.Configuration, setting.Key).Place,
                StringComparer.Ordinal
            )
        )
        {
            var keys = string.Join(", ", source.Select(setting => setting.Key));
            yield return Finding.Pass(Name, $"from {source.Key}: {keys}");
        }

        foreach (var (key, source) in UnknownSettings.Find(at.Configuration))
        {
            yield return Finding.Warn(
                Name,
                $"{key}, from {source}, is not known and changes nothing.",
                $"Did you mean {UnknownSettings.Nearest(key)}?"
            );
        }

        var faults = KnownSettings.Faults(at.Configuration).ToList();
        foreach (var fault in faults)
            yield return Finding.Fail(Name, fault, "Correct it: the server does not start with it.");
        if (faults.Count == 0)
        {
            yield return Finding.Pass(
                Name,
                $"{set.Count} set, the rest as usual; environment {at.Environment.EnvironmentName}"
            );
        }
    }
}
