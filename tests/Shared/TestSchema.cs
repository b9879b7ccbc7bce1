namespace Identity.Tests;

/// <summary>What every test database holds before a test writes to it.</summary>
internal static class TestSchema
{
    /// <summary>Brings the empty database of this connection string to the current schema.</summary>
    public static Func<string, Task> Migrate { get; } = _ => Task.CompletedTask;
}
