using Identity.Admin.Management;
using Identity.Admin.Management.Wire;

namespace Identity.Admin.Shell;

/// <summary>Who is here now, and whether they still may be: looked at every few seconds, and at each refusal.</summary>
public sealed class Presence : IDisposable
{
    private readonly ManagementApi _api;

    public Presence(ManagementApi api)
    {
        _api = api;
        _api.SignedOut += End;
    }

    /// <summary>Null until the server has said who it is.</summary>
    public Me? Me { get; private set; }

    /// <summary>Whether the session has ended: nothing of the site is shown any more.</summary>
    public bool IsOver { get; private set; }

    /// <summary>Why the server could not be asked last time.</summary>
    public Problem? Trouble { get; private set; }

    public event Action? Changed;

    /// <summary>Says that somebody's permissions are others than a moment ago.</summary>
    public event Action? PermissionsChanged;

    public async Task LookAsync(CancellationToken ct = default)
    {
        if (IsOver)
            return;
        var before = (Me, Trouble);
        var answer = await _api.GetAsync<Me>("me", ct);
        if (answer.Failed(out var me))
        {
            // A 403 says that this person is nobody here; whatever else went wrong says nothing of them.
            Trouble = answer.Problem;
        }
        else
        {
            Trouble = null;
            if (Me is null || !me.IsAs(Me))
                Me = me;
        }
        if (before == (Me, Trouble))
            return;
        if (before.Me is not null && before.Me != Me)
            PermissionsChanged?.Invoke();
        Changed?.Invoke();
    }

    public void Dispose() => _api.SignedOut -= End;

    private void End()
    {
        if (IsOver)
            return;
        IsOver = true;
        Me = null;
        Changed?.Invoke();
    }
}
