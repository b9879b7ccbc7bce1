using System.Runtime.CompilerServices;
using Identity.Server.Hosting.Checkups;
using Identity.Server.Tokens;

namespace Identity.Server.Commands.Doctor.Checks;

/// <summary>Looks at the server's public name, which is hard to change once tokens and clients have it.</summary>
internal sealed class IssuerCheck : ICheck
{
    private static readonly string[] Examples = ["example.com", "example.org", "example.net"];

    public string Name => "Issuer";

    public async IAsyncEnumerable<Finding> LookAsync(Examination at, [EnumeratorCancellation] CancellationToken ct)
    {
        await Task.CompletedTask;
        yield return Judge(at.Configuration[Issuer.Setting], at.IsStrict);
    }

    /// <param name="isStrict">Whether people are to reach it from elsewhere.</param>
    public static Finding Judge(string? setting, bool isStrict)
    {
        const string Check = "Issuer";
        const string Cure = "Set Issuer to the https URL that people and clients reach this server by.";
        Issuer issuer;
        try
        {
            issuer = Issuer.Read(setting);
        }
        catch (InvalidOperationException e)
        {
            return Finding.Fail(Check, e.Message, Cure);
        }

        var host = new Uri(issuer.Value);
        if (isStrict && host.IsLoopback)
            return Finding.Fail(Check, $"{issuer.Value} is this machine alone.", Cure);
        if (isStrict && !issuer.IsSecure)
            return Finding.Fail(Check, $"{issuer.Value} is not https.", Cure);
        return isStrict && Array.Exists(Examples, example => host.Host == example)
            ? Finding.Warn(Check, $"{issuer.Value} is a name out of a manual.", Cure)
            : Finding.Pass(Check, issuer.Value);
    }
}
