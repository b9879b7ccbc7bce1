using System.Text.Json;
using System.Text.Json.Nodes;
using Identity.Admin.Blocks.Details;
using Identity.Admin.Blocks.Dialogs;
using Identity.Admin.Blocks.Lists;
using Identity.Admin.Management;
using Identity.Admin.Management.Wire;
using Microsoft.AspNetCore.Components;

namespace Identity.Admin.Sections.Users;

/// <summary>One person: who they are, what they may do, where they are signed in, and what can be done about it.</summary>
public sealed partial class UserPage
{
    private static readonly JsonSerializerOptions Spread = new() { WriteIndented = true };

    private static readonly Dictionary<string, string> Risks = new(StringComparer.Ordinal)
    {
        ["email"] = "They sign in with the new address from now on, and all letters go there.",
        ["email_verified"] = "Apps believe what this says about the address.",
    };

    private Kept<User>? _kept;
    private Problem? _problem;
    private int? _sessions;
    private int? _consents;
    private int? _grants;

    [CascadingParameter]
    public Me Me { get; set; } = null!;

    [Parameter]
    public Guid Id { get; set; }

    /// <summary>The tab that is shown.</summary>
    [Parameter]
    public string? Side { get; set; }

    private bool MayWrite => Me.May("users.write");

    private User Person => _kept!.Value;

    private string Name => Person.DisplayName;

    private IReadOnlyList<Tab> Tabs =>
        [
            .. new (string Permission, Tab Tab)[]
            {
                ("users.read", new Tab("", "Profile", Profile)),
                ("roles.read", new Tab("roles", "Roles", Roles)),
                ("sessions.read", new Tab("sessions", "Sessions", Of<UserSessions>()) { Count = _sessions }),
                ("consents.read", new Tab("consents", "Consents", Of<UserConsents>()) { Count = _consents }),
                ("grants.read", new Tab("apps", "Apps", Of<UserGrants>()) { Count = _grants }),
                ("users.read", new Tab("factors", "Factors", Of<UserFactors>())),
                ("audit.read", new Tab("audit", "Audit", Of<UserAudit>())),
            }
                .Where(side => Me.May(side.Permission))
                .Select(side => side.Tab),
        ];

    protected override async Task OnParametersSetAsync()
    {
        if (!RendererInfo.IsInteractive || _kept?.Value.Id == Id)
            return;
        (_kept, _problem) = (null, null);
        await LoadAsync();
        await CountAsync();
    }

    private RenderFragment Of<TSide>()
        where TSide : IComponent =>
        builder =>
        {
            builder.OpenComponent<TSide>(0);
            // Each side says whose it is, by one name.
            builder.AddMultipleAttributes(1, [new(nameof(UserSessions.User), Id)]);
            builder.CloseComponent();
        };

    private async Task LoadAsync()
    {
        var answer = await Users.FindAsync(Id);
        _problem = answer.Problem;
        if (!answer.Failed(out var kept))
            _kept = kept;
    }

    private async Task CountAsync()
    {
        if (_kept is null)
            return;
        var query = ListQuery.Of("user", Id.ToString()) with { Limit = 1 };
        _sessions = await CountAsync("sessions.read", () => Sessions.ListAsync(query));
        _consents = await CountAsync("consents.read", () => Consents.ListAsync(query));
        _grants = await CountAsync("grants.read", () => Grants.ListAsync(query));
    }

    private async Task<int?> CountAsync<T>(string permission, Func<Task<Answer<Listing<T>>>> list) =>
        Me.May(permission) && !(await list()).Failed(out var page) ? (int?)page.Total : null;

    private void Take(Kept<User> kept) => _kept = kept;

    private async Task DoneAsync<T>(Answer<T> answer, string sentence)
    {
        if (Toaster.Say(answer, sentence) || answer.Problem is { Kind: ProblemKind.Moved })
            await LoadAsync();
    }

    private async Task SendAsync(UserLetter letter)
    {
        var answer = await Users.SendAsync(Id, letter);
        await DoneAsync(answer, $"The letter is on its way to {Person.Email}.");
    }

    private async Task SuspendAsync()
    {
        if (await Dialogs.AskAsync<SuspendDialog, Suspension>(new() { ["Name"] = Name }) is { } suspension)
        {
            var answer = await Users.SuspendAsync(Id, suspension.Message, _kept!.ETag);
            await DoneAsync(answer, $"{Name} is suspended, and signed out everywhere.");
            await CountAsync();
        }
    }

    private async Task ReinstateAsync() =>
        await DoneAsync(await Users.ReinstateAsync(Id, _kept!.ETag), $"{Name} can sign in again.");

    private async Task SetPasswordAsync()
    {
        var set = (string password, bool isToChange) => Users.SetPasswordAsync(Id, password, isToChange, _kept!.ETag);
        if (await Dialogs.AskAsync<PasswordDialog, bool>(new() { ["Name"] = Name, ["Set"] = set }))
        {
            Toaster.Say("The password is set. They are signed out everywhere.");
            await LoadAsync();
        }
    }

    private Task RequireChangeAsync() =>
        PatchAsync("password_change_required", "They choose a new password when they sign in next.");

    private Task VerifyAsync() => PatchAsync("email_verified", "The e-mail counts as verified.");

    private async Task PatchAsync(string member, string sentence)
    {
        var answer = await Users.UpdateAsync(Id, new JsonObject { [member] = true }, _kept!.ETag);
        await DoneAsync(answer, sentence);
    }

    private async Task EndSessionsAsync()
    {
        var confirmation = new Confirmation(
            $"Sign {Name} out everywhere?",
            "All their sessions end, in every browser and app. They can sign in again at once.",
            "Sign out everywhere"
        );
        if (!await Dialogs.ConfirmAsync(confirmation with { IsDanger = true }))
            return;
        await DoneAsync(await Users.EndSessionsAsync(Id), $"{Name} is signed out everywhere.");
        await CountAsync();
    }

    private async Task ExportAsync()
    {
        var answer = await Users.ExportAsync(Id);
        if (answer.Failed(out var copy))
            Toaster.Say(answer.Problem!);
        else
            await Download.SaveAsync(Js, $"{Person.Email}.json", "application/json", copy.ToJsonString(Spread));
    }

    private async Task DeleteAsync()
    {
        var confirmation = new Confirmation(
            $"Delete {Name}?",
            "Their account, sessions, tokens, consents and all that is kept of them are gone for good. What the audit tells stays, without their name.",
            "Delete the account"
        )
        {
            IsDanger = true,
            Type = Person.Email,
            TypeLabel = "Type their e-mail to confirm",
        };
        if (!await Dialogs.ConfirmAsync(confirmation))
            return;
        if (Toaster.Say(await Users.DeleteAsync(Id, _kept!.ETag), $"{Name} is deleted."))
            Navigation.NavigateTo("/users");
        else
            await LoadAsync();
    }
}
