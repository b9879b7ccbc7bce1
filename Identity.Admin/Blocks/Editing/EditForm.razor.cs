using System.Text.Json.Nodes;
using Identity.Admin.Blocks.Dialogs;
using Identity.Admin.Blocks.Toasts;
using Identity.Admin.Management.Wire;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.JSInterop;

namespace Identity.Admin.Blocks.Editing;

/// <summary>Keeps a draft of a thing, saves what was changed in it, and sees to it that nobody overwrites anybody.</summary>
public sealed partial class EditForm<T>(OpenDialogs dialogs, Toaster toaster, IJSRuntime js) : IDisposable
{
    private Draft _draft = new();
    private Kept<T>? _seen;
    private Problem? _problem;
    private bool _isSaving;
    private int _count;
    private bool _showsFault;
    private ElementReference _form;

    [Parameter, EditorRequired]
    public string Title { get; set; } = "";

    [Parameter]
    public string? Lead { get; set; }

    /// <summary>The thing as it was read last.</summary>
    [Parameter, EditorRequired]
    public Kept<T> Of { get; set; } = null!;

    /// <summary>Hears of it when it was saved, or when what is there now was read.</summary>
    [Parameter]
    public EventCallback<Kept<T>> OfChanged { get; set; }

    /// <summary>Sends the patch, with the tag.</summary>
    [Parameter, EditorRequired]
    public Func<JsonObject, string, Task<Answer<Kept<T>>>> Save { get; set; } = null!;

    /// <summary>Reads what is there now, for when somebody else was quicker.</summary>
    [Parameter, EditorRequired]
    public Func<Task<Answer<Kept<T>>>> Find { get; set; } = null!;

    /// <summary>Members whose change is shown before it is saved, and what it will do.</summary>
    [Parameter]
    public IReadOnlyDictionary<string, string> Risky { get; set; } =
        new Dictionary<string, string>(StringComparer.Ordinal);

    [Parameter]
    public bool IsReadOnly { get; set; }

    [Parameter]
    public RenderFragment? Actions { get; set; }

    [Parameter]
    public RenderFragment? ChildContent { get; set; }

    public void Dispose() => _draft.Changed -= Count;

    protected override void OnParametersSet()
    {
        if (ReferenceEquals(_seen, Of))
            return;
        if (_seen is not null && _draft.IsDirty)
        {
            GoOnFrom(Of);
            return;
        }
        _seen = Of;
        _draft.Changed -= Count;
        _draft = new Draft(Of.Body, Of.ETag);
        _draft.Changed += Count;
        Count();
    }

    // The first field that is wrong may be far up: it is where one goes on.
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!_showsFault)
            return;
        _showsFault = false;
        await using var forms = await js.InvokeAsync<IJSObjectReference>("import", Assets["./js/forms.js"]);
        await forms.InvokeVoidAsync("goToFault", _form);
    }

    // What is being typed stays. Where another section was saved meanwhile it goes on from that; where both changed the same,
    // the server will say so when this is saved.
    private void GoOnFrom(Kept<T> now)
    {
        var merge = _draft.MergeWith(now.Body);
        if (merge.Conflicts.Count > 0)
            return;
        _seen = now;
        _draft.GoOnFrom(now.Body, now.ETag, merge.Result(new HashSet<string>(StringComparer.Ordinal)));
    }

    private void Count()
    {
        _count = _draft.Changes().Count();
        _ = InvokeAsync(StateHasChanged);
    }

    private void Discard()
    {
        _problem = null;
        _draft.Discard();
    }

    private Task<bool> ReviewAsync() => ShowDifferenceAsync(canSave: false);

    private Task<bool> ShowDifferenceAsync(bool canSave) =>
        dialogs.AskAsync<Difference, bool>(
            new()
            {
                [nameof(Difference.Of)] = _draft,
                [nameof(Difference.Risks)] = Risky
                    .Where(risk => _draft.Changes().Any(change => change.Member == risk.Key))
                    .Select(risk => risk.Value)
                    .ToList(),
                [nameof(Difference.CanSave)] = canSave,
            }
        );

    private async Task SaveAsync()
    {
        if (_isSaving || !_draft.IsDirty)
            return;
        var isRisky = _draft.Changes().Any(change => Risky.ContainsKey(change.Member));
        if (isRisky && !await ShowDifferenceAsync(canSave: true))
            return;
        _isSaving = true;
        _problem = null;
        try
        {
            var answer = await Save(_draft.Patch(), _draft.ETag);
            if (answer.Problem is { Kind: ProblemKind.Moved })
                answer = await ResolveAsync();
            if (answer is not null)
                await TakeAsync(answer);
        }
        finally
        {
            _isSaving = false;
        }
    }

    private async Task TakeAsync(Answer<Kept<T>> answer)
    {
        if (answer.Failed(out var saved))
        {
            _problem = answer.Problem;
            _draft.Refused(answer.Problem!);
            _showsFault = true;
            return;
        }
        _seen = saved;
        _draft.Saved(saved.Body, saved.ETag);
        toaster.Say("Saved.");
        await OfChanged.InvokeAsync(saved);
    }

    /// <summary>Shows theirs and ours until one of them is saved.</summary>
    /// <returns>Null where the administrator goes on without saving.</returns>
    private async Task<Answer<Kept<T>>?> ResolveAsync()
    {
        while (true)
        {
            var now = await Find();
            if (now.Failed(out var theirs))
                return now;
            var merge = _draft.MergeWith(theirs.Body);
            if (await TakenAsync(merge) is not { } taken)
                return null;
            _draft.GoOnFrom(theirs.Body, theirs.ETag, merge.Result(taken));
            if (!_draft.IsDirty)
                return now;
            var answer = await Save(_draft.Patch(), _draft.ETag);
            if (answer.Problem is not { Kind: ProblemKind.Moved })
                return answer;
        }
    }

    // What no field here shows, such as when it was changed last, is nothing that anybody has to be asked about.
    private async Task<IReadOnlySet<string>?> TakenAsync(Merge merge)
    {
        if (!merge.Theirs.Any(change => _draft.Fields.Contains(change.Member)))
            return new HashSet<string>(StringComparer.Ordinal);
        return await dialogs.AskAsync<ConflictDialog, IReadOnlySet<string>>(
            new() { [nameof(ConflictDialog.Of)] = merge, [nameof(ConflictDialog.In)] = _draft }
        );
    }

    private async Task AskAsync(LocationChangingContext context)
    {
        var leaves = await dialogs.ConfirmAsync(
            new Confirmation("Leave without saving?", "What you changed here is not saved.", "Leave")
            {
                IsDanger = true,
            }
        );
        if (!leaves)
            context.PreventNavigation();
    }
}
