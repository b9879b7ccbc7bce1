using System.Text.Json.Nodes;
using Identity.Admin.Blocks.Details;
using Identity.Admin.Blocks.Dialogs;
using Identity.Admin.Blocks.Editing;
using Identity.Admin.Blocks.Lists;
using Identity.Admin.Blocks.Words;
using Identity.Admin.Management;
using Identity.Admin.Management.Wire;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;

namespace Identity.Admin.Sections.Profiles;

/// <summary>One profile: its document, which is read by the server and by people, and changed by either.</summary>
public sealed partial class ProfilePage
{
    private Kept<JsonObject>? _kept;
    private string _typed = "";
    private DocumentText _text = DocumentText.Read("{}");
    private IReadOnlyList<DocumentFault> _faults = [];
    private IReadOnlyCollection<string> _placed = [];
    private Problem? _missing;
    private Problem? _problem;

    [CascadingParameter]
    public Me Me { get; set; } = null!;

    [Parameter]
    public string Name { get; set; } = "";

    private string Id => Segment.Read(Name);

    private bool MayWrite => Me.May("profiles.write");

    private bool IsDirty =>
        _kept is not null && (_text.Document is null || !JsonNode.DeepEquals(_text.Document, _kept.Body));

    private IReadOnlyList<Tab> Tabs => [new("", "Document", Editor)];

    protected override Task OnInitializedAsync() =>
        RendererInfo.IsInteractive && Me.May("profiles.read") ? LoadAsync() : Task.CompletedTask;

    private async Task LoadAsync()
    {
        var answer = await Profiles.FindAsync(Id);
        _missing = answer.Problem;
        if (!answer.Failed(out var kept))
            Take(kept);
        StateHasChanged();
    }

    private void Take(Kept<JsonObject> kept)
    {
        _kept = kept;
        Discard();
    }

    private void Discard() => Write(DocumentText.Write(_kept!.Body));

    private void Write(string? typed)
    {
        _typed = typed ?? "";
        _text = DocumentText.Read(_typed);
        (_problem, _placed) = (null, []);
        _faults = _text.Fault is { } fault ? [new DocumentFault(_text.FaultLine, fault)] : [];
    }

    private async Task SaveAsync()
    {
        var draft = new Draft(_kept!.Body, _kept.ETag);
        foreach (var change in Change.Between(_kept.Body, _text.Document!).ToList())
            draft.Set(change.Member, change.After?.DeepClone());
        var difference = new Dictionary<string, object?>
        {
            [nameof(Difference.Of)] = draft,
            [nameof(Difference.CanSave)] = true,
            [nameof(Difference.Risks)] = new List<string>
            {
                "The front end that is spoken to by this profile is answered so from now on.",
            },
        };
        if (!await Dialogs.AskAsync<Difference, bool>(difference))
            return;
        var answer = await Profiles.PutAsync(Id, _text.Document!, _kept.ETag);
        if (answer.Problem is { Kind: ProblemKind.Moved })
            await ResolveAsync(draft);
        else if (answer.Failed(out var saved))
            Refused(answer.Problem!);
        else
            Saved(saved);
    }

    // Theirs and ours, member by member; what comes of it is shown, and saved with the next press.
    private async Task ResolveAsync(Draft draft)
    {
        var now = await Profiles.FindAsync(Id);
        if (now.Failed(out var theirs))
        {
            _problem = now.Problem;
            return;
        }
        var merge = draft.MergeWith(theirs.Body);
        // All of a document is shown here, under the names that it has itself.
        foreach (var change in merge.Theirs)
            draft.Name(change.Member, change.Member);
        var taken = await Dialogs.AskAsync<ConflictDialog, IReadOnlySet<string>>(
            new() { [nameof(ConflictDialog.Of)] = merge, [nameof(ConflictDialog.In)] = draft }
        );
        if (taken is null)
            return;
        draft.GoOnFrom(theirs.Body, theirs.ETag, merge.Result(taken));
        _kept = theirs;
        var chosen = draft.Body;
        // What was taken out of the document is taken out, and not nothing.
        foreach (var member in chosen.Where(pair => pair.Value is null).Select(pair => pair.Key).ToList())
            chosen.Remove(member);
        Write(DocumentText.Write(chosen));
        var answer = await Profiles.PutAsync(Id, _text.Document!, theirs.ETag);
        if (answer.Failed(out var saved))
            Refused(answer.Problem!);
        else
            Saved(saved);
    }

    private void Refused(Problem problem)
    {
        (_problem, _placed) = (problem, [.. problem.Errors.Keys]);
        _faults =
        [
            .. problem
                .Errors.SelectMany(error =>
                    error.Value.Select(sentence => new DocumentFault(_text.LineOf(error.Key), sentence))
                )
                .OrderBy(fault => fault.Line),
        ];
    }

    private void Saved(Kept<JsonObject> saved)
    {
        Take(saved);
        Toaster.Say("Saved.");
    }

    private Task DownloadAsync() =>
        Download.SaveAsync(Js, $"{Id}.json", "application/json", DocumentText.Write(_kept!.Body));

    private async Task DeleteAsync()
    {
        var confirmation = new Confirmation(
            $"Delete the profile {Id}?",
            "Its addresses are answered no more: the front end that calls them cannot sign anybody in.",
            "Delete the profile"
        )
        {
            IsDanger = true,
            Type = Id,
        };
        if (!await Dialogs.ConfirmAsync(confirmation))
            return;
        if (!Toaster.Say(await Profiles.DeleteAsync(Id, _kept!.ETag), "The profile is deleted."))
        {
            await LoadAsync();
            return;
        }
        _kept = null;
        Navigation.NavigateTo("/profiles");
    }

    private async Task AskAsync(LocationChangingContext context)
    {
        var leaves = await Dialogs.ConfirmAsync(
            new Confirmation("Leave without saving?", "What you changed here is not saved.", "Leave")
            {
                IsDanger = true,
            }
        );
        if (!leaves)
            context.PreventNavigation();
    }
}
