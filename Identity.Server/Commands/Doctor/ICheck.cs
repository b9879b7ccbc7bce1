using Identity.Server.Hosting.Checkups;

namespace Identity.Server.Commands.Doctor;

/// <summary>Looks at one thing that needs no database.</summary>
internal interface ICheck
{
    string Name { get; }

    IAsyncEnumerable<Finding> LookAsync(Examination at, CancellationToken ct);
}

/// <summary>Looks at one thing in the database.</summary>
internal interface IDatabaseCheck
{
    string Name { get; }

    IAsyncEnumerable<Finding> LookAsync(Examination at, Patient patient, CancellationToken ct);
}
