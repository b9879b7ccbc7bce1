using Identity.Server.Hosting.Checkups;

namespace Identity.Server.Commands.Doctor;

/// <summary>Makes the rounds within a server that is running. It costs a hash and a few connections: what was found is told again for a while.</summary>
internal sealed class Checkup(IConfiguration configuration, IHostEnvironment environment, TimeProvider clock)
    : ICheckup,
        IDisposable
{
    private static readonly TimeSpan KeptFor = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim _looking = new(1);
    private IReadOnlyList<Finding> _found = [];
    private DateTimeOffset _foundAt = DateTimeOffset.MinValue;

    public async Task<IReadOnlyList<Finding>> LookAsync(CancellationToken ct)
    {
        await _looking.WaitAsync(ct);
        try
        {
            if (clock.GetUtcNow() - _foundAt < KeptFor)
                return _found;
            var at = new Examination(
                (IConfigurationRoot)configuration,
                environment,
                clock,
                IsProduction: !environment.IsDevelopment()
            );
            _found = await Rounds.MakeAsync(at, ct);
            _foundAt = clock.GetUtcNow();
            return _found;
        }
        finally
        {
            _looking.Release();
        }
    }

    public void Dispose() => _looking.Dispose();
}
