using System.Runtime.CompilerServices;
using Identity.Server.Hosting.Checkups;

namespace Identity.Server.Commands.Doctor.Checks;

/// <summary>Looks for the master key. Whether it is the one that sealed what is stored, the database's checks say.</summary>
internal sealed class MasterKeyCheck : ICheck
{
    public string Name => "Master key";

    public async IAsyncEnumerable<Finding> LookAsync(Examination at, [EnumeratorCancellation] CancellationToken ct)
    {
        await Task.CompletedTask;
        yield return Look(at);
    }

    private Finding Look(Examination at)
    {
        try
        {
            using var key = at.LoadMasterKey();
            return key is null
                ? Finding.Pass(Name, "none yet: Development makes one at its first start")
                : Finding.Pass(Name, "32 bytes, readable");
        }
        catch (InvalidOperationException e)
        {
            return Finding.Fail(
                Name,
                e.Message,
                "Give every node the same key, from the place where it is backed up; only a new database gets a new one."
            );
        }
    }
}
