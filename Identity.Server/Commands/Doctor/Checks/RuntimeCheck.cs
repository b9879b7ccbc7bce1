using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Identity.Server.Hosting.Checkups;

namespace Identity.Server.Commands.Doctor.Checks;

/// <summary>Names the runtime, and one that has known faults.</summary>
internal sealed class RuntimeCheck : ICheck
{
    // Before it, the web server and Data Protection have known faults.
    private static readonly Version Oldest = new(10, 0, 13);

    public string Name => ".NET runtime";

    public async IAsyncEnumerable<Finding> LookAsync(Examination at, [EnumeratorCancellation] CancellationToken ct)
    {
        await Task.CompletedTask;
        yield return Judge(Environment.Version);
    }

    public static Finding Judge(Version version)
    {
        var said = $".NET {version} on {RuntimeInformation.OSDescription}";
        return version >= Oldest
            ? Finding.Pass(".NET runtime", said)
            : Finding.Warn(".NET runtime", said, $"Install the newest patch of .NET 10, at least {Oldest}.");
    }
}
